import Foundation
import TestSupport
import Testing
import Writing

/// Files appear whole or not at all, and nothing else is touched.
@Suite struct OutputFileTests {
  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func aNewFileIsForThoseItIsMeantFor() throws {
    let folder = try FreshFolder()
    try OutputFile.makeFolder(folder.path + "/a/b", for: .staff)
    try OutputFile.write(Array("x".utf8), to: folder.path + "/a/b/staff", for: .staff)
    try OutputFile.write(Array("x".utf8), to: folder.path + "/a/b/all", for: .everybody)
    let mask = umask(0)
    umask(mask)
    #expect(try mode(folder.path + "/a/b/staff") == Int(0o640 & ~mask))
    #expect(try mode(folder.path + "/a/b/all") == Int(0o666 & ~mask))
    #expect(try mode(folder.path + "/a/b") == Int(0o750 & ~mask))
  }

  @Test func aFileThatIsThereKeepsItsRights() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/report"
    for rights in [0o600, 0o644, 0o664] {
      try folder.write("old \(rights)", to: "report")
      try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
      try OutputFile.write(Array("new".utf8), to: path, for: .staff)
      #expect(try text(path) == "new")
      #expect(try mode(path) == rights)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
  }

  @Test func linksAreNotFollowedAndNotReplaced() throws {
    let folder = try FreshFolder()
    try folder.write("precious", to: "target")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "target")
    try manager.createDirectory(atPath: folder.path + "/far", withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: folder.path + "/inputs", withDestinationPath: "far")
    #expect(throws: OutputFile.Failure.self) {
      try OutputFile.write([1], to: folder.path + "/link", for: .staff)
    }
    #expect(throws: OutputFile.Failure.self) {
      try OutputFile.makeFolder("inputs", in: folder.path, for: .staff)
    }
    #expect(try text(folder.path + "/target") == "precious")
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.path + "/link") == "target")
  }

  @Test func foldersAndPipesAreNoFiles() throws {
    let folder = try FreshFolder()
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    for path in [folder.path, folder.path + "/pipe", folder.path + "/none/file", "/dev/null"] {
      #expect(throws: OutputFile.Failure.self) {
        try OutputFile.write([1], to: path, for: .staff)
      }
    }
    // A planted name beside the file is never used.
    #expect(mkfifo(folder.path + "/report.part", 0o600) == 0)
    try OutputFile.write([1], to: folder.path + "/report", for: .staff)
  }

  @Test func devicesAndPipesAreWrittenToWhereTheyAreMeant() throws {
    let folder = try FreshFolder()
    let before = try mode("/dev/null")
    try OutputFile.write([1], to: "/dev/null", for: .staff, takesStreams: true)
    #expect(try mode("/dev/null") == before)
    #expect(throws: OutputFile.Failure.self) {
      try OutputFile.write([1], to: "/dev/full", for: .staff, takesStreams: true)
    }
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let reader = Process()
    reader.executableURL = URL(fileURLWithPath: "/bin/sh")
    reader.arguments = ["-c", "cat '\(pipe)' > '\(folder.path)/read'"]
    try reader.run()
    try OutputFile.write(Array("through".utf8), to: pipe, for: .staff, takesStreams: true)
    reader.waitUntilExit()
    #expect(try text(folder.path + "/read") == "through")
  }

  @Test func thirtyTwoWritersOfOneFileAllSucceed() async throws {
    let folder = try FreshFolder()
    let path = folder.path + "/report"
    let done = await withTaskGroup(of: Int.self) { group in
      for writer in 0..<32 {
        group.addTask {
          (0..<20).count { round in
            let bytes = [UInt8](repeating: UInt8(writer), count: 10_000 + round)
            return (try? OutputFile.write(bytes, to: path, for: .staff)) != nil
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(done == 32 * 20)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(Set(bytes).count == 1 && bytes.count >= 10_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
  }
}
