import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Synchronization

/// The course that a command is about: the file `course.yaml` in a folder that is named, or in the nearest one upward.
enum CourseFolder {
  private static let read = Mutex<[String: Result<CourseFile, Diagnostics>]>([:])

  /// The prefix of paths in the course's folder; ends in `/` or is empty.
  ///
  /// - Parameter stated: The folder that is named; nil if none is.
  /// - Returns: Without a name the nearest folder upward with a course, but no other than this one if it has assignments.
  static func prefix(_ stated: String?) -> String {
    if let stated {
      let folder = stated.hasSuffix("/") ? stated : stated + "/"
      return folder == "./" ? "" : folder
    }
    return nearest
  }

  private static let nearest: String = {
    var prefix = ""
    for _ in 0..<32 {
      if DiskFile.kind(prefix + CourseFile.fileName) == .file { return prefix }
      if prefix.isEmpty, DiskFile.kind("assignments") == .folder { return "" }
      if FileManager.default.currentDirectoryPath == "/" { return "" }
      prefix += "../"
    }
    return ""
  }()

  /// The file of a course, read once; nil if there is none.
  ///
  /// - Parameters:
  ///   - prefix: The prefix of paths in the course's folder.
  ///   - isAssignment: Whether there is an assignment of that id.
  /// - Returns: The course.
  /// - Throws: ``CommandFault`` where it cannot be used.
  static func file(in prefix: String, isAssignment: (String) -> Bool) throws(CommandFault)
    -> CourseFile?
  {
    let path = prefix + CourseFile.fileName
    guard DiskFile.kind(path) != .missing else { return nil }
    let (result, isNew) = read.withLock { known in
      if let result = known[path] { return (result, false) }
      let result = Result { () throws(Diagnostics) in try CourseFile(path) }
      known[path] = result
      return (result, true)
    }
    let course = try orFault { () throws(Diagnostics) in try result.get() }
    guard isNew else { return course }
    if let version = course.version, version != Gradebook.graderVersion {
      Console.report([
        Diagnostic(
          "\(visible(path)) is made for version \(visible(version)) of nabla, and this is "
            + Gradebook.graderVersion, severity: .warning)
      ])
    }
    for id in course.namedAssignments.sorted() where !isAssignment(id) {
      Console.report([
        Diagnostic(
          "\(visible(path)) names '\(visible(id))', which is no assignment", severity: .warning)
      ])
    }
    return course
  }
}
