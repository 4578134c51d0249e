public import Coursework

/// How a class did at an assignment, by the attempts that count, before what lateness costs.
public struct AssignmentStatistics: Sendable {
  /// A mistake and how many students made it.
  public struct Mistake: Sendable, Hashable {
    /// The part.
    public let part: PartName
    /// Its note.
    public let note: String
    /// How many students' counted attempts have it.
    public let students: Int
  }

  /// The figures of one part.
  public struct PartFigures: Sendable {
    /// The part.
    public let name: PartName
    /// The points there are.
    public let points: Points
    /// The scores, in points; disputed and excused ones are left out.
    public let scores: SummaryStatistics
    /// Of the students with a counted attempt in which the part is not disputed, the share whose answer is correct.
    public let shareCorrect: Double?
    /// Of the students with a counted attempt, the share who left the part out.
    public let shareMissing: Double?
    /// The correlation of the part's score with the sum of the other parts' (the corrected item–total
    /// correlation: Nunnally, Psychometric Theory, 1978); nil if one of them does not vary.
    public let discrimination: Double?
    /// The mistakes made in it, commonest first.
    public let mistakes: [Mistake]
  }

  /// How many students there are in each state.
  public let states: [Standing.State: Int]
  /// The parts, in the assignment's order.
  public let parts: [PartFigures]
  /// The points, before what lateness costs, of all students who have a score.
  public let totals: SummaryStatistics
  /// How many students have a score in every part: those of whom ``alpha`` and the discriminations are.
  public let completeCount: Int
  /// Cronbach's α (Psychometrika 16, 1951) over students with all parts; nil if the sums do not vary
  /// or there is one part alone.
  public let alpha: Double?
  /// How many students have so many attempts.
  public let attempts: [(attempts: Int, students: Int)]
  /// How many scores fall into each tenth of the maximum; the full marks are in the tenth, and where there are scores above
  /// the maximum, they are in one more.
  public let histogram: [Int]

  /// The mistakes of all parts, commonest first.
  public var mistakes: [Mistake] { AssignmentStatistics.ranked(parts.flatMap(\.mistakes)) }

  /// Works the figures out.
  ///
  /// - Parameters:
  ///   - standings: The class.
  ///   - parts: The assignment's parts and points, in their order.
  ///   - whole: The points there are, without those that come on top.
  public init(
    _ standings: [Standing], parts: [(name: PartName, points: Points)], of whole: Points
  ) {
    states = Dictionary(grouping: standings, by: \.state).mapValues(\.count)
    let graded = standings.filter { $0.state != .excused }.compactMap(\.counted)
    let places = Dictionary(parts.indices.map { (parts[$0].name, $0) }) { _, last in last }
    // A row a student and a column a part; NaN where there is no score.
    var table: [[Double]] = []
    var verdicts = [[Verdict]](repeating: [], count: parts.count)
    var notes = [[String: Int]](repeating: [:], count: parts.count)
    table.reserveCapacity(graded.count)
    for attempt in graded {
      var row = [Double](repeating: .nan, count: parts.count)
      for part in attempt.parts {
        guard let place = places[part.name] else { continue }
        // Who was graded out of other points has the same share of these.
        let points = parts[place].points
        let scale =
          part.points == points || part.points == .zero ? 1 : points.value / part.points.value
        row[place] = part.score.map { $0.value * scale } ?? .nan
        verdicts[place].append(part.verdict)
        if let note = part.note, [.incorrect, .malformed].contains(part.verdict) {
          notes[place][note, default: 0] += 1
        }
      }
      table.append(row)
    }
    let complete = table.filter { !$0.contains(where: \.isNaN) }
    let sums = complete.map { $0.reduce(0, +) }
    self.parts = parts.indices.map { index in
      let column = complete.map { $0[index] }
      let rest = zip(sums, column).map { $0 - $1 }
      let found = verdicts[index]
      // Nobody knows yet whether what is disputed is right.
      let judged = found.count { $0 != .disputed }
      func share(_ verdict: Verdict, of count: Int) -> Double? {
        count == 0 ? nil : Double(found.count { $0 == verdict }) / Double(count)
      }
      return PartFigures(
        name: parts[index].name, points: parts[index].points,
        scores: SummaryStatistics(table.map { $0[index] }.filter { !$0.isNaN }),
        shareCorrect: share(.correct, of: judged), shareMissing: share(.missing, of: found.count),
        discrimination: SummaryStatistics.correlation(column, rest),
        mistakes: AssignmentStatistics.ranked(
          notes[index].map { Mistake(part: parts[index].name, note: $0.key, students: $0.value) }))
    }
    let earned = standings.compactMap { standing in
      standing.earned.map { earned in
        standing.maximum == whole || standing.maximum == .zero
          ? earned.value : earned.value * whole.value / standing.maximum.value
      }
    }
    totals = SummaryStatistics(earned)
    completeCount = complete.count
    alpha = AssignmentStatistics.alpha(complete, sums)
    let counts = Dictionary(
      grouping: standings.filter { !$0.attempts.isEmpty }, by: { $0.attempts.count })
    attempts = counts.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    histogram = AssignmentStatistics.histogram(earned, of: whole.value)
  }

  /// How many scores fall into each tenth of the maximum, and above it.
  public static func histogram(_ earned: [Double], of maximum: Double) -> [Int] {
    let above = earned.count { $0 > maximum * (1 + 1e-12) }
    var bins = [Int](repeating: 0, count: above > 0 ? 11 : 10)
    for points in earned where maximum > 0 {
      let tenth = (points / maximum * 10 + 1e-9).rounded(.down)
      let isAbove = points > maximum * (1 + 1e-12)
      bins[isAbove ? 10 : Int(exactly: max(0, min(9, tenth))) ?? 0] += 1
    }
    return bins
  }

  private static func alpha(_ table: [[Double]], _ sums: [Double]) -> Double? {
    guard let count = table.first?.count, count > 1, let whole = SummaryStatistics.variance(sums),
      whole > 1e-24
    else { return nil }
    let variances = (0..<count).reduce(0.0) { sum, index in
      sum + (SummaryStatistics.variance(table.map { $0[index] }) ?? 0)
    }
    return Double(count) / Double(count - 1) * (1 - variances / whole)
  }

  private static func ranked(_ mistakes: [Mistake]) -> [Mistake] {
    mistakes.sorted {
      ($1.students, $0.part, $0.note) < ($0.students, $1.part, $1.note)
    }
  }
}
