internal import Coursework
internal import Grading

/// A page to project before a class: no names, and nothing about fewer than five people.
public struct ClassPage: Sendable {
  /// Fewer people than these are not told of.
  static let fewest = 5
  private static let mostMistakes = 8

  private let figures: ClassFigures
  private let tellsMistakes: Bool

  /// Puts a page together.
  ///
  /// - Parameters:
  ///   - figures: The class.
  ///   - tellsMistakes: Whether students are told which mistakes they made.
  public init(_ figures: ClassFigures, tellsMistakes: Bool) {
    self.figures = figures
    self.tellsMistakes = tellsMistakes
  }

  /// The page: one file without script.
  public var page: [UInt8] {
    let count = figures.statistics.totals.count
    var fields: PageFields = ["title": figures.title]
    guard count >= ClassPage.fewest else {
      fields["tooFew"] =
        "There are fewer than \(ClassPage.fewest) scores: nothing can be told without telling whose they are."
      return PageLibrary.render(.class, fields)
    }
    fields["class"] = [
      [
        "histogram": [
          Histogram(tenths: figures.statistics.histogram).merged(least: ClassPage.fewest).fields
        ],
        "parts": figures.byHardness.compactMap { part($0.part) },
        "wrong": tellsMistakes ? [["mistakes": mistakes]] : [],
      ] as PageFields
    ]
    return PageLibrary.render(.class, fields)
  }

  /// A share of the class, or words that tell of no few people; nil if they are all so few.
  ///
  /// That a few of many got something right or wrong says of none of them who it is.
  private func share(_ count: Int, of all: Int) -> (words: String, share: Double)? {
    guard all >= ClassPage.fewest else { return nil }
    if count == all { return ("everybody", 1) }
    if count == 0 { return ("nobody", 0) }
    let rest = all - count
    if min(count, rest) < ClassPage.fewest {
      guard all >= 4 * ClassPage.fewest else { return ("too few to tell", 0) }
      return count < rest ? ("hardly anybody", 0) : ("nearly everybody", 1)
    }
    return (percent(Double(count) / Double(all)), Double(count) / Double(all))
  }

  /// A share in coarse words: an exact one could be subtracted from what else is shown.
  private static func roughly(_ share: Double) -> String {
    switch share {
    case ..<0.15: "some of you"
    case ..<0.4: "about a quarter"
    case ..<0.6: "about half"
    case ..<0.85: "about three quarters"
    default: "nearly everybody"
    }
  }

  private func part(_ part: ClassFigures.Part) -> PageFields? {
    let counts = figures.verdicts(of: part.name)
    // What is right given an earlier answer is understood.
    let right = (counts[.correct] ?? 0) + (counts[.carried] ?? 0)
    guard let share = share(right, of: counts.values.reduce(0, +)) else { return nil }
    return [
      "problem": part.problem, "caption": part.title, "share": share.words,
      "width": "\(Int(exactly: (share.share * 240).rounded()) ?? 0)",
    ]
  }

  private var mistakes: [PageFields] {
    let all = figures.members.count { $0.standing.counted != nil }
    return figures.findings.mistakes.filter { $0.students.count >= ClassPage.fewest }
      .prefix(ClassPage.mostMistakes).map { mistake in
        [
          "share": ClassPage.roughly(Double(mistake.students.count) / Double(max(all, 1))),
          "part": mistake.part.part,
          "sentence": mistake.sentence.prefix(1).uppercased() + mistake.sentence.dropFirst(),
        ]
      }
  }
}
