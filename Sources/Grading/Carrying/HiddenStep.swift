internal import Coursework
internal import Formulas
internal import Tensors

/// A step whose value is unknown, what shows it, and what is to be explained by it.
struct HiddenStep {
  /// The givens, if all of its numbers are unknown.
  let givens: [Tensor<Double>]?
  /// What is unknown, where nothing is wrong.
  let right: Tensor<Double>
  let equations: [HiddenValue.Equation]
  /// What each equation and, last, the answer should be near that.
  let start: () -> Linearization?
  /// The same at other values of what is unknown.
  let evaluate: (Tensor<Double>) -> [Tensor<Double>?]
  /// Whether a value would have changed an answer that is right.
  var isRefuted: (Tensor<Double>) -> Bool = { _ in false }

  /// Whether a value solved for leaves little to do, as an answer from which nothing may be carried, or is a number with
  /// its sign changed: signs are lost anywhere.
  func isMadeEasy(by value: Tensor<Double>) -> Bool {
    guard let givens else { return false }
    if value.shape.count == 1 {
      let sum = value.scalars[0] + right.scalars[0]
      return sum.magnitude <= 1e-6 * right.scalars[0].magnitude
    }
    let refusal = CarryGuard(value, units: []).refusal(
      inPlaceOf: right, givens: givens, isExplained: true)
    return refusal != nil
  }

  /// What follows from a value as numbers; nil if something is not finite.
  func numbers(at value: Tensor<Double>) -> [Double]? {
    var numbers: [Double] = []
    for tensor in evaluate(value) {
      guard let tensor, tensor.isFinite else { return nil }
      numbers += tensor.scalars
    }
    return numbers
  }

  /// What follows near a value, by differences: a few evaluations, and no second derivative is at hand.
  func linearization(at value: Tensor<Double>, _ base: [Double]) -> Linearization? {
    var slopes = Slopes(rows: base.count, columns: value.shape.count)
    let typical = max(value.rootMeanSquare, 1e-6)
    for k in value.scalars.indices {
      var moved = value
      let width = StepSensitivity.width * max(value.scalars[k].magnitude, typical)
      moved.scalars[k] += width
      guard let other = numbers(at: moved) else { return nil }
      for row in base.indices { slopes[row, k] = (other[row] - base[row]) / width }
    }
    return Linearization(
      base: base, slopes: slopes,
      equationCount: equations.reduce(0) { $0 + $1.values.count })
  }
}

// MARK: The steps that come into question

extension HiddenStep {
  /// The steps that may explain an answer and others before it.
  struct Candidates {
    /// How many were looked at, with those that explain nothing.
    let tried: Int
    /// Those that may explain it, each ready to be made.
    let steps: [() -> HiddenStep]
  }

  /// A step that can be named, ready to be made.
  struct Named {
    let says: WrongStep
    let step: () -> HiddenStep
  }

  /// The givens that are one number, and on which all of some answers depend: the answers are the equations.
  static func givens(for answers: [HiddenValue.Equation], _ prior: PriorAnswers) -> [Named] {
    guard let key = answers.first?.key else { return [] }
    return numbers(key.problem, prior).compactMap { name in
      guard answers.allSatisfy({ $0.key.dependencies.depends(onName: name) }),
        let right = key.dependencies.scope[name]
      else { return nil }
      return Named(says: WrongStep(name: name, kind: .given)) {
        HiddenStep(name, right: right, equations: answers, answer: nil)
      }
    }
  }

