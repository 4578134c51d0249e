public import Coursework
public import Grading

/// Inputs that are handed out to a student.
public struct Handout: Sendable {
  /// The assignment with these inputs.
  public let assignment: Assignment
  /// The student.
  public let student: String
  /// The group whose inputs they are; nil if they are the student's own.
  public let group: String?
  /// How many sets of inputs were drawn before and could not be used.
  public let counter: Int
  /// A word that tells secrets apart and says nothing of them.
  public let fingerprint: String
  /// The inputs on record when these were drawn; nil if there were none.
  public let replaces: DrawnInputs?

  /// What the references were proved by at these inputs; nil if it is not known.
  public let record: NumericRecord?

  /// Creates a handout.
  public init(
    assignment: Assignment, student: String, group: String? = nil, counter: Int,
    fingerprint: String = "",
    replaces: DrawnInputs? = nil, record: NumericRecord? = nil
  ) {
    self.assignment = assignment
    self.student = student
    self.group = group
    self.counter = counter
    self.fingerprint = fingerprint
    self.replaces = replaces
    self.record = record
  }
}

/// Inputs that were handed out to a student.
public struct HandedOut: Sendable {
  /// The inputs.
  public let inputs: DrawnInputs
  /// How many sets of inputs were drawn before and could not be used.
  public let counter: Int
  /// Of the secret they were drawn with; nil if they are those of an attempt.
  public let fingerprint: String?
  /// The group for which they were drawn; nil if they are the student's own.
  public let group: String?
  /// The row of the handout; nil if they are those of an attempt.
  public let row: Int64?

  /// Creates what is on record.
  public init(
    inputs: DrawnInputs, counter: Int, fingerprint: String?, group: String? = nil,
    row: Int64? = nil
  ) {
    self.row = row
    self.inputs = inputs
    self.counter = counter
    self.fingerprint = fingerprint
    self.group = group
  }
}
