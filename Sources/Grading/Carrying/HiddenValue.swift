internal import Coursework
internal import Formulas
internal import Tensors

/// A step that no part asks for, whose wrong value was solved for from answers that are wrong.
///
/// A slip in such a step spoils all that follows. But the answers that follow from it determine the wrong value, as soon
/// as they are as many equations as it has entries; what is right given that value is then carried. The answers that it
/// was solved from earn nothing by it.
struct HiddenValue {
  /// The parts it was solved from.
  let parts: [String]

  /// A wrong answer as equations.
  struct Equation {
    let key: PartKey
    let tokens: [NumberToken]
    /// The numbers, and half a unit of the last place of each.
    let values: [Double]
    let halfUnits: [Double]
    /// The student's answers before it.
    let own: [String: Tensor<Double>]

    init(key: PartKey, tokens: [NumberToken], own: [String: Tensor<Double>]) {
      self.key = key
      self.tokens = tokens
      self.own = own
      values = tokens.map(\.value)
      halfUnits = PrintedDigits.units(of: tokens).map { $0 / 2 }
    }
  }

  /// More unknowns take longer than grading should.
  static let mostUnknowns = 30
  static let mostEntries = 400
  /// The largest chance at which an answer may be right by itself given a value solved for.
  private static let mostChance = 1e-4
  /// The largest share of the largest entry that the digits of the equations may make.
  private static let maximumShare = 5e-3

  /// The value that explains an answer, and the comparison with what follows from it.
  ///
  /// - Parameters:
  ///   - answer: The answer; not one of the equations.
  ///   - equations: The wrong answers before it that nothing else explains.
  ///   - prior: All earlier answers: a step on which one of them depends that is right was not wrong.
  /// - Returns: nil if no step's value is determined, or none explains the answer.
  static func find(for answer: Equation, from equations: [Equation], _ prior: PriorAnswers)
    -> (HiddenValue, Comparison)?
  {
    guard !equations.isEmpty else { return nil }
    let key = answer.key
    let candidates = HiddenStep.candidates(for: answer, from: equations, prior)
    for make in candidates.steps {
      let step = make()
      guard let solution = HiddenSolution(step), !step.isMadeEasy(by: solution.value),
        let (predicted, error) = solution.prediction,
        predicted.shape == key.part.shape, predicted.scalars.contains(where: { $0 != 0 })
      else { continue }
      let most = maximumShare * predicted.largestMagnitude
      let comparison = key.compare(
        answer.tokens, with: predicted, slack: error.map { min($0, most) })
      guard comparison.match.isRight,
        !areWithin(predicted.scalars, key.reference.scalars, { key.tolerances[$0] }),
        chance(of: predicted, comparison.allowances) * Double(candidates.tried) <= mostChance
      else { continue }
      return (
        HiddenValue(parts: step.equations.map(\.key.part.id)), comparison
      )
    }
    return nil
  }

  private static func chance(of value: Tensor<Double>, _ allowances: [Double]) -> Double {
    let typical = value.rootMeanSquare
    return zip(value.scalars, allowances).reduce(1) { chance, entry in
      chance * min(1, 2 * entry.1 / (entry.0.magnitude + typical))
    }
  }
}