  /// The steps with a name on which all of some answers depend, one number of each first, the last steps first: the
  /// answers are the equations.
  static func named(for answers: [HiddenValue.Equation], _ prior: PriorAnswers) -> (
    tried: Int, steps: [Named]
  ) {
    guard let key = answers.first?.key else { return (0, []) }
    let places = answers.map(\.key.place)
    let handedIn = Set(prior.numbers.keys)
    var single = givens(for: answers, prior)
    var tried = single.count
    var whole: [Named] = []
    guard let steps = key.slips.steps else { return (tried, single) }
    let count = answers.reduce(0) { $0 + $1.values.count }
    for step in steps.all.reversed() {
      guard let name = step.name, !answers.contains(where: { isAsked(name, by: $0.key.part) }),
        // What was handed in is known to be what it is.
        !key.problem.parts.contains(where: { handedIn.contains($0.id) && isAsked(name, by: $0) }),
        step.places.isSuperset(of: places),
        !prior.isRight(where: { step.places.contains($0.place) })
      else { continue }
      let sensitivity = steps.sensitivity(of: step)
      let residuals = residuals(answers, sensitivity)
      let probe = LazyProbe { steps.probe(at: step, for: places) }
      func add(_ change: HiddenChange, as kind: WrongStep.Kind, to list: inout [Named]) {
        tried += 1
        guard let residuals, sensitivity.mayExplain(change, residuals) else { return }
        list.append(
          Named(says: WrongStep(name: name.name, kind: kind)) {
            HiddenStep(steps, step, change, sensitivity, probe, answers, givens: nil)
          })
      }
      // A whole given in place of another may stand for much else.
      if !step.isGiven, step.count < min(HiddenValue.mostUnknowns, count) {
        add(.whole, as: name.isGradient ? .gradient : .value, to: &whole)
      }
      for position in 0..<step.count where step.count > 1 {
        add(.entry(position), as: name.isGradient ? .gradientEntry : .entry, to: &single)
      }
    }
    return (tried, single + whole)
  }

  private static func isAsked(_ step: DerivedForward.StepName, by part: Part) -> Bool {
    switch part.quantity {
    case .value(let name): !step.isGradient && step.name == name
    case .derivative(_, let variable): step.isGradient && step.name == variable
    }
  }

  /// The names on which references depend, and which no part asks for: bindings of the forward, and givens that are one
  /// number, such as a rate that was forgotten or misread.
  static func names(
    for answer: HiddenValue.Equation, from equations: [HiddenValue.Equation], _ prior: PriorAnswers
  ) -> Candidates {
    let problem = answer.key.problem
    let asked = Set(
      problem.parts.map(\.id)
        + problem.parts.compactMap { $0.isWhole ? $0.requestedName : nil })
    let bindings = problem.forward?.bindings.map(\.name) ?? []
    let steps = (bindings + numbers(problem, prior)).compactMap { name -> (() -> HiddenStep)? in
      let used = equations.filter { $0.key.dependencies.depends(onName: name) }
      guard !asked.contains(name), answer.key.dependencies.depends(onName: name),
        !used.isEmpty, let right = answer.key.dependencies.scope[name]
      else { return nil }
      return {
        HiddenStep(
          name, right: right, equations: used, answer: answer,
          isRefuted: { value in prior.isRight(where: { $0.isChanged(by: value, of: name) }) })
      }
    }
    return Candidates(tried: steps.count, steps: steps)
  }

  /// The givens that are one number, and on which nothing that is right depends.
  private static func numbers(_ problem: Problem, _ prior: PriorAnswers) -> [String] {
    problem.givens.filter { given in
      given.value.shape.count == 1
        && !prior.isRight(where: { $0.dependencies.depends(onName: given.name) })
    }.map(\.name)
  }

