internal import Coursework
internal import Grading
internal import Tensors

/// An assignment for its instructor: how the class did, what was hard, and what was misunderstood.
public struct OverviewPage: Sendable {
  private static let mostNumbers = 6
  private static let mostNames = 40

  private let figures: ClassFigures

  /// Puts a page together.
  public init(_ figures: ClassFigures) { self.figures = figures }

  /// The page: one file; a script sorts its tables.
  public var page: [UInt8] {
    let statistics = figures.statistics
    var fields: PageFields = [
      "title": figures.title, "summary": summary,
      "histogram": [Histogram(tenths: statistics.histogram).fields],
      "parts": figures.byHardness.map(part), "mistakes": common.map(mistake),
      "shared": figures.findings.shared.map(shared),
      "columns": figures.parts.enumerated().map {
        ["number": "\($0.offset + 1)", "title": $0.element.name.description]
      },
      "rows": figures.members.map(row), "open": open,
    ]
    let alone = figures.findings.unexplainedCount
    if alone > 0 {
      fields["alone"] =
        alone == 1
        ? "One more wrong answer is like no other, and no known mistake explains it."
        : "\(alone) more wrong answers are like no other, and no known mistake explains them."
    }
    let rare = figures.findings.mistakes.dropFirst(common.count)
    if !rare.isEmpty {
      fields["rare"] = [["count": "\(rare.count)", "mistakes": rare.map(mistake)] as PageFields]
    }
    let sections = figures.sections
    if !sections.isEmpty { fields["sections"] = [["rows": sections.map(section)]] }
    return PageLibrary.render(.overview, fields)
  }

  private func name(_ member: ClassFigures.Member) -> String { member.entry.shownName }

