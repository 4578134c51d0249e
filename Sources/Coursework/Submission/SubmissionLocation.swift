internal import Diagnostics

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

  /// How deep in a student's folder the answers may lie, as an unpacked archive leaves them.
  private static let deepest = 3

  /// The submission in one student's folder; one without answers is empty.
  ///
  /// Answers directly in the folder come first, then those in the only folder within it that has some. Files of other
  /// names count only where nothing has the name of an answer.
  ///
  /// - Throws: a refusal where the folder cannot be read, or several folders within it hold answers.
  static func ofStudent(_ path: String, student: String, assignment: String)
    throws(SubmissionSearch.Refusal) -> SubmissionLocation
  {
    let own = try SubmissionSearch.readable { () throws(Diagnostic) in try SubmissionFolder(path) }
    func location(_ place: String, _ folder: SubmissionFolder) -> SubmissionLocation {
      SubmissionLocation(
        folder: place, files: folder.files, unread: folder.unread, student: student,
        assignment: assignment)
    }
    if own.holdsAnswers { return location(path, own) }
    let (nested, only) = try SubmissionSearch.readable { () throws(Diagnostic) in
      (try answerFolders(in: path, own, depth: deepest), try unwrapped(path, own))
    }
    guard nested.count <= 1 else {
      let names = nested.prefix(3).map { String($0.path.dropFirst(path.count + 1)) }
      throw SubmissionSearch.unclear(
        path,
        "\(nested.count) folders in this one hold answers: \(names.joined(separator: ", "))"
          + (nested.count > 3 ? ", …" : ""),
        help: "a student's folder holds one submission; for a class, name the students' folders")
    }
    if let found = nested.first ?? (own.files.isEmpty ? only : nil) {
      return location(found.path, found.folder)
    }
    return location(path, own)
  }

  /// The folders below one that hold answers; what is below such a folder is not looked into.
  static func answerFolders(in path: String, _ folder: SubmissionFolder, depth: Int)
    throws(Diagnostic) -> [(path: String, folder: SubmissionFolder)]
  {
    guard depth > 0 else { return [] }
    var found: [(String, SubmissionFolder)] = []
    for name in folder.folders {
      let place = "\(path)/\(name)"
      let inner = try SubmissionFolder(place)
      if inner.holdsAnswers {
        found.append((place, inner))
      } else {
        found += try answerFolders(in: place, inner, depth: depth - 1)
      }
    }
    return found
  }

  /// Files of any name in the only folder of a folder.
  private static func unwrapped(_ path: String, _ folder: SubmissionFolder) throws(Diagnostic) -> (
    path: String, folder: SubmissionFolder
  )? {
    var (place, folder) = (path, folder)
    for _ in 0..<deepest {
      guard folder.folders.count == 1 else { return nil }
      place += "/\(folder.folders[0])"
      folder = try SubmissionFolder(place)
      if !folder.files.isEmpty { return (place, folder) }
    }
    return nil
  }
}
