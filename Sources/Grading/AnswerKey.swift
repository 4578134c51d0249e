public import Coursework
internal import Differences
internal import Formulas
internal import Synchronization
public import Tensors

/// The right answers of an assignment, with the witnesses that prove them.
public struct AnswerKey: Sendable {
  /// The assignment.
  public let assignment: Assignment
  /// The key of each part, in the assignment's order.
  public let parts: [PartKey]

  /// Which witnesses are asked besides the reference.
  public enum Witnesses: Sendable {
    /// None: the key is only printed.
    case none
    /// Numeric differentiation: what grading needs.
    case numeric
    /// Numeric differentiation and reverse mode: what a proof needs.
    case all
  }

  /// Works the key out.
  ///
  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - witnesses: Which witnesses are asked.
  public init(_ assignment: Assignment, witnesses: Witnesses) {
    self.assignment = assignment
    var jobs: [@Sendable () -> PartKey] = []
    for problem in assignment.problems {
      let values = ProblemValues(problem)
      for part in problem.parts {
        jobs.append { PartKey(part, problem: problem, values: values, witnesses: witnesses) }
      }
    }
    parts = concurrently(jobs)
  }
}

/// The right answer of one part; shared, never copied.
public final class PartKey: Sendable {
  /// The part.
  public let part: Part
  /// The reference in double precision.
  public let reference: Tensor<Double>
  /// The largest difference that single precision makes to the reference.
  public let rounding: Double
  /// How far each entry may be off.
  let tolerances: [Double]
  /// The numeric derivative of each entry; nil for values, for large answers, and where it was not
  /// wanted.
  let numeric: [Derivative]?
  /// Entries at kinks that share one slope.
  let kinkGroups: [KinkGroup]
  /// The reference in single precision, where its numbers fit into that.
  let single: Tensor<Double>?
  /// Reverse mode in single precision; nil where it was not asked.
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
  private let problem: Problem
  /// How far bindings of the forward move when all steps on the way to them move by one.
  private let ownSteps = Mutex<(absolute: [Double], relative: [Double])??>(nil)
  private let forwardSteps = Mutex<[String: StepSensitivity]?>(nil)

  init(_ part: Part, problem: Problem, values: ProblemValues, witnesses: AnswerKey.Witnesses) {
    self.part = part
    self.problem = problem
    givens = problem.givens.map(\.value)
    carriedWitness = CarriedWitness(part, problem: problem)
    let earlier = problem.parts.prefix { $0.id != part.id }
    scope = earlier.reduce(into: values.bindings) { $0[$1.id] = values.references[$1.id] }
    let reference = values.references[part.id] ?? Tensor(repeating: .nan, shape: part.shape)
    let single = values.singleReferences[part.id]?.doublePrecision
    self.reference = reference
    hypotheses = HypothesisStore(
      part, problem: problem, reference: reference, scope: scope, references: values.references,
      forwards: values.forwardMutants)
    self.single = single.flatMap { $0.isFinite ? $0 : nil }
    rounding = single.map { PartKey.difference(of: reference, from: $0) } ?? 0
    tolerances = Comparison.tolerances(reference, rounding: rounding, rule: part.tolerance)
    var evidence: NumericEvidence?
    var reverse: Tensor<Double>?
    var singleReverse: Tensor<Double>?
    switch witnesses {
    case .none: break
    case .numeric:
      evidence = NumericWitness.evidence(part, in: problem, reference: reference)
    case .all:
      evidence = NumericWitness.evidence(part, in: problem, reference: reference)
      if case .derivative(let output, let variable) = part.quantity, let forward = problem.forward {
        reverse = ReverseDerivative.jacobian(
          forward, of: output, by: variable, inputs: problem.inputs
        ).map { Tensor(shape: part.shape, scalars: part.take($0.scalars)) }
        singleReverse = ReverseDerivative.jacobian(
          forward, of: output, by: variable, inputs: problem.inputs.mapValues(\.singlePrecision)
        ).map { Tensor(shape: part.shape, scalars: part.take($0.doublePrecision.scalars)) }
      }
    }
    if case .entries(let derivatives)? = evidence { numeric = derivatives } else { numeric = nil }
    // At a kink reverse mode follows one branch of several.
    for (position, derivative) in (numeric ?? []).enumerated() where derivative.isKink {
      singleReverse?.scalars[position] = reference.scalars[position]
    }
    self.singleReverse = singleReverse.flatMap { $0.isFinite ? $0 : nil }
    kinkGroups = numeric.map { KinkGroups.of(part, in: problem, $0) } ?? []
    var binding: Tensor<Double>?
    if case .value(let name?) = part.quantity { binding = values.value(name, of: part) }
    proof = Proof(
      part, reference: reference, rounding: rounding, numeric: evidence, reverse: reverse,
      binding: binding,
      firstNotFinite: (PartKey.firstNotFinite(part, scope), values.firstNotFinite))
  }

