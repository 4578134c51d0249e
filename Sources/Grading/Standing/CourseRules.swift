public import Coursework

/// What makes standings of a student's attempts: the roster, and what the course allows beyond its assignments.
public struct CourseRules: Sendable {
  /// A student's work for one assignment.
  public struct Work: Sendable {
    let assignment: String
    let total: Points
    let records: [AttemptRecord]
    let decisions: [Decision]
    let told: ToldMark?

    /// Puts together what there is.
    ///
    /// - Parameters:
    ///   - assignment: The assignment's id.
    ///   - total: Its points, for students without an attempt.
    ///   - records: The student's attempts, in their order.
    ///   - decisions: The decisions in force.
    ///   - told: The mark that the student was told, if there is one.
    public init(
      _ assignment: String, total: Points, records: [AttemptRecord], decisions: [Decision],
      told: ToldMark?
    ) {
      self.assignment = assignment
      self.total = total
      self.records = records
      self.decisions = decisions
      self.told = told
    }
  }

  private let entries: [String: RosterEntry]
  private let slipDays: SlipDays?

  /// Creates the rules.
  ///
  /// - Parameters:
  ///   - entries: The lines of the roster, by student.
  ///   - slipDays: The days that each student may be late; nil if there are none.
  public init(_ entries: [String: RosterEntry], slipDays: SlipDays?) {
    self.entries = entries
    self.slipDays = slipDays
  }

  /// Whether what stands for an assignment depends on a student's other work.
  public func spansCourse(_ assignment: String) -> Bool { slipDays?.covers(assignment) ?? false }

  /// What a student has for each of several assignments, in their order.
  ///
  /// Slip days are spent in the order in which the assignments were due for the student, each on the attempt that counts.
  ///
  /// - Parameters:
  ///   - student: The student.
  ///   - work: All of the student's work, where it may be late at the expense of slip days.
  /// - Returns: The standings, in the order of the work.
  public func standings(of student: String, _ work: [Work]) -> [Standing] {
    let entry = entries[student] ?? RosterEntry(student: student)
    guard let slipDays else { return work.map { standing(entry, $0, slipDays: 0) } }
    let order = work.indices.map { (due(entry, work[$0]), $0) }.sorted {
      ($0.0, work[$0.1].assignment) < ($1.0, work[$1.1].assignment)
    }
    var left = slipDays.days
    var found: [Int: Standing] = [:]
    for (_, index) in order {
      let isCovered = slipDays.covers(work[index].assignment)
      let standing = standing(entry, work[index], slipDays: isCovered ? left : 0)
      left -= standing.slipDays
      found[index] = standing
    }
    return work.indices.compactMap { found[$0] }
  }

  /// What a student has for one assignment on which no slip days may be spent.
  public func standing(of student: String, _ work: Work) -> Standing {
    standing(entries[student] ?? RosterEntry(student: student), work, slipDays: 0)
  }

  private func standing(_ entry: RosterEntry, _ work: Work, slipDays: Int) -> Standing {
    Standing(
      assignment: work.assignment, student: entry, records: work.records,
      decisions: work.decisions, total: work.total, slipDays: slipDays, told: work.told)
  }

  /// When the work was due for the student; the last of all if it never was.
  private func due(_ entry: RosterEntry, _ work: Work) -> Int {
    let latest = work.records.max { $0.grading < $1.grading }
    return latest?.policy.ownDue(extension: entry.extension(for: work.assignment))?.seconds ?? .max
  }
}
