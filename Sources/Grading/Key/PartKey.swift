public import Coursework
internal import Differences
internal import Formulas
public import Tensors

/// The right answer of one part; shared, never copied.
public final class PartKey: Sendable {
  /// The part.
  public let part: Part
  /// The reference in double precision.
  public let reference: Tensor<Double>
  /// The largest difference that single precision makes to the reference.
  public let singlePrecisionError: Double
  /// How far each entry may be off.
  let tolerances: [Double]
  /// The numeric derivative of each entry; nil for values, for large answers, and where it was not
  /// wanted.
  let numeric: [Derivative]?
  /// What numeric differentiation found; nil where nothing was differentiated.
  let evidence: NumericEvidence?
  /// Entries that are not compared, because the assignment leaves out those at a kink.
  let excluded: [Int]
  /// Entries at kinks that share one slope.
  let kinkGroups: [KinkGroup]
  /// The reference in single precision, where its numbers fit into that.
  let single: Tensor<Float>?
  /// Whether a number that fits into single precision is not finite where it is worked out in that.
  let isLostInSinglePrecision: Bool
  /// Reverse mode in single precision; nil if it was not asked.
  let singleReverse: Tensor<Double>?
  /// What the witnesses say together.
  public let proof: Proof
  /// The values that the reference may name, in double precision.
  let scope: [String: Tensor<Double>]
  /// The values of the problem's givens.
  let givens: [Tensor<Double>]
  /// The ways to be wrong.
  let hypotheses: HypothesisStore
  /// The numeric check of answers that are right given earlier ones.
  let carriedWitness: CarriedWitness
  /// Other ways to the right answer.
  let chainRule: ChainRule
  /// The part's problem.
  let problem: Problem
  /// The part's place among the problem's parts.
  let place: Int
  /// What may be wrong in the problem's forward, and on the way back.
  let slips: ProblemSlips
  /// What the part is built on.
  let dependencies: PartDependencies
  private let library: HypothesisLibrary
  /// How rounding on the way moves the reference.
  let propagatedError: PropagatedError

  init(
    _ part: Part, problem: Problem, values: ProblemValues, witnesses: AnswerKey.Witnesses,
    library: HypothesisLibrary
  ) {
    self.library = library
    self.part = part
    self.problem = problem
    place = problem.parts.firstIndex { $0.id == part.id } ?? 0
    slips = values.slips
    givens = problem.givens.map(\.value)
    carriedWitness = CarriedWitness(part, problem: problem)
    chainRule = ChainRule(part, problem: problem)
    let scope = values.scope(of: part, in: problem)
    self.scope = scope
    dependencies = PartDependencies(part, problem: problem, scope: scope)
    propagatedError = PropagatedError(dependencies: dependencies)
    let reference = values.reference(of: part)
    let single = values.singleReferences[part.id]
    self.reference = reference
    hypotheses = HypothesisStore(part, problem: problem, values: values, library: library.mutants)
    self.single = single.flatMap { $0.isFinite ? $0 : nil }
    isLostInSinglePrecision = single.map { PartKey.isLost($0, of: reference) } ?? false
    singlePrecisionError = single.map { PartKey.difference(of: reference, from: $0) } ?? 0
    tolerances = Comparison.tolerances(
      reference, singlePrecisionError: singlePrecisionError, rule: part.tolerance)
    let asksAll: Bool
    switch witnesses {
    case .none: (evidence, asksAll) = (nil, false)
    case .kept(let record): (evidence, asksAll) = (record.evidence[part.name], false)
    case .all:
      evidence = NumericWitness.evidence(part, in: problem, reference: reference)
      asksAll = true
    }
    let reverse = asksAll ? ReverseWitness(part, in: problem, scope) : nil
    var singleReverse = reverse?.single
    if case .entries(let derivatives)? = evidence { numeric = derivatives } else { numeric = nil }
    excluded =
      part.kinks == .exclude
      ? (numeric ?? []).enumerated().filter { $1.isKink }.map(\.offset) : []
    // At a kink reverse mode follows one branch of several.
    for (position, derivative) in (numeric ?? []).enumerated() where derivative.isKink {
      singleReverse?.scalars[position] = reference.scalars[position]
    }
    self.singleReverse = singleReverse.flatMap { $0.isFinite ? $0 : nil }
    kinkGroups = numeric.map { KinkGroups.of(part, in: problem, $0) } ?? []
    proof = Proof(
      part, reference: reference, singlePrecisionError: singlePrecisionError, numeric: evidence,
      reverse: reverse?.value, binding: part.requestedName.flatMap { values.value($0, of: part) },
      curvature: asksAll ? Curvature(part, in: problem, scope) : nil,
      fault: reverse?.fault,
      notFinite: PartKey.notFinite(part, in: problem, scope))
  }

  /// Whether a number that fits into single precision is none there.
  private static func isLost(_ single: Tensor<Float>, of reference: Tensor<Double>) -> Bool {
    zip(reference.scalars, single.scalars).contains {
      $0.isFinite && !$1.isFinite && $0.magnitude < Double(Float.greatestFiniteMagnitude)
    }
  }

  /// Why the reference, or what is differentiated, is not finite; nil where it is.
  private static func notFinite(
    _ part: Part, in problem: Problem, _ scope: [String: Tensor<Double>]
  ) -> (Proof.NotFinite) -> String? {
    { place in
      switch (place, part.quantity) {
      case (.reference, .value(let name?)) where part.reference == nil:
        problem.forward?.causeOfNotFinite(in: name, problem.inputs) { shown($0) }
      case (.reference, _): part.reference?.causeOfNotFinite(in: nil, scope) { shown($0) }
      case (.forward, .derivative(let name, _)):
        problem.forward?.causeOfNotFinite(in: name, problem.inputs) { shown($0) }
      case (.forward, .value): nil
      }
    }
  }