  /// The first name in a reference that holds something not finite.
  private static func firstNotFinite(_ part: Part, _ scope: [String: Tensor<Double>]) -> String? {
    guard let formula = part.reference, !formula.evaluate(scope).isFinite else { return nil }
    let bindings = formula.evaluateBindings(scope)
    return ProblemValues.firstNotFinite(
      formula.usedSymbols.sorted() + formula.bindings.map(\.name),
      scope.merging(bindings) { $1 })
  }

  /// The largest difference between a tensor and the same in single precision.
  ///
  /// Entries beyond that precision's range say nothing about its rounding.
  private static func difference(of reference: Tensor<Double>, from single: Tensor<Double>)
    -> Double
  {
    zip(reference.scalars, single.scalars)
      .filter { $1.isFinite && ($0 == 0 || Float($1).isNormal) }
      .map { ($0 - $1).magnitude }.max() ?? 0
  }

  /// The reference as a student's numbers at kinks make it; nil where there is no kink, or the numbers there are
  /// no slopes.
  func reference(atKinksOf values: [Double]) -> Tensor<Double>? {
    let policy = part.kinks ?? .interval
    guard policy != .convention, let numeric, numeric.contains(where: \.isKink) else { return nil }
    var scalars = reference.scalars
    for (position, derivative) in numeric.enumerated() {
      guard case .kink(let below, let above, let bound) = derivative else { continue }
      let value = values[position]
      let slack = bound + 1e-9 * max(below.magnitude, above.magnitude)
      let (lower, upper) = (min(below, above) - slack, max(below, above) + slack)
      scalars[position] = policy == .exclude ? value : min(max(value, lower), upper)
    }
    if policy == .interval {
      for group in kinkGroups {
        let sum = group.positions.reduce(0) { $0 + values[$1] }
        let size = group.positions.reduce(0) { max($0, values[$1].magnitude) }
        let slack = group.bound + max(1e-5 * size, 1e-9)
        guard sum >= group.slopes.lowerBound - slack, sum <= group.slopes.upperBound + slack else {
          return nil
        }
      }
    }
    return Tensor(shape: reference.shape, scalars: scalars)
  }

  /// How far the reference moves when all steps on the way to it move by one, those of the forward too; nil
  /// for large ones.
  ///
  /// - Parameter replaced: The student's own earlier answers.
  /// - Returns: how far each entry moves when each step moves by one, and when it moves by all of its size.
  func stepSensitivity(at replaced: [String: Tensor<Double>]) -> (
    absolute: [Double], relative: [Double]
  )? {
    let used = replaced.filter { uses($0.key) }
    guard used.isEmpty else { return makeStepSensitivity(at: used) }
    // Most students have the same: nothing that was replaced.
    return ownSteps.withLock { made in
      if let made { return made }
      let steps = makeStepSensitivity(at: [:])
      made = .some(steps)
      return steps
    }
  }