  /// The operations of the forward and of the way back: one unknown of each first, then each as a whole.
  static func nodes(
    for answer: HiddenValue.Equation, from equations: [HiddenValue.Equation], _ prior: PriorAnswers
  ) -> Candidates {
    guard let steps = answer.key.slips.steps else { return Candidates(tried: 0, steps: []) }
    let onWay = prior.followed(onWayTo: answer.key.part)
    var tried = 0
    var whole: [() -> HiddenStep] = []
    var single: [() -> HiddenStep] = []
    for step in steps.all {
      let used = equations.filter { step.places.contains($0.key.place) }
      guard !used.isEmpty, step.places.contains(answer.key.place),
        !prior.isRight(where: { step.places.contains($0.place) })
      else { continue }
      let sensitivity = steps.sensitivity(of: step)
      let residuals = residuals(used, sensitivity)
      // Where later answers on the way were worked out with another value, this one was not wrong.
      let followed = onWay.filter { step.places.contains($0.key.place) }
      let probe = LazyProbe {
        steps.probe(
          at: step, for: (used + [answer]).map(\.key.place) + followed.map(\.key.place))
      }
      func add(_ change: HiddenChange, to list: inout [() -> HiddenStep]) {
        tried += 1
        guard let residuals, sensitivity.mayExplain(change, residuals) else { return }
        list.append {
          HiddenStep(
            steps, step, change, sensitivity, probe, used, predicting: answer, followed: followed,
            givens: change.isWhole ? answer.key.givens : nil)
        }
      }
      if step.count <= HiddenValue.mostUnknowns, !step.isGiven { add(.whole, to: &whole) }
      guard step.count > 1 else { continue }
      add(.scaled, to: &single)
      add(.moved, to: &single)
      for position in 0..<step.count { add(.entry(position), to: &single) }
    }
    // What one number explains is more likely than what many do.
    return Candidates(tried: tried, steps: single + whole)
  }

  /// By how much the equations are off, by their parts' places; nil if something that they depend on is not finite.
  private static func residuals(
    _ equations: [HiddenValue.Equation], _ sensitivity: StepSensitivity
  ) -> [StepSensitivity.Residuals]? {
    var residuals: [StepSensitivity.Residuals] = []
    for equation in equations {
      guard let base = sensitivity.base[equation.key.place], base.count == equation.values.count
      else { return nil }
      residuals.append(
        StepSensitivity.Residuals(
          place: equation.key.place, values: zip(equation.values, base).map(-),
          errors: equation.errors))
    }
    return residuals
  }

  /// A step of which something is to be solved for.
  private init(
    _ steps: ProblemSteps, _ step: ProblemSteps.Step, _ change: HiddenChange,
    _ sensitivity: StepSensitivity, _ probe: LazyProbe, _ equations: [HiddenValue.Equation],
    predicting answer: HiddenValue.Equation? = nil, followed: [HiddenValue.Equation] = [],
    givens: [Tensor<Double>]?
  ) {
    let all = equations + (answer.map { [$0] } ?? [])
    let places = all.map(\.key.place)
    self.init(
      givens: givens, right: change.unknowns(of: sensitivity.right), equations: equations,
      start: {
        steps.linearization(of: step, change, places, determinedBy: equations.count)
      },
      evaluate: { unknowns in
        let values = probe.made.values(at: change.step(sensitivity.right, unknowns.scalars))
        return all.map { $0.key.answer(in: values) }
      },
      isRefuted: { unknowns in
        guard !followed.isEmpty else { return false }
        let values = probe.made.values(at: change.step(sensitivity.right, unknowns.scalars))
        return followed.contains { $0.key.answer(in: values).map($0.isFar) ?? false }
      })
  }

  /// A name whose value is to be solved for; slopes are worked out where they are needed.
  private init(
    _ name: String, right: Tensor<Double>, equations: [HiddenValue.Equation],
    answer: HiddenValue.Equation?, isRefuted: @escaping (Tensor<Double>) -> Bool = { _ in false }
  ) {
    let all = equations + (answer.map { [$0] } ?? [])
    let givens = answer?.key.givens
    let evaluate = { (value: Tensor<Double>) in
      all.map { $0.key.dependencies.reference(replacing: $0.own, hidden: [name: value]) }
    }
    let plain = HiddenStep(
      givens: givens, right: right, equations: equations, start: { nil }, evaluate: evaluate)
    self.init(
      givens: givens, right: right, equations: equations,
      start: {
        plain.numbers(at: right).flatMap { plain.linearization(at: right, $0) }
      }, evaluate: evaluate, isRefuted: isRefuted)
  }
}

/// A probe that is made when it is needed first: most steps explain nothing.
private final class LazyProbe {
  private let make: () -> ForwardProbe
  private(set) lazy var made = make()

  init(_ make: @escaping () -> ForwardProbe) { self.make = make }
}
