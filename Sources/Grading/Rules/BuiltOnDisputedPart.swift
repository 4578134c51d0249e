internal import Coursework
internal import Formulas

extension VerdictRule {
  /// A reference that names a disputed part is in doubt as well.
  static let builtOnDisputedPart = VerdictRule("Built on a disputed part") { question in
    guard !question.prior.disputed.isEmpty, let reference = question.part.reference else {
      return nil
    }
    return reference.usedSymbols.sorted().first { question.prior.disputed.contains($0) }.map {
      .disputed(.builtOnDisputed(part: $0))
    }
  }
}