  private func makeStepSensitivity(at replaced: [String: Tensor<Double>]) -> (
    absolute: [Double], relative: [Double]
  )? {
    guard part.shape.count <= PartKey.mostSteps else { return nil }
    var sums: (absolute: [Double], relative: [Double])
    if let formula = part.reference {
      let steps = ReverseDerivative.stepSensitivity(
        of: formula, inputs: scope.merging(replaced) { $1 })
      let before = forwardSensitivity.filter { replaced[$0.key] == nil }
      let absolute = spread(of: before.mapValues(\.absolute), at: replaced)
      let relative = spread(of: before.mapValues(\.relative), at: replaced)
      sums = (zip(steps.absolute, absolute).map(+), zip(steps.relative, relative).map(+))
    } else {
      guard let forward = problem.forward, let name = asked else { return nil }
      let steps = ReverseDerivative.stepSensitivity(
        of: forward, binding: name, inputs: problem.inputs)
      sums = (part.take(steps.absolute), part.take(steps.relative))
    }
    return (sums.absolute + sums.relative).allSatisfy(\.isFinite) ? sums : nil
  }

  private static let mostSteps = 256

  private var forwardSensitivity: [String: StepSensitivity] {
    forwardSteps.withLock { made in
      if let made { return made }
      var steps: [String: StepSensitivity] = [:]
      if let forward = problem.forward, let formula = part.reference {
        let earlier = earlierParts
        for (name, _) in forward.bindings
        where formula.usedSymbols.contains(name) && !earlier.contains(name)
          && forward.shape(of: name)?.count ?? .max <= PartKey.mostSteps
        {
          // The binding itself is a step as well.
          var own = ReverseDerivative.stepSensitivity(
            of: forward, binding: name, inputs: problem.inputs)
          let values = scope[name]?.scalars ?? []
          for (position, value) in zip(own.absolute.indices, values) {
            own.absolute[position] += 1
            own.relative[position] += value.magnitude
          }
          steps[name] = own
        }
      }
      made = steps
      return steps
    }
  }

  /// The ids of the parts before this one.
  private var earlierParts: Set<String> {
    Set(problem.parts.prefix { $0.id != part.id }.map(\.id))
  }

  /// Whether the reference is zero everywhere.
  var isZero: Bool { reference.scalars.allSatisfy { $0 == 0 } }

  /// Whether every number is within its tolerance, with no allowance for how it was printed.
  func isPlainlyRight(_ answer: Answer) -> Bool {
    guard answer.tokens.count == tolerances.count,
      answer.shape == part.shape || answer.shape.squeezed == part.shape.squeezed
    else { return false }
    for (position, token) in answer.tokens.enumerated()
    where !((token.value - reference.scalars[position]).magnitude <= tolerances[position]) {
      return false
    }
    return true
  }

  /// Whether an answer is right as far as its digits can tell.
  func isRightAsPrinted(_ answer: Answer) -> Bool {
    guard answer.tokens.count == tolerances.count, answer.shape == part.shape else { return false }
    return Comparison.compare(
      answer.tokens, with: reference, rounding: rounding, rule: part.tolerance, known: tolerances
    ).match.isRight
  }

  /// Whether the reference is built on an earlier part: names it, or something of the forward that is computed
  /// from the value that the part asks for.
  func uses(_ earlier: String) -> Bool {
    guard let used = part.reference?.usedSymbols else {
      return asked.map { computed(from: earlier).contains($0) } ?? false
    }
    return used.contains(earlier) || !used.isDisjoint(with: computed(from: earlier))
  }

  /// The bindings of the forward that are computed from what an earlier part asks for, and are no parts
  /// themselves.
  private func computed(from earlier: String) -> Set<String> {
    guard let binding = binding(askedBy: earlier), let forward = problem.forward else { return [] }
    return forward.dependents(of: binding).union([binding]).subtracting(earlierParts)
  }

  /// The binding of the forward whose value this part asks for, where it has no formula of its own.
  private var asked: String? {
    guard part.reference == nil, case .value(let name?) = part.quantity else { return nil }
    return problem.forward?.bindings.contains { $0.name == name } == true ? name : nil
  }

