internal import Coursework
internal import Foundation

/// The build of the grader that is running: two builds of one version may grade differently.
enum GraderBuild {
  /// The linker's hash of the program and the library of functions it runs with; nil where the linker left none.
  static let id: String? = ProgramFile.buildID.map { "\($0) \(libraryVersion)" }

  /// The version, and the build where it is known.
  static let name = id.map { "\(Gradebook.graderVersion) \($0)" } ?? Gradebook.graderVersion

  /// The C library's name and version.
  private static var libraryVersion: String {
    var text = [CChar](repeating: 0, count: 64)
    let count = confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count)
    let bytes = text.prefix(max(0, count - 1)).map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
