internal import Formulas

/// What is wrong, in a sentence, and the formulas of it where there are some.
struct Explanation: Sendable, Hashable {
  /// What is wrong, without the right formula.
  let short: String
  /// What was computed and what belongs there; empty if no formula says it.
  let formulas: String

  init(_ short: String, formulas: String = "") {
    self.short = short
    self.formulas = formulas
  }

  /// What is told from which level of feedback on.
  var findings: [Finding] {
    [.explained(self)] + (formulas.isEmpty ? [] : [.formulas(self)])
  }

  /// The same of a slip in the forward.
  var inForward: Explanation { Explanation("in the forward, \(short)", formulas: formulas) }
}
