internal import Coursework
internal import GRDB
internal import Grading

/// Why something is done, and by whom.
public struct Reason: Sendable, Hashable {
  /// Why.
  public let because: String
  /// Who does it.
  public let by: String

  /// Creates a reason.
  public init(because: String, by: String) {
    self.because = because
    self.by = by
  }
}

/// A row that a person's act has written, by which what it did to marks that were told can be taken back with it.
struct ActID: Hashable {
  /// The table of the act.
  enum Kind: String, CaseIterable {
    case decision = "d"
    case voiding = "v"
    case submissionTime = "t"
    case run = "r"
    case renaming = "n"

    var table: String {
      switch self {
      case .decision: "decision"
      case .voiding: "voiding"
      case .submissionTime: "submission_time"
      case .run: "run"
      case .renaming: "renaming"
      }
    }
  }

  let kind: Kind
  let row: Int64

  init(_ kind: Kind, _ row: Int64) {
    self.kind = kind
    self.row = row
  }

  init?(_ text: Substring) {
    guard let kind = Kind(rawValue: String(text.prefix(1))), let row = Int64(text.dropFirst())
    else {
      return nil
    }
    self.init(kind, row)
  }

  var text: String { "\(kind.rawValue)\(row)" }

  static func list(_ text: String?) -> [ActID] {
    (text ?? "").split(separator: " ").compactMap { ActID($0) }
  }
}

/// What is written as one act.
struct ActLog {
  /// The rows that were added about each student's work.
  var made: [GradebookSnapshot.StudentWork: [ActID]] = [:]
  /// The rows that were taken back.
  var undone: [GradebookSnapshot.StudentWork: [ActID]] = [:]
  /// The attempts that are declared void: where one was told, its mark goes with it.
  var voided: [GradebookSnapshot.StudentWork: Set<Int>] = [:]
  /// Work whose mark follows from what was done, whatever it was before: the whole was decided, graded again, or two students became one.
  var settled: Set<GradebookSnapshot.StudentWork> = []
  /// Work of which the student is told what it comes to, whether more or less.
  var told: Set<GradebookSnapshot.StudentWork> = []
}

extension Gradebook {
  /// Writes what a person does, and with it what that makes of marks that were told.
  ///
  /// Where the act costs points, the mark that was told falls by as many, with the act's reason and name; where the
  /// act is taken back, so is that.
  ///
  /// - Parameters:
  ///   - work: Whose work for which assignment it is about.
  ///   - rules: What makes standings.
  ///   - reason: Why, and who; without one no mark that was told falls.
  ///   - body: What is written.
  /// - Returns: What was written.
  /// - Throws: ``Failure``.
  func act<Result>(
    _ work: Set<GradebookSnapshot.StudentWork>, under rules: CourseRules, _ reason: Reason?,
    _ body: (Database, inout ActLog) throws -> Result
  ) throws(Failure) -> Result {
    try write { database in
      let marks = ToldMarks(database: database, rules: rules)
      let before = try marks.standings(of: work)
      var log = ActLog()
      let result = try body(database, &log)
      let withdrawn = try marks.withdraw(log.undone, reason)
      if let reason {
        try marks.fall(before, log, withdrawn: withdrawn, reason)
      }
      return result
    }
  }
}