  private func names(_ students: [String]) -> String {
    let known = Dictionary(figures.members.map { ($0.standing.student, name($0)) }) { a, _ in a }
    let more = students.count - OverviewPage.mostNames
    return students.prefix(OverviewPage.mostNames).map { known[$0] ?? $0 }
      .joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  /// The mistakes that are shown at once: those of several students, or the first ones.
  private var common: [ClassFindings.Mistake] {
    let several = figures.findings.mistakes.filter { $0.students.count > 1 }
    return several.count < 5 ? Array(figures.findings.mistakes.prefix(5)) : several
  }

  private var summary: [String] {
    let statistics = figures.statistics
    let states = statistics.states
    var lines: [String] = []
    func people(_ count: Int) -> String { count == 1 ? "1 student" : "\(count) students" }
    var first = "\(people(states[.graded] ?? 0)) with a score"
    for (state, words) in [
      (Standing.State.disputed, "waiting for a decision"), (.missing, "without anything handed in"),
      (.excused, "excused"),
    ] {
      if let count = states[state] { first += ", \(count) \(words)" }
    }
    let late = figures.members.count { OverviewPage.isLate($0.standing) }
    if late > 0 { first += "; \(late) late" }
    lines.append(first + ".")
    if let mean = statistics.totals.mean, let median = statistics.totals.median {
      lines.append(
        "Of \(figures.total) points, before lateness: mean \(shown(mean, digits: 3)), median "
          + "\(shown(median, digits: 3))"
          + (statistics.totals.deviation.map { ", standard deviation \(shown($0, digits: 3))" }
            ?? "")
          + ".")
    }
    return lines
  }

  private static func isLate(_ standing: Standing) -> Bool {
    guard standing.state != .excused else { return false }
    if case .late? = standing.counted?.lateness { return true }
    return standing.counted == nil && standing.attempts.contains { $0.exclusion == .tooLate }
  }

  private func part(
    _ item: (part: ClassFigures.Part, figures: AssignmentStatistics.PartFigures)
  ) -> PageFields {
    let counts = figures.verdicts(of: item.part.name)
    return [
      "id": item.part.name.description, "caption": "\(item.part.problem): \(item.part.title)",
      "share": percent(item.figures.shareCorrect),
      "width": "\(Int(exactly: ((item.figures.shareCorrect ?? 0) * 120).rounded()) ?? 0)",
      "counts": Verdict.allCases.filter { $0 != .correct }.map { ["count": "\(counts[$0] ?? 0)"] },
      "mean": item.figures.scores.mean.map { shown($0, digits: 3) } ?? "–",
      "points": "\(item.part.points)\(item.part.isBonus ? " (bonus)" : "")",
      "discrimination": item.figures.discrimination.map { shown($0, digits: 2) } ?? "–",
    ]
  }

  private func mistake(_ mistake: ClassFindings.Mistake) -> PageFields {
    var fields: PageFields = [
      "count": "\(mistake.students.count)",
      "sentence": mistake.sentence.prefix(1).uppercased() + mistake.sentence.dropFirst(),
      "part": mistake.part.description, "names": names(mistake.students),
    ]
    if let formulas = mistake.formulas { fields["formulas"] = formulas }
    if !mistake.spread.isEmpty {
      fields["spread"] = mistake.spread.map { "\($0.part) (\($0.students))" }.joined(
        separator: ", ")
    }
    return fields
  }

  private func shared(_ shared: ClassFindings.SharedAnswer) -> PageFields {
    let numbers = shared.numbers.scalars
    let kept = numbers.prefix(OverviewPage.mostNumbers).map { shown($0, digits: 5) }
    return [
      "count": "\(shared.students.count)", "part": shared.part.description,
      "numbers": kept.joined(separator: ", ") + (numbers.count > kept.count ? ", …" : ""),
      "shape": HandoutSheet.words(shared.numbers.shape), "names": names(shared.students),
    ]
  }

  /// What waits for somebody: disputed parts, what is missing, what was late.
  private var open: [PageFields] {
    func list(
      _ title: String, _ members: [ClassFigures.Member], _ words: (Standing) -> String = { _ in "" }
    )
      -> PageFields?
    {
      guard !members.isEmpty else { return nil }
      return [
        "title": title,
        "items": members.map { name($0) + words($0.standing) },
      ]
    }
    func members(_ state: Standing.State) -> [ClassFigures.Member] {
      figures.members.filter { $0.standing.state == state }
    }
    return [
      list("Disputed", members(.disputed)) { standing in
        ": " + standing.disputedParts.map(\.description).joined(separator: ", ")
      },
      list("Missing", members(.missing)),
      list("Late", figures.members.filter { OverviewPage.isLate($0.standing) }) { standing in
        standing.counted == nil
          ? " (too late to count)" : standing.deduction > .zero ? " (−\(standing.deduction))" : ""
      },
    ].compactMap { $0 }
  }

  private func section(
    _ section: (name: String, members: [ClassFigures.Member], figures: AssignmentStatistics)
  ) -> PageFields {
    let (states, totals) = (section.figures.states, section.figures.totals)
    let hardest = zip(figures.parts, section.figures.parts).filter {
      $0.1.shareCorrect.map { $0 < 1 } ?? false
    }.min { ($0.1.shareCorrect ?? 2) < ($1.1.shareCorrect ?? 2) }
    return [
      "name": section.name, "students": "\(section.members.count)",
      "mean": totals.mean.map { shown($0, digits: 3) } ?? "–",
      "median": totals.median.map { shown($0, digits: 3) } ?? "–",
      "missing": "\(states[.missing] ?? 0)",
      "late": "\(section.members.count { OverviewPage.isLate($0.standing) })",
      "hardest": hardest.map { "\($0.0.name) (\(percent($0.1.shareCorrect)))" } ?? "–",
    ]
  }

  /// A line of the matrix: its cells are signs alone.
  private func row(_ member: ClassFigures.Member) -> PageFields {
    let standing = member.standing
    let results = Dictionary((standing.counted?.parts ?? []).map { ($0.name, $0) }) { a, _ in a }
    let cells = figures.parts.map { part -> String in
      guard let result = results[part.name] else { return "<td></td>" }
      let isDecided = standing.decisions.contains { $0.part == part.name }
      return
        "<td class=\"\(result.verdict.rawValue)\" data-sort=\"\(result.verdict.rank)\">\(result.verdict.sign)\(isDecided ? "*" : "")</td>"
    }
    let isDecided = standing.decisions.contains { $0.part == nil }
    return [
      "name": name(member), "section": member.entry.section ?? "",
      "score": (standing.score.map(\.description) ?? standing.state.rawValue)
        + (isDecided ? "*" : ""),
      "sort": standing.score.map(\.description) ?? "-1", "cellsMarkup": cells.joined(),
    ]
  }
}
