/// The name by which people speak of an attempt: `ASSIGNMENT/STUDENT/NUMBER`.
public struct AttemptName: Hashable, Sendable {
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// The number of the attempt.
  public let number: Int

  /// Reads a name; nil if it is none.
  public init?(_ text: String) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, !words[0].isEmpty, !words[1].isEmpty, let number = Int(words[2]),
      number >= 1
    else { return nil }
    (assignment, student, self.number) = (words[0], words[1], number)
  }

  /// The same attempt of a student whose name is written so.
  public func with(student: String) -> AttemptName {
    AttemptName(assignment: assignment, student: student, number: number)
  }

  private init(assignment: String, student: String, number: Int) {
    self.assignment = assignment
    self.student = student
    self.number = number
  }

  /// The name.
  public var text: String { "\(assignment)/\(student)/\(number)" }

  var work: GradebookSnapshot.StudentWork { GradebookSnapshot.StudentWork(assignment, student) }
}
