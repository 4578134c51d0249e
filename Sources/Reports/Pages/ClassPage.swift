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
        "mistakes": mistakes,
      ] as PageFields
    ]
    return PageLibrary.render(.class, fields)
  }

  /// A share of the class in words; nil if it would tell of a few people.
  private func share(_ count: Int, of all: Int) -> (words: String, share: Double)? {
    guard all >= ClassPage.fewest else { return nil }
    switch (count, all - count) {
    case (_, 0): return ("everybody", 1)
    case (0, _): return ("nobody", 0)
    case (1..<ClassPage.fewest, _): return ("hardly anybody", 0)
    case (_, 1..<ClassPage.fewest): return ("nearly everybody", 1)
    default: return (percent(Double(count) / Double(all)), Double(count) / Double(all))
    }
  }

  private func part(_ part: ClassFigures.Part) -> PageFields? {
    let counts = figures.verdicts(of: part.name)
    guard let share = share(counts[.correct] ?? 0, of: counts.values.reduce(0, +)) else {
      return nil
    }
    return [
      "problem": part.problem, "caption": part.title, "share": share.words,
      "width": "\(Int(exactly: (share.share * 240).rounded()) ?? 0)",
    ]
  }

  private var mistakes: [PageFields] {
    guard tellsMistakes else { return [] }
    let all = figures.members.count { $0.standing.counted != nil }
    return figures.findings.mistakes.filter { $0.students.count >= ClassPage.fewest }
      .prefix(ClassPage.mostMistakes).compactMap { mistake in
        share(mistake.students.count, of: all).map { share in
          [
            "share": share.words, "part": mistake.part.part,
            "sentence": mistake.sentence.prefix(1).uppercased() + mistake.sentence.dropFirst(),
          ]
        }
      }
  }
}