  /// The binding of the forward whose value a part asks for; nil where it asks for something else.
  private func binding(askedBy id: String) -> String? {
    guard let asked = problem.parts.first(where: { $0.id == id }), asked.taken == nil,
      case .value(let name?) = asked.quantity,
      problem.forward?.bindings.contains(where: { $0.name == name }) == true
    else { return nil }
    return name
  }

  /// What the reference may name, with some earlier parts' values replaced, and what the forward computes
  /// from them.
  private func scope(replacing replaced: [String: Tensor<Double>]) -> [String: Tensor<Double>] {
    var bindings: [String: Tensor<Double>] = [:]
    var computed: Set<String> = []
    for (id, value) in replaced {
      guard let name = binding(askedBy: id) else { continue }
      bindings[name] = value
      computed.formUnion(self.computed(from: id))
    }
    var scope = scope.merging(replaced) { $1 }
    guard let forward = problem.forward, !computed.isEmpty else { return scope }
    let values = forward.evaluateBindings(problem.inputs, replacing: bindings)
    for name in computed where replaced[name] == nil { scope[name] = values[name] }
    return scope
  }

  /// The reference evaluated with some earlier parts' values replaced; nil where it is built on none of
  /// them.
  func reference(replacing replaced: [String: Tensor<Double>]) -> Tensor<Double>? {
    guard replaced.keys.contains(where: uses) else { return nil }
    let scope = scope(replacing: replaced)
    if let formula = part.reference { return formula.evaluate(scope) }
    return asked.flatMap { scope[$0] }.map {
      Tensor(shape: part.shape, scalars: part.take($0.scalars))
    }
  }

  /// How far the reference may move when some names' values move by as much as their rounding, to first
  /// order: `Σ |∂r/∂u| · ½ unit` for each entry.
  ///
  /// - Parameters:
  ///   - halfUnits: Half a unit of the last place of each entry of each name.
  ///   - replaced: The values of these names.
  /// - Returns: the spread of each entry.
  func spread(
    of halfUnits: [String: [Double]], at replaced: [String: Tensor<Double>]
  ) -> [Double] {
    var spread = [Double](repeating: 0, count: part.shape.count)
    guard let formula = part.reference else {
      return asked.flatMap { through(halfUnits)[$0] }.map(part.take) ?? spread
    }
    let inputs = scope(replacing: replaced)
    let used = formula.usedSymbols
    for (name, units) in through(halfUnits).sorted(by: { $0.key < $1.key })
    where used.contains(name) && units.contains(where: { $0 > 0 })
      && units.count * spread.count <= 1_000_000
    {
      guard
        let jacobian = ReverseDerivative.jacobian(ofAnswer: formula, by: name, inputs: inputs)
      else { continue }
      for row in spread.indices {
        for (column, unit) in units.enumerated() {
          spread[row] += jacobian.scalars[row * units.count + column].magnitude * unit
        }
      }
    }
    return spread
  }

  /// The half units of names, and of what the forward computes from them.
  private func through(_ halfUnits: [String: [Double]]) -> [String: [Double]] {
    var all = halfUnits
    for (id, units) in halfUnits {
      guard let name = binding(askedBy: id), let forward = problem.forward else { continue }
      for other in computed(from: id).sorted() where halfUnits[other] == nil {
        if other == name {
          all[other] = units
          continue
        }
        guard let count = forward.shape(of: other)?.count, count * units.count <= 1_000_000,
          let jacobian = ReverseDerivative.jacobian(
            forward, of: other, by: name, inputs: problem.inputs)
        else { continue }
        var moved = all[other] ?? [Double](repeating: 0, count: count)
        for row in moved.indices {
          for (column, unit) in units.enumerated() {
            moved[row] += jacobian.scalars[row * units.count + column].magnitude * unit
          }
        }
        all[other] = moved
      }
    }
    return all
  }

  /// What a wrong formula gives.
  func value(of mistake: AuthoredMistake) -> Tensor<Double> { mistake.formula.evaluate(scope) }
}
