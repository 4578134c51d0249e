import Coursework
import Grading
import Writing

/// Statistics for people or programs.
struct StatisticsText {
  let assignment: String
  let total: Points
  let statistics: AssignmentStatistics
  /// The most mistakes that people are shown.
  private static let mostMistakes = 10

  init(assignment: String, total: Points, _ statistics: AssignmentStatistics) {
    self.assignment = assignment
    self.total = total
    self.statistics = statistics
  }

  // MARK: People

  var text: String {
    guard !statistics.states.isEmpty else {
      return "\(assignment): nobody has handed in anything yet\n"
    }
    return [heading, parts, mistakes, histogram].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var heading: String {
    let states = statistics.states
    var sentences = ["\(people(states[.graded] ?? 0)) a score."]
    for (state, has, have) in [
      (Standing.State.disputed, "waits for a decision", "wait for a decision"),
      (.missing, "has handed in nothing", "have handed in nothing"),
      (.excused, "is excused", "are excused"),
    ] {
      if let count = states[state] { sentences.append("\(count) \(count == 1 ? has : have).") }
    }
    let totals = statistics.totals
    if let mean = totals.mean, let median = totals.median {
      sentences.append(
        "Of \(total) points the mean is \(StatisticsText.short(mean)) and the median "
          + "\(StatisticsText.short(median)), from \(StatisticsText.short(totals.least)) to "
          + "\(StatisticsText.short(totals.most))"
          + (totals.deviation.map { ", with a standard deviation of \(StatisticsText.short($0))" }
            ?? "") + ".")
    }
    let byShare = statistics.parts.filter { $0.shareCorrect != nil }.sorted {
      ($0.shareCorrect ?? 0) < ($1.shareCorrect ?? 0)
    }
    if let hardest = byShare.first, let easiest = byShare.last,
      hardest.shareCorrect != easiest.shareCorrect
    {
      sentences.append(
        "The hardest part is \(hardest.name), right for \(StatisticsText.percent(hardest.shareCorrect)); "
          + "the easiest is \(easiest.name), right for \(StatisticsText.percent(easiest.shareCorrect))."
      )
    }
    if let alpha = statistics.alpha {
      let of =
        statistics.completeCount == totals.count
        ? "" : ", of the \(statistics.completeCount) with a score in every part"
      sentences.append("Cronbach's alpha is \(StatisticsText.short(alpha))\(of).")
    }
    if statistics.attempts.count > 1 {
      let counts = statistics.attempts.map { "\($0.students) with \($0.attempts)" }
      sentences.append("Attempts: \(counts.joined(separator: ", ")).")
    }
    return "\(assignment)\n\n"
      + TextWrapping.lines(sentences.joined(separator: " "), width: Console.width - 2)
      .map { "  \($0)\n" }.joined()
  }

  private func people(_ count: Int) -> String {
    count == 1 ? "1 student has" : "\(count) students have"
  }

  private var parts: String {
    var table = TextTable(
      [
        "part", "points", "mean", "median", "deviation", "correct", "left out", "discrimination",
      ], rightAligned: Set(1...7))
    for part in statistics.parts {
      table.add([
        part.name.description, "\(part.points)", StatisticsText.short(part.scores.mean),
        StatisticsText.short(part.scores.median), StatisticsText.short(part.scores.deviation),
        StatisticsText.percent(part.shareCorrect), StatisticsText.percent(part.shareMissing),
        StatisticsText.short(part.discrimination),
      ])
    }
    return table.text()
  }

  private var mistakes: String {
    let all = statistics.mistakes
    guard !all.isEmpty else { return "" }
    var table = TextTable(["students", "part", "mistake"], rightAligned: [0])
    for mistake in all.prefix(StatisticsText.mostMistakes) {
      table.add(["\(mistake.students)", mistake.part.description, mistake.note])
    }
    let more = all.count - StatisticsText.mostMistakes
    return table.text() + (more > 0 ? "  and \(more) more: --format json lists them\n" : "")
  }

  private var histogram: String {
    let most = statistics.histogram.max() ?? 0
    guard most > 0 else { return "" }
    let width = 50
    var table = TextTable(["share", "students", ""], rightAligned: [0, 1])
    for (tenth, count) in statistics.histogram.enumerated() {
      let length = most <= width ? count : (count * width + most - 1) / most
      table.add([
        tenth == 10 ? "over 100%" : "\(tenth * 10)-\(tenth * 10 + 10)%", "\(count)",
        String(repeating: "#", count: length),
      ])
    }
    return table.text()
  }

  private static func short(_ number: Double?) -> String {
    number.map { shown($0, digits: 3) } ?? "-"
  }

  private static func percent(_ share: Double?) -> String {
    share.map { shown(($0 * 100).rounded(), digits: 3) + "%" } ?? "-"
  }

  // MARK: Programs

  /// The figures of the parts.
  var records: Records {
    Records(
      keys: [
        "part", "points", "answers", "mean", "median", "deviation", "share_correct",
        "share_missing", "discrimination",
      ],
      rows: statistics.parts.map { part in
        [
          .text(part.name.description), .number(part.points.value), .count(part.scores.count),
          .number(part.scores.mean), .number(part.scores.median), .number(part.scores.deviation),
          .number(part.shareCorrect), .number(part.shareMissing), .number(part.discrimination),
        ]
      })
  }

  var json: String {
    let states = Standing.State.allCases.map { state in
      (state.rawValue, JSONValue.integer(statistics.states[state] ?? 0))
    }
    let parts = statistics.parts.map { part in
      object([
        ("part", .text(part.name.description)), ("points", .number(part.points.value)),
        ("answers", .count(part.scores.count)), ("mean", .number(part.scores.mean)),
        ("median", .number(part.scores.median)), ("deviation", .number(part.scores.deviation)),
        ("share_correct", .number(part.shareCorrect)),
        ("share_missing", .number(part.shareMissing)),
        ("discrimination", .number(part.discrimination)),
      ])
    }
    let mistakes = statistics.mistakes.map { mistake in
      object([
        ("part", .text(mistake.part.description)), ("note", .text(mistake.note)),
        ("students", .count(mistake.students)),
      ])
    }
    let totals = statistics.totals
    return JSONValue.object([
      ("assignment", .text(assignment)), ("points", Field.number(total.value).json),
      ("states", .object(states)),
      (
        "totals",
        object([
          ("count", .count(totals.count)), ("mean", .number(totals.mean)),
          ("median", .number(totals.median)), ("deviation", .number(totals.deviation)),
          ("least", .number(totals.least)), ("most", .number(totals.most)),
        ])
      ),
      ("alpha", Field.number(statistics.alpha).json),
      ("complete", .integer(statistics.completeCount)),
      (
        "attempts",
        .object(statistics.attempts.map { ("\($0.attempts)", JSONValue.integer($0.students)) })
      ),
      ("histogram", .list(statistics.histogram.map(JSONValue.integer))),
      ("parts", .list(parts)), ("mistakes", .list(mistakes)),
    ]).document(breaks: 2)
  }

  private func object(_ fields: [(String, Field)]) -> JSONValue {
    .object(fields.map { ($0, $1.json) })
  }
}
