public import Coursework

/// A student's objection to a mark, and what became of it.
public struct Appeal: Sendable {
  /// How an appeal ended.
  public enum Outcome: String, Sendable, CaseIterable {
    /// Something else was decided.
    case changed
    /// The mark stands.
    case stands
    /// The student takes it back.
    case withdrawn
  }

  /// What is asked for.
  public struct Request: Sendable {
    /// The assignment's id.
    public let assignment: String
    /// The student.
    public let student: String
    /// The part; nil for the assignment as a whole.
    public let part: PartName?
    /// What the student says.
    public let says: String
    /// Until when it is to be decided; nil if nothing is said.
    public let until: Moment?
    /// Who decides.
    public let decider: String
    /// Who has to agree; nil if one decides alone.
    public let second: String?
    /// Who wrote it down.
    public let by: String

    /// Creates a request.
    public init(
      assignment: String, student: String, part: PartName?, says: String, until: Moment?,
      decider: String, second: String?, by: String
    ) {
      self.assignment = assignment
      self.student = student
      self.part = part
      self.says = says
      self.until = until
      self.decider = decider
      self.second = second
      self.by = by
    }
  }

  /// Puts together what is on record.
  ///
  /// - Parameters:
  ///   - id: The gradebook's number of it.
  ///   - request: What is asked for.
  ///   - stored: When it was written down.
  ///   - closing: How it ended, why, by whom and when; nil while it is open.
  public init(
    id: Int64, request: Request, stored: Moment,
    closing: (outcome: Outcome, because: String, by: String, at: Moment)?
  ) {
    self.id = id
    self.request = request
    self.stored = stored
    outcome = closing?.outcome
    because = closing?.because
    by = closing?.by
    closed = closing?.at
  }

  /// The gradebook's number of it.
  public let id: Int64
  /// What is asked for.
  public let request: Request
  /// When it was written down.
  public let stored: Moment
  /// How it ended; nil while it is open.
  public let outcome: Outcome?
  /// Why it ended so.
  public let because: String?
  /// Who ended it.
  public let by: String?
  /// When it ended.
  public let closed: Moment?

  /// What it is about: `ASSIGNMENT` or `ASSIGNMENT.problem.part`.
  public var about: String {
    request.part.map { "\(request.assignment).\($0)" } ?? request.assignment
  }
}
