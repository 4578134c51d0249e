public import Diagnostics
internal import Foundation

/// Where a submission is, and whose it is.
public struct SubmissionLocation: Sendable {
  /// The folder, as a path that can be opened.
  public let folder: String
  /// The answer files in it, sorted.
  public let files: [String]
  /// What looks like answers but is not read, in the order of the names.
  let unread: [SubmissionFolder.Unread]
  /// The student: the folder's name.
  public let student: String
  /// The assignment: the name of the folder around it.
  public let assignment: String

  /// Finds the submissions at a path: a submission's folder, one of its files, or a folder that
  /// holds submissions at some depth.
  ///
  /// - Parameters:
  ///   - path: The path, as typed.
  ///   - takesEmpty: Whether the path itself is a submission if nothing is found in it.
  ///   - isAssignment: Whether a folder's name is an assignment's id: what stands in such a folder
  ///     is a submission even if it is empty.
  /// - Returns: at least one submission, in the order of their paths.
  /// - Throws: a ``Diagnostic`` where there is nothing.
  public static func find(
    _ path: String, takesEmpty: Bool = false, isAssignment: (String) -> Bool
  ) throws(Diagnostic) -> [SubmissionLocation] {
    let absolute =
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    let names = parts(absolute)
    func named(_ depth: Int) -> String { names.count > depth ? names[names.count - 1 - depth] : "" }
    switch DiskFile.kind(path) {
    case .missing: throw nothing(path, "there is no such file or folder")
    case .other: throw nothing(path, "this is not a plain file or folder")
    case .file:
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
      return [
        SubmissionLocation(
          folder: path.hasPrefix("/") && folder.isEmpty ? "/" : folder, files: [named(0)],
          unread: [], student: named(1), assignment: named(2))
      ]
    case .folder:
      var found: [SubmissionLocation] = []
      let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      collect(
        folder, student: named(0), assignment: named(1), depth: 0, isAssignment, &found)
      if found.isEmpty, takesEmpty {
        found.append(
          SubmissionLocation(
            folder: folder, files: [], unread: [], student: named(0), assignment: named(1)))
      }
      if found.isEmpty { throw nothing(path, "there are no submissions in this folder") }
      return found
    }
  }

  /// Creates a location with another student or assignment than the path tells.
  public func with(student: String?, assignment: String?) -> SubmissionLocation {
    SubmissionLocation(
      folder: folder, files: files, unread: unread, student: student ?? self.student,
      assignment: assignment ?? self.assignment)
  }

  private static func nothing(_ path: String, _ message: String) -> Diagnostic {
    Diagnostic(message, in: SourceText(name: path, bytes: []))
  }

  /// The components of a path, with `.` and `..` worked out.
  private static func parts(_ path: String) -> [String] {
    var parts: [String] = []
    for part in path.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
    }
    return parts
  }

  private static func collect(
    _ path: String, student: String, assignment: String, depth: Int,
    _ isAssignment: (String) -> Bool, _ found: inout [SubmissionLocation]
  ) {
    var folder = SubmissionFolder(path)
    var place = path
    if folder.files.isEmpty {
      if isAssignment(assignment), let wrapped = unwrapped(path) {
        (place, folder) = wrapped
      } else if depth < 3 {
        // A folder without answers is looked into before it is taken for an empty submission.
        let before = found.count
        for name in folder.folders {
          collect(
            "\(path)/\(name)", student: name, assignment: student, depth: depth + 1, isAssignment,
            &found)
        }
        if found.count > before { return }
      }
    }
    if !folder.files.isEmpty || isAssignment(assignment) {
      found.append(
        SubmissionLocation(
          folder: place, files: folder.files, unread: folder.unread, student: student,
          assignment: assignment))
    }
  }

  /// The answers in a folder within the folder, as an unpacked archive leaves them.
  private static func unwrapped(_ path: String) -> (String, SubmissionFolder)? {
    var place = path
    for _ in 0..<3 {
      let folders = SubmissionFolder(place).folders
      guard folders.count == 1 else { return nil }
      place += "/\(folders[0])"
      let folder = SubmissionFolder(place)
      if !folder.files.isEmpty { return (place, folder) }
    }
    return nil
  }
}
