public import Coursework
public import Grading

/// What students have for assignments, as other systems are told it.
public struct GradeTable: Sendable {
  /// Whether scores are told after what lateness costs or before, for systems that deduct it themselves.
  public enum Lateness: String, Sendable, CaseIterable {
    case applied, raw
  }

  /// One assignment.
  public struct Column: Sendable {
    /// Its id.
    public let id: String
    /// What the other system calls it.
    public let title: String
    /// The points of all its parts.
    public let total: Points
    /// The names of its parts with their points, in their order.
    public let parts: [(name: PartName, points: Points)]
    fileprivate let standings: [String: Standing]

    /// Creates a column.
    public init(
      id: String, title: String, total: Points, parts: [(name: PartName, points: Points)],
      standings: [Standing]
    ) {
      self.id = id
      self.title = title
      self.total = total
      self.parts = parts
      self.standings = Dictionary(standings.map { ($0.student, $0) }) { first, _ in first }
    }

    /// What a student has.
    public func standing(_ student: String) -> Standing? { standings[student] }
  }

  /// What is told of one student's score.
  public enum Grade: Sendable, Hashable {
    /// A score, which may be 0.
    case points(Points)
    /// The student need not hand it in.
    case excused
    /// Nothing was handed in, or a person has to decide first: there is no score yet.
    case none
  }

  /// The students, in the order of the roster.
  public let students: [RosterEntry]
  /// The assignments.
  public let columns: [Column]
  /// Whether lateness is deducted.
  public let lateness: Lateness

  /// Creates a table.
  public init(students: [RosterEntry], columns: [Column], lateness: Lateness) {
    self.students = students
    self.columns = columns
    self.lateness = lateness
  }

  /// What is told of a student's score.
  ///
  /// Where the points there are for a student are others than the assignment's, because a part is excused or
  /// another definition was graded by, the score is scaled to these: the other system knows one maximum for
  /// everybody.
  public func grade(_ student: String, _ column: Column) -> Grade {
    guard let standing = column.standing(student) else { return .none }
    switch standing.state {
    case .excused: return .excused
    case .missing, .disputed: return .none
    case .graded:
      let score = (lateness == .applied ? standing.score : standing.earned) ?? .zero
      return .points(score.scaled(from: standing.maximum, to: column.total))
    }
  }

  /// What was taken off for lateness, in the points that are told.
  func deducted(_ student: String, _ column: Column) -> Points {
    guard lateness == .applied, let standing = column.standing(student), standing.state == .graded
    else { return .zero }
    return standing.deduction.scaled(from: standing.maximum, to: column.total)
  }

  /// A score as a cell: a number with a point, blank without one, `excused` as given.
  func cell(_ student: String, _ column: Column, excused: String) -> String {
    switch grade(student, column) {
    case .points(let points): points.description
    case .excused: excused
    case .none: ""
    }
  }
}
