import Coursework
import GradebookStore
import Grading

/// Scores by part, by student and by assignment, for people or programs.
enum ScoreList {
  /// What a record of a part has, when it is graded and later.
  static let keys = [
    "assignment", "student", "attempt", "part", "points", "score", "verdict", "note", "error",
    "tolerance", "why",
  ]

  // MARK: Parts

  /// One part of a student's attempt; without an attempt what stands instead.
  struct PartLine {
    let standing: Standing
    let row: ScoreRow?

    /// The last decision about just this part.
    var decision: Decision? {
      row.flatMap { row in standing.decisions.last { $0.part == row.outcome.name } }
    }

    /// The points after decisions; nil if it is disputed, excused or there is no attempt.
    var score: Points? {
      guard let row else { return standing.score }
      let own = row.outcome.score
      switch decision?.ruling {
      case .points(let points): return points
      case .accept: return points
      case .excuse: return nil
      case nil:
        let acceptsHeld = standing.decisions.last { $0.part == nil }?.ruling == .accept
        return own ?? (acceptsHeld ? points : nil)
      }
    }

    var points: Points { row?.outcome.points ?? standing.total }

    /// What was decided, in a word or two.
    var decided: String? {
      switch decision?.ruling {
      case .points: "points by \(decision?.by ?? "")"
      case .accept: "accepted by \(decision?.by ?? "")"
      case .excuse: "excused by \(decision?.by ?? "")"
      case nil: nil
      }
    }

    var verdict: String { row?.outcome.verdict.rawValue ?? standing.state.rawValue }
  }

  static func parts(_ lines: [PartLine]) -> Listing {
    let hasDecisions = lines.contains { $0.decided != nil }
    var listing = Listing(
      table: TextTable(
        ["assignment", "student", "attempt", "part", "points", "verdict", "note"]
          + (hasDecisions ? ["decided"] : []), rightAligned: [2, 4]),
      records: Records(keys: keys + ["decided"]), nothing: "no scores")
    for line in lines {
      let (standing, outcome) = (line.standing, line.row?.outcome)
      let score = line.score.map(\.description) ?? (outcome == nil ? "-" : shownDisputed(line))
      listing.add(
        [
          standing.assignment, line.row?.student ?? standing.student,
          line.row.map { "\($0.attempt)" } ?? "-",
          outcome?.name.description ?? "-", "\(score) / \(line.points)", line.verdict,
          outcome?.note ?? "",
        ] + (hasDecisions ? [line.decided ?? ""] : []),
        [
          .text(standing.assignment), .text(line.row?.student ?? standing.student),
          .count(line.row?.attempt),
          .text(outcome?.name.description), .number(line.points.value), .number(line.score?.value),
          .text(line.verdict), .text(outcome?.note), .number(outcome?.error),
          .number(outcome?.tolerance), .text(outcome?.why), .text(line.decided),
        ])
    }
    return listing
  }

  private static func shownDisputed(_ line: PartLine) -> String {
    if case .excuse? = line.decision?.ruling { return "excused" }
    return "disputed"
  }

  // MARK: Students

  /// One line a student and assignment.
  static func students(_ standings: [Standing]) -> Listing {
    var listing = Listing(
      table: TextTable(
        ["assignment", "student", "attempt", "points", "state", "remarks"], rightAligned: [2, 3]),
      records: Records(keys: [
        "assignment", "student", "attempt", "attempts", "state", "score", "points", "earned",
        "deduction", "late_days", "submitted_at", "disputed", "remarks",
      ]), nothing: "no scores")
    for standing in standings {
      let counted = standing.counted
      listing.add(
        [
          standing.assignment, standing.student, counted.map { "\($0.record.number)" } ?? "-",
          standing.score.map { "\($0) / \(standing.maximum)" } ?? "- / \(standing.total)",
          standing.state.rawValue, remarks(standing),
        ],
        [
          .text(standing.assignment), .text(standing.student), .count(counted?.record.number),
          .count(standing.attempts.count), .text(standing.state.rawValue),
          .number(standing.score?.value), .number(standing.maximum.value),
          .number(standing.earned?.value), .number(standing.deduction.value),
          .count(lateDays(standing)), .text(counted?.record.submitted?.description),
          .text(standing.disputedParts.map(\.description).joined(separator: " ")),
          .text(remarks(standing)),
        ])
    }
    return listing
  }

