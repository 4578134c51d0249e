public import Diagnostics

/// One submission as a line of JSON: `{"assignment", "student", "submitted-at", "answers"}`.
public struct SubmissionLine: Sendable {
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// When it was handed in; nil if the line does not say.
  public let submitted: Moment?
  /// The exact text of the answers, which is graded as `answers.json` is.
  public let answers: [UInt8]

  /// The name of answers whose text is no JSON.
  public static let textName = "answers-text"

  /// Reads a line.
  ///
  /// - Parameter source: The line.
  /// - Throws: a ``Diagnostic`` where something is missing, or is something else.
  public init(_ source: SourceText) throws(Diagnostic) {
    let members = try JSONMembers(source)
    // What other tables call it must not be lost in silence.
    if let other = ["submitted_at", "submitted at", "submitted"].first(where: {
      members.text(of: $0) != nil
    }) {
      throw members.fault(
        "'\(other)' is no name here", at: other, help: "did you mean 'submitted-at'?")
    }
    try self.init(members)
  }

  /// Reads the members of a line; it may have others.
  ///
  /// - Parameter members: The members.
  /// - Throws: a ``Diagnostic`` where something is missing, or is something else.
  public init(_ members: JSONMembers) throws(Diagnostic) {
    assignment = try members.required("assignment")
    student = try members.required("student")
    if let reason = Roster.nameRefusal(student) {
      throw members.fault(
        "'\(shortened(student, to: 80))' cannot be a student's name: \(reason)", at: "student")
    }
    if let text = try members.value(String.self, of: "submitted-at", "a text") {
      guard let moment = Moment(text), Moment(moment.description) == moment else {
        throw members.fault(
          "'submitted-at' is not a time with a time zone", at: "submitted-at",
          help: "such as 2026-11-20T23:59:00+01:00")
      }
      submitted = moment
    } else {
      submitted = nil
    }
    // Text that is no JSON is handed on as a string.
    if let text = try members.value(String.self, of: SubmissionLine.textName, "a text") {
      answers = Array(text.utf8)
      return
    }
    guard let text = members.text(of: "answers") else {
      throw members.fault("this line has no 'answers'", at: "answers")
    }
    answers = text
  }
}
