internal import Formulas

/// What is wrong, in a sentence, and the formulas of it where there are some.
struct Explanation: Sendable, Hashable {
  /// Where it is wrong.
  private enum Place: Sendable, Hashable {
    case somewhere
    case forward
    /// Not in the forward, as other answers show.
    case here
  }

  private let words: String
  private var place = Place.somewhere
  /// What was computed and what belongs there; empty if no formula says it.
  let formulas: String

  init(_ short: String, formulas: String = "") {
    words = short
    self.formulas = formulas
  }

  /// What is told from which level of feedback on.
  var findings: [Finding] {
    [.explained(self)] + (formulas.isEmpty ? [] : [.formulas(self)])
  }

  /// What is wrong, without the right formula.
  var short: String {
    switch place {
    case .somewhere: words
    case .forward: "in the forward, \(words)"
    case .here: "\(words), in this answer alone"
    }
  }

  /// The same of a slip in the forward.
  var inForward: Explanation { placed(.forward) }

  /// The same of a slip that other answers do not show, though they would.
  var hereAlone: Explanation { placed(.here) }

  private func placed(_ place: Place) -> Explanation {
    var placed = self
    placed.place = place
    return placed
  }
}