  /// One line an attempt: the sums of the parts listed, before lateness and decisions about the whole.
  static func sums(_ lines: [PartLine], isListed: (Points, Points) -> Bool) -> Listing {
    var listing = Listing(
      table: TextTable(
        ["assignment", "student", "attempt", "parts", "points"], rightAligned: [2, 3, 4]),
      records: Records(keys: ["assignment", "student", "attempt", "parts", "score", "points"]),
      nothing: "no scores")
    var order: [Int64] = []
    var groups: [Int64: [PartLine]] = [:]
    for line in lines {
      guard let row = line.row else { continue }
      if groups[row.grading] == nil { order.append(row.grading) }
      groups[row.grading, default: []].append(line)
    }
    for grading in order {
      guard let group = groups[grading], let row = group.first?.row else { continue }
      let judged = group.filter { $0.score != nil }
      let score = judged.reduce(Points.zero) { $0 + ($1.score ?? .zero) }
      let points = judged.compactMap { $0.row?.outcome }.maximum
      guard isListed(score, points) else { continue }
      listing.add(
        [
          row.assignment, row.student, "\(row.attempt)", "\(group.count)", "\(score) / \(points)",
        ],
        [
          .text(row.assignment), .text(row.student), .count(row.attempt), .count(group.count),
          .number(score.value), .number(points.value),
        ])
    }
    return listing
  }

  static func key(_ standing: Standing) -> String { "\(standing.assignment)/\(standing.student)" }

  /// The days that lateness costs; nil if nobody knows.
  static func lateDays(_ standing: Standing) -> Int? {
    switch standing.counted?.lateness {
    case .late(_, let days): days
    case Optional.none, .some(.none): 0
    case .unknown: nil
    case .tooLate: nil
    }
  }

  /// What a person should know about a score.
  static func remarks(_ standing: Standing) -> String {
    var remarks: [String] = []
    let counted = standing.counted
    switch counted?.lateness {
    case .late(_, let days) where standing.deduction > .zero:
      remarks.append("\(days) day\(days == 1 ? "" : "s") late: -\(standing.deduction)")
    case .late where standing.slipDays > 0: break
    case .late: remarks.append("late, nothing deducted")
    case .unknown: remarks.append("handed in at an unknown time")
    default: break
    }
    if standing.slipDays > 0 {
      remarks.append("\(standing.slipDays) slip day\(standing.slipDays == 1 ? "" : "s") spent")
    }
    if let fallen = standing.fallen { remarks.append("as told; it would be \(fallen) now") }
    if standing.state == .disputed {
      remarks.append(
        "disputed: \(standing.disputedParts.map(\.description).joined(separator: ", "))")
    }
    if let exclusion = counted?.exclusion { remarks.append(exclusion.rawValue) }
    let others = standing.attempts.filter {
      [.void, .beyondLimit, .tooLate].contains($0.exclusion)
    }
    for other in others {
      remarks.append("attempt \(other.record.number) \(other.exclusion?.rawValue ?? "")")
    }
    if standing.state == .excused, !standing.decisions.contains(where: { $0.part == nil }) {
      remarks.append("excused by the roster")
    }
    let parts = Set(standing.attempts.flatMap { $0.record.parts.map(\.name) })
    for decision in standing.decisions {
      // A decision about a part that is gone says nothing any more.
      if let part = decision.part, !parts.contains(part), !parts.isEmpty { continue }
      let what = decision.part?.description ?? "the whole"
      switch decision.ruling {
      case .points(let points): remarks.append("\(what): \(points.words) by \(decision.by)")
      case .accept: remarks.append("\(what): accepted by \(decision.by)")
      case .excuse: remarks.append("\(what): excused by \(decision.by)")
      }
    }
    return remarks.joined(separator: "; ")
  }

  // MARK: Parts of all students

  static func partFigures(_ lines: [PartLine]) -> Listing {
    let verdicts = Verdict.allCases
    var listing = Listing(
      table: TextTable(
        ["assignment", "part", "answers", "mean", "points"] + verdicts.map(\.rawValue),
        rightAligned: Set(2...10)),
      records: Records(
        keys: ["assignment", "part", "answers", "mean", "points"] + verdicts.map(\.rawValue)),
      nothing: "no scores")
    var order: [String] = []
    var groups: [String: [PartLine]] = [:]
    for line in lines {
      guard let row = line.row else { continue }
      if case .excuse? = line.decision?.ruling { continue }
      let key = "\(row.assignment)/\(row.outcome.name)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(line)
    }
    for key in order {
      guard let group = groups[key], let row = group.first?.row else { continue }
      let mean = SummaryStatistics(group.compactMap { $0.score?.value }).mean
      let counts = verdicts.map { verdict in group.count { $0.verdict == verdict.rawValue } }
      let points = row.outcome.points
      listing.add(
        [
          row.assignment, row.outcome.name.description, "\(group.count)",
          mean.map { shown($0, digits: 3) } ?? "-", "\(points)",
        ] + counts.map { $0 == 0 ? "" : "\($0)" },
        [
          .text(row.assignment), .text(row.outcome.name.description), .count(group.count),
          .number(mean),
          .number(points.value),
        ] + counts.map { .count($0) })
    }
    return listing
  }
}
