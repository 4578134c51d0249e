import Foundation

/// The built command, run as a user runs it.
public enum Tool {
  /// What a run left behind.
  public struct Result: Sendable {
    /// The exit status; 128 and the signal where it was killed.
    public let status: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let errors: String
  }

  /// The command's path: beside the tests.
  public static let path: String = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let beside = tests.appendingPathComponent("nabla").path
    return FileManager.default.isExecutableFile(atPath: beside)
      ? beside : ProjectFiles.path(".build/debug/nabla")
  }()

  /// Runs the command in a folder.
  public static func run(_ arguments: [String], in folder: String) throws -> Result {
    try run(path, arguments, in: folder)
  }

  /// Runs a program in a folder; its output goes through files, so that no pipe can fill up.
  public static func run(_ program: String, _ arguments: [String], in folder: String) throws
    -> Result
  {
    let fresh = try FreshFolder()
    try fresh.write("", to: "out")
    try fresh.write("", to: "err")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: fresh.path + "/out"))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: fresh.path + "/err"))
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: fresh.path + "/" + name)),
        as: UTF8.self)
    }
    let status = process.terminationStatus
    return Result(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
      output: try text("out"), errors: try text("err"))
  }
}
