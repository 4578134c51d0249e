internal import Coursework
internal import Formulas
internal import Tensors

/// A step that no part asks for, whose wrong value was solved for from answers that are wrong.
///
/// A slip in such a step spoils all that follows. But the answers that follow from it determine the wrong value, as soon
/// as they are as many equations as it has entries; what is right given that value is then carried. The answers that it
/// was solved from earn nothing by it.
struct HiddenValue {
  /// The answers it was solved from.
  let equations: [Equation]

  /// A wrong answer as equations.
  final class Equation {
    let key: PartKey
    let tokens: [NumberToken]
    let values: [Double]
    /// The student's answers before it.
    let own: [String: Tensor<Double>]
    /// Whether all numbers are the right ones times one that people slip by everywhere.
    let isFactor: Bool
    /// Whether only digits are missing, for all that is known.
    let isImprecise: Bool
    private let rounding: RoundingEvidence
    /// How likely one simple fraction is another one by chance.
    private static let chancePerFraction = 0.1
    /// How far rounding of steps may have moved each number.
    private(set) lazy var slack = rounding.slack(of: tokens, key)
    /// How far each number may be off: by that, and by half a unit of its last place.
    private(set) lazy var errors = zip(units, slack).map { $0 / 2 + $1 }
    private lazy var units = PrintedDigits.units(of: tokens)

    init(
      key: PartKey, tokens: [NumberToken], _ prior: PriorAnswers, isFactor: Bool = false,
      isImprecise: Bool = false
    ) {
      self.isFactor = isFactor
      self.isImprecise = isImprecise
      self.key = key
      self.tokens = tokens
      own = prior.numbers
      rounding = prior.rounding
      values = tokens.map(\.value)
    }

    /// The comparison of the answer with what it should be, known to within what the digits of equations may move it.
    func comparison(with value: Tensor<Double>, errors: [Double]? = nil) -> Comparison {
      key.compare(tokens, with: value, slack: errors.map { zip(slack, $0).map(+) } ?? slack)
    }

    /// Whether the numbers are far from others: by ten times what is allowed and what rounding of steps may do, and a
    /// unit of what was printed.
    func isFar(from answer: Tensor<Double>) -> Bool {
      guard answer.isFinite, answer.shape.count == values.count else { return false }
      let tolerances = key.tolerances(of: answer)
      return !areWithin(values, answer.scalars) { place in
        RoundedOnTheWay.margin * (tolerances[place] + slack[place]) + units[place]
      }
    }

    /// The slips in the forward and on the way back that would give the numbers.
    private(set) lazy var fittingSlips: [(edit: EditID, hypothesis: Hypothesis)] = {
      let hypotheses = key.hypotheses.all
      return hypotheses.near(values, Diagnosis.reach(of: tokens, key, slack)).compactMap { place in
        let hypothesis = hypotheses.all[place]
        guard let slip = hypothesis.slip, hypothesis.value.shape == key.part.shape,
          comparison(with: hypothesis.value).match.isRight
        else { return nil }
        return (slip, hypothesis)
      }
    }()

    private var coincidence: Coincidence {
      Coincidence(values: values, units: units, reference: key.reference, key: key)
    }

    /// How likely the numbers are to be those of a wrong formula by chance.
    func chance(of value: Tensor<Double>) -> Double {
      coincidence.chance(
        of: value, tried: 1, perZero: 0.1, perFraction: Equation.chancePerFraction)
    }

    /// The same where numbers that agree together count once, and some were fitted.
    func chanceByFreedom(of value: Tensor<Double>, tried: Int, fitted: Int) -> Double {
      coincidence.chanceByFreedom(of: value, tried: tried, perZero: 0.1, fitted: fitted)
    }

    /// The same where there are few levels, such as those of a mask, and 0 elsewhere: many slips choose the same ones.
    func chanceOnFewLevels(of value: Tensor<Double>) -> Double {
      coincidence.isOnFewLevels(value)
        ? coincidence.chanceByFreedom(of: value, tried: 1, perZero: 0.1) : 0
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
    // Steps with a name are few, so that one number that agrees says more.
    return find(for: answer, among: HiddenStep.names(for: answer, from: equations, prior))
      ?? find(for: answer, among: HiddenStep.nodes(for: answer, from: equations, prior))
  }

  private static func find(for answer: Equation, among candidates: HiddenStep.Candidates)
    -> (HiddenValue, Comparison)?
  {
    let key = answer.key
    for make in candidates.steps {
      let step = make()
      guard let solution = HiddenSolution(step), !step.isMadeEasy(by: solution.value),
        !step.isRefuted(solution.value),
        let (predicted, error) = solution.prediction,
        predicted.shape == key.part.shape, predicted.scalars.contains(where: { $0 != 0 })
      else { continue }
      if solution.chance > mostChance, solution.onlyChooses(from: key.reference) { continue }
      let most = maximumShare * predicted.largestMagnitude
      let comparison = answer.comparison(with: predicted, errors: error.map { min($0, most) })
      guard comparison.match.isRight,
        !areWithin(predicted.scalars, key.reference.scalars, { key.tolerances[$0] }),
        max(chance(of: predicted, comparison.allowances), answer.chanceOnFewLevels(of: predicted))
          * Double(candidates.tried) <= mostChance
      else { continue }
      return (HiddenValue(equations: step.equations), comparison)
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
