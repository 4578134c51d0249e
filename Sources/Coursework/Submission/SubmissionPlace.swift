/// Where one student's submission is, before anybody has looked into the folder: of a class only names are held.
public struct SubmissionPlace: Sendable {
  private enum Content: Sendable {
    /// The student's folder, in this one.
    case folder(in: String)
    /// An earlier attempt, which was moved aside within this folder.
    case attempt(Int, in: String)
    indirect case known(SubmissionLocation)
  }

  /// The student: the folder's name.
  public let student: String
  /// The assignment: the name of the folder around it.
  public let assignment: String
  private let content: Content

  /// A student's folder in a class's.
  init(in folder: String, student: String, assignment: String) {
    self.student = student
    self.assignment = assignment
    content = .folder(in: folder)
  }

  /// An earlier attempt that `collect` moved aside.
  init(attempt: Int, in folder: String, student: String, assignment: String) {
    self.student = student
    self.assignment = assignment
    content = .attempt(attempt, in: folder)
  }

  /// The class's folder, and the submission's within it; nil where it is in no class.
  public var place: (classFolder: String, folder: String)? {
    switch content {
    case .folder(let folder): return (folder, student)
    case .attempt(let number, let folder): return (folder, ".attempts/\(student)/\(number)")
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
    assignment = location.assignment
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
        "\(folder)/\(student)", student: student, assignment: assignment)
    case .attempt(let number, let folder):
      try SubmissionLocation.ofStudent(
        "\(folder)/.attempts/\(student)/\(number)", student: student, assignment: assignment)
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
