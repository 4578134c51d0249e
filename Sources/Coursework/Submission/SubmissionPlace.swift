/// Where one student's submission is, before anybody has looked into the folder: of a class only names are held.
public struct SubmissionPlace: Sendable {
  /// What the places of a class have in common.
  final class ClassFolder: Sendable {
    let path: String
    let assignment: String

    init(_ path: String, assignment: String) {
      self.path = path
      self.assignment = assignment
    }
  }

  private enum Content: Sendable {
    /// The student's folder, in this one.
    case folder(in: ClassFolder)
    /// An earlier attempt, which was moved aside within this folder.
    indirect case attempt(Int, in: ClassFolder)
    indirect case known(SubmissionLocation)
  }

  /// The student: the folder's name.
  public let student: String
  private let content: Content

  /// The assignment: the name of the folder around it.
  public var assignment: String {
    switch content {
    case .folder(let folder), .attempt(_, let folder): folder.assignment
    case .known(let location): location.assignment
    }
  }

  /// A student's folder in a class's.
  init(in folder: ClassFolder, student: String) {
    self.student = student
    content = .folder(in: folder)
  }

  /// An earlier attempt that `collect` moved aside.
  init(attempt: Int, in folder: ClassFolder, student: String) {
    self.student = student
    content = .attempt(attempt, in: folder)
  }

  /// The class's folder, and the submission's within it; nil where it is in no class.
  public var place: (classFolder: String, folder: String)? {
    switch content {
    case .folder(let folder): return (folder.path, student)
    case .attempt(let number, let folder):
      return (folder.path, ".attempts/\(student)/\(number)")
    case .known(let location):
      // Answers may lie deeper in the student's folder.
      let pieces = location.folder.split(separator: "/", omittingEmptySubsequences: false)
      guard let index = pieces.lastIndex(where: { $0 == student }) else { return nil }
      let around = pieces[..<index].joined(separator: "/")
      return (around.isEmpty ? (index == 0 ? "." : "/") : around, student)
    }
  }

  /// A submission that has been looked at.
  init(_ location: SubmissionLocation) {
    student = location.student
    content = .known(location)
  }

  /// Looks for the answers.
  ///
  /// - Returns: The submission; one without answers is empty.
  /// - Throws: a refusal where the folder cannot be read, or several folders within it hold answers.
  public func located() throws(SubmissionSearch.Refusal) -> SubmissionLocation {
    switch content {
    case .known(let location): location
    case .folder(let folder):
      try SubmissionLocation.ofStudent(
        "\(folder.path)/\(student)", student: student, assignment: assignment)
    case .attempt(let number, let folder):
      try SubmissionLocation.ofStudent(
        "\(folder.path)/.attempts/\(student)/\(number)", student: student, assignment: assignment)
    }
  }

  /// Whether there are files to read, or the folder cannot be graded, which is to be told.
  var hasAnswers: Bool {
    do throws(SubmissionSearch.Refusal) {
      return try !located().files.isEmpty
    } catch {
      return true
    }
  }
}