  /// The largest difference between a tensor and the same in single precision.
  ///
  /// Entries beyond that precision's range say nothing about its rounding.
  private static func difference(of reference: Tensor<Double>, from single: Tensor<Float>)
    -> Double
  {
    var largest = 0.0
    for (right, value) in zip(reference.scalars, single.scalars)
    where value.isFinite && (right == 0 || value.isNormal) {
      largest = max(largest, (right - Double(value)).magnitude)
    }
    return largest
  }

  /// The reference as a student's numbers at kinks make it.
  ///
  /// - Parameters:
  ///   - values: The student's numbers.
  ///   - errors: How far digits and rounded steps may have moved each; it is asked where entries share a slope.
  /// - Returns: nil if there is no kink, or the numbers there are no slopes.
  func reference(atKinksOf values: [Double], errors: () -> [Double]) -> Tensor<Double>? {
    let policy = part.kinks ?? .interval
    guard policy != .convention, let numeric, numeric.contains(where: \.isKink) else { return nil }
    guard policy == .interval else { return reference }
    var scalars = reference.scalars
    for (position, derivative) in numeric.enumerated() {
      guard case .kink(let below, let above, let bound) = derivative else { continue }
      let value = values[position]
      let slack = bound + 1e-9 * max(below.magnitude, above.magnitude)
      let (lower, upper) = (min(below, above) - slack, max(below, above) + slack)
      scalars[position] = min(max(value, lower), upper)
    }
    let errors = kinkGroups.isEmpty ? [] : errors()
    for group in kinkGroups {
      let sum = group.positions.reduce(0) { $0 + values[$1] }
      let size = group.positions.reduce(0) { max($0, values[$1].magnitude) }
      let slack =
        group.bound + max(1e-5 * size, 1e-9) + group.positions.reduce(0) { $0 + errors[$1] }
      guard sum >= group.slopes.lowerBound - slack, sum <= group.slopes.upperBound + slack else {
        return nil
      }
    }
    return Tensor(shape: reference.shape, scalars: scalars)
  }

  /// Whether two hypotheses that give the same numbers here are different ones.
  func tellsApart(_ a: Hypothesis, _ b: Hypothesis) -> Bool {
    library.tellsApart(a, b, about: part, of: problem)
  }

  /// Whether the reference is zero everywhere.
  var isZero: Bool { reference.scalars.allSatisfy { $0 == 0 } }

  /// Whether every number is within its tolerance, with no allowance for how it was printed.
  func isPlainlyRight(_ answer: Answer) -> Bool {
    guard answer.tokens.count == tolerances.count,
      answer.shape == part.shape || answer.shape.squeezed == part.shape.squeezed
    else { return false }
    return areWithin(answer.tokens.lazy.map { $0.value }, reference.scalars) { tolerances[$0] }
  }

  /// Whether an answer is right as far as its digits can tell.
  func isRightAsPrinted(_ answer: Answer) -> Bool {
    guard answer.tokens.count == tolerances.count, answer.shape == part.shape else { return false }
    return compare(answer.tokens).match.isRight
  }

  /// Compares numbers with the reference.
  func compare(_ tokens: [NumberToken]) -> Comparison {
    Comparison.compare(
      tokens, with: reference, singlePrecisionError: singlePrecisionError, rule: part.tolerance,
      known: tolerances)
  }

  /// Compares numbers with others that would be right, each of which is known to within a slack.
  ///
  /// Entries that are left out are 0 on both sides, so that they change neither tolerance nor digits.
  func compare(
    _ tokens: [NumberToken], with reference: Tensor<Double>, slack: [Double]? = nil,
    typicalAtMost: Double = .infinity
  ) -> Comparison {
    var reference = reference
    for position in excluded { reference.scalars[position] = 0 }
    return Comparison.compare(
      withoutExcluded(tokens), with: reference, singlePrecisionError: singlePrecisionError,
      rule: part.tolerance, slack: slack, typicalAtMost: typicalAtMost)
  }

  /// Numbers with 0 for the entries that are left out.
  func withoutExcluded(_ tokens: [NumberToken]) -> [NumberToken] {
    guard !excluded.isEmpty else { return tokens }
    var tokens = tokens
    for position in excluded { tokens[position] = .zero }
    return tokens
  }

  /// How far each entry may be off where other numbers are right.
  func tolerances(of reference: Tensor<Double>) -> [Double] {
    Comparison.tolerances(
      reference, singlePrecisionError: singlePrecisionError, rule: part.tolerance)
  }

  /// Whether another value of a given or of a binding of the forward changes the right answer.
  func isChanged(by value: Tensor<Double>, of name: String) -> Bool {
    guard let changed = dependencies.reference(replacing: [:], hidden: [name: value]) else {
      return false
    }
    return !areWithin(changed.scalars, reference.scalars) { tolerances[$0] }
  }

  /// What a wrong formula gives.
  func value(of mistake: AuthoredMistake) -> Tensor<Double> { mistake.formula.evaluate(scope) }

  /// What the part is where the forward's steps have other values; nil if it is none of them.
  func answer(in values: ForwardValues) -> Tensor<Double>? {
    values[place].map { Tensor(shape: part.shape, scalars: part.take($0.scalars)) }
  }
}
