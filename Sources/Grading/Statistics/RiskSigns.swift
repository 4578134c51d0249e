public import Coursework

/// What in a student's scores says that somebody should talk to the student.
public struct RiskSigns: Sendable {
  /// A sign.
  public enum Sign: Sendable, Hashable {
    /// Less than half of the points that count: the share.
    case low(share: Double)
    /// Nothing handed in at all, or not for two or more assignments, that are due and that at least half of the class has
    /// handed in.
    case missing([String])
    /// At the last assignment at least 0.3 less of the points than on the mean of those before.
    case falling(assignment: String, share: Double, before: Double)
  }

  /// Shares below this one are low.
  public static let lowShare = 0.5
  /// How much less than before is falling.
  public static let fall = 0.3

  /// The student.
  public let student: String
  /// The signs.
  public let signs: [Sign]

  /// Looks for signs, student by student.
  ///
  /// - Parameters:
  ///   - standings: What students have, the assignments in the order of the course.
  ///   - now: When it is asked: what is due later is not missing.
  /// - Returns: The students of whom there are signs: those with most of them, then with the lowest shares, first.
  public static func find(in standings: [[Standing]], now: Moment?) -> [RiskSigns] {
    let required = standings.filter { standings in
      let latest = standings.flatMap(\.attempts).map(\.record).max { $0.grading < $1.grading }
      if let due = latest?.policy.due, let now, now.seconds < due.seconds { return false }
      let all = standings.filter { $0.state != .excused }
      return 2 * all.count { $0.state != .missing } >= all.count
    }
    let requiredNames = Set(required.compactMap(\.first?.assignment))
    var own: [String: [Standing]] = [:]
    for standing in standings.joined() { own[standing.student, default: []].append(standing) }
    return own.sorted { $0.key < $1.key }.compactMap { student, standings -> (Double, RiskSigns)? in
      let missing = standings.filter {
        $0.state == .missing && requiredNames.contains($0.assignment)
      }.map(\.assignment)
      let shares = standings.compactMap { standing in
        share(of: standing).map { (assignment: standing.assignment, share: $0) }
      }
      var signs: [Sign] = []
      let zeros = missing.map { _ in 0.0 }
      let mean = SummaryStatistics.mean(shares.map(\.share) + zeros)
      if let mean, mean < lowShare, !shares.isEmpty { signs.append(.low(share: mean)) }
      if missing.count > 1 || !missing.isEmpty && shares.isEmpty { signs.append(.missing(missing)) }
      if let last = shares.last,
        let before = SummaryStatistics.mean(shares.dropLast().map(\.share)),
        before - last.share >= fall
      {
        signs.append(.falling(assignment: last.assignment, share: last.share, before: before))
      }
      return signs.isEmpty ? nil : (mean ?? 0, RiskSigns(student: student, signs: signs))
    }.sorted { ($1.1.signs.count, $0.0, $0.1.student) < ($0.1.signs.count, $1.0, $1.1.student) }
      .map(\.1)
  }

  /// The share of the points that a student has; nil if there is no score, or nothing to be had.
  private static func share(of standing: Standing) -> Double? {
    guard let score = standing.score, standing.maximum > .zero else { return nil }
    return score.value / standing.maximum.value
  }
}
