internal import Coursework
internal import Formulas
internal import Tensors

/// What of a step is unknown.
enum HiddenChange {
  case whole
  case entry(Int)
  /// A factor of all its numbers.
  case scaled
  /// A number added to all its numbers.
  case moved

  /// Whether all numbers are unknown.
  var isWhole: Bool { if case .whole = self { true } else { false } }

  /// What is unknown, where nothing is wrong.
  func unknowns(of right: Tensor<Double>) -> Tensor<Double> {
    switch self {
    case .whole: right
    case .entry(let position): Tensor(right.scalars[position])
    case .scaled: Tensor(1)
    case .moved: Tensor(0)
    }
  }

  /// The step for other values of what is unknown.
  func step(_ right: Tensor<Double>, _ unknowns: [Double]) -> Tensor<Double> {
    var step = right
    switch self {
    case .whole: step.scalars = unknowns
    case .entry(let position): step.scalars[position] = unknowns[0]
    case .scaled: step.scalars = right.scalars.map { $0 * unknowns[0] }
    case .moved: step.scalars = right.scalars.map { $0 + unknowns[0] }
    }
    return step
  }
}

/// A step whose value is unknown, what shows it, and what is to be explained by it.
struct HiddenStep {
  /// The givens, if all of its numbers are unknown.
  let givens: [Tensor<Double>]?
  /// The right value.
  let right: Tensor<Double>
  let equations: [HiddenValue.Equation]
  /// What each equation and, last, the answer should be where nothing is wrong.
  let base: () -> [Tensor<Double>?]
  /// The same at a value of the step.
  let evaluate: (Tensor<Double>) -> [Tensor<Double>?]

  /// Whether a value solved for leaves little to do, as an answer from which nothing may be carried.
  func isMadeEasy(by value: Tensor<Double>) -> Bool {
    guard let givens else { return false }
    let refusal = CarryGuard(value, units: []).refusal(
      inPlaceOf: right, givens: givens, isExplained: true)
    return refusal != nil && value.shape.count > 1
  }

  /// The base as numbers, one part after the other; nil if something is not finite.
  var baseNumbers: [Double]? { HiddenStep.numbers(base()) }

  /// What follows from a value as numbers; nil if something is not finite.
  func numbers(at value: Tensor<Double>) -> [Double]? { HiddenStep.numbers(evaluate(value)) }

  private static func numbers(_ tensors: [Tensor<Double>?]) -> [Double]? {
    var numbers: [Double] = []
    for tensor in tensors {
      guard let tensor, tensor.isFinite else { return nil }
      numbers += tensor.scalars
    }
    return numbers
  }
}

// MARK: The steps that come into question

extension HiddenStep {
  /// The operations that all steps of the way back may take for one answer.
  private static let mostOperations = 20_000_000

  /// The steps on which an answer and some of the equations depend, each ready to be made.
  static func all(
    for answer: HiddenValue.Equation, from equations: [HiddenValue.Equation], _ prior: PriorAnswers
  ) -> [() -> HiddenStep] {
    bindings(for: answer, from: equations) + nodes(for: answer, from: equations, prior)
  }

  /// A step that can be named, ready to be made.
  struct Named {
    let says: WrongStep
    let step: () -> HiddenStep
  }

  /// The steps with a name on which an answer depends, one number of each first, the last steps first: the answer is its
  /// own equations.
  static func named(for answer: HiddenValue.Equation, _ prior: PriorAnswers) -> [Named] {
    let key = answer.key
    let parts = key.problem.parts.map(\.id)
    guard let derived = key.slips.derivedForward, let own = parts.firstIndex(of: key.part.id) else {
      return []
    }
    var left = mostOperations
    let cost = max(1, derived.operationCount(of: [own]))
    var whole: [Named] = []
    var single: [Named] = []
    for node in derived.steps(maximumCount: HiddenValue.mostEntries).reversed() {
      guard let name = derived.name(of: node), !isAsked(name, by: key.part) else { continue }
      let places = derived.places(dependingOn: node)
      let isRight = prior.isRight { key in
        parts.firstIndex(of: key.part.id).map(places.contains) ?? false
      }
      guard places.contains(own), !isRight else { continue }
      let shared = SharedProbe(for: [answer], parts) {
        derived.probe(at: node, for: [own], key.problem.inputs)
      }
      func step(_ change: HiddenChange) -> HiddenStep {
        HiddenStep(
          givens: nil, right: change.unknowns(of: shared.probe.step), equations: [answer],
          base: { shared.base },
          evaluate: { shared.values(at: change.step(shared.probe.step, $0.scalars)) })
      }
      let count = derived.entryCount(of: node)
      // A whole given in place of another may stand for much else.
      if !derived.isGiven(node), count < min(HiddenValue.mostUnknowns, key.part.shape.count) {
        left -= 3 * (count + 1) * cost
        whole.append(
          Named(says: WrongStep(name: name.name, kind: name.isGradient ? .gradient : .value)) {
            step(.whole)
          })
      }
      for position in 0..<count where count > 1 && left >= 0 {
        left -= 3 * cost
        single.append(
          Named(
            says: WrongStep(name: name.name, kind: name.isGradient ? .gradientEntry : .entry)
          ) { step(.entry(position)) })
      }
      guard left >= 0 else { break }
    }
    return single + whole
  }

  private static func isAsked(_ step: DerivedForward.StepName, by part: Part) -> Bool {
    switch part.quantity {
    case .value(let name): !step.isGradient && step.name == name
    case .derivative(_, let variable): step.isGradient && step.name == variable
    }
  }

  /// The names of the forward that no part asks for, on which references depend.
  private static func bindings(
    for answer: HiddenValue.Equation, from equations: [HiddenValue.Equation]
  )
    -> [() -> HiddenStep]
  {
    let problem = answer.key.problem
    guard let forward = problem.forward else { return [] }
    let asked = Set(
      problem.parts.map(\.id)
        + problem.parts.compactMap { $0.taken == nil ? $0.requestedName : nil })
    return forward.bindings.compactMap { name, _ in
      let used = equations.filter { $0.key.dependencies.depends(onBinding: name) }
      guard !asked.contains(name), answer.key.dependencies.depends(onBinding: name),
        !used.isEmpty, let right = answer.key.dependencies.scope[name]
      else { return nil }
      return {
        func at(_ value: Tensor<Double>) -> [Tensor<Double>?] {
          (used + [answer]).map {
            $0.key.dependencies.reference(replacing: $0.own, hidden: [name: value])
          }
        }
        return HiddenStep(
          givens: answer.key.givens, right: right, equations: used, base: { at(right) },
          evaluate: at)
      }
    }
  }

  /// The operations of the forward and of the way back: one unknown of each first, then each as a whole.
  private static func nodes(
    for answer: HiddenValue.Equation, from equations: [HiddenValue.Equation], _ prior: PriorAnswers
  ) -> [() -> HiddenStep] {
    guard let derived = answer.key.slips.derivedForward else { return [] }
    let parts = answer.key.problem.parts.map(\.id)
    var left = mostOperations
    let cost = max(1, derived.operationCount)
    var whole: [() -> HiddenStep] = []
    var single: [() -> HiddenStep] = []
    for node in derived.steps(maximumCount: HiddenValue.mostEntries) {
      let places = derived.places(dependingOn: node)
      func depends(_ key: PartKey) -> Bool {
        parts.firstIndex(of: key.part.id).map(places.contains) ?? false
      }
      let used = equations.filter { depends($0.key) }
      guard !used.isEmpty, depends(answer.key), !prior.isRight(where: depends) else { continue }
      let count = derived.entryCount(of: node)
      let wanted = Set((used + [answer]).compactMap { parts.firstIndex(of: $0.key.part.id) })
      let shared = SharedProbe(for: used + [answer], parts) {
        derived.probe(at: node, for: wanted, answer.key.problem.inputs)
      }
      func step(_ change: HiddenChange) -> HiddenStep {
        let right = shared.probe.step
        return HiddenStep(
          givens: change.isWhole ? answer.key.givens : nil, right: change.unknowns(of: right),
          equations: used,
          base: { shared.base }, evaluate: { shared.values(at: change.step(right, $0.scalars)) })
      }
      if count <= HiddenValue.mostUnknowns, !derived.isGiven(node) {
        left -= 3 * (count + 1) * cost
        guard left >= 0 else { break }
        whole.append { step(.whole) }
      }
      guard count > 1 else { continue }
      for change in [.scaled, .moved] + (0..<count).map(HiddenChange.entry) {
        left -= 4 * cost
        guard left >= 0 else { break }
        single.append { step(change) }
      }
    }
    // What one number explains is more likely than what many do.
    return single + whole
  }
}

/// The probe of one step, made when it is needed first.
private final class SharedProbe {
  private let equations: [HiddenValue.Equation]
  private let places: [Int?]
  private let make: () -> ForwardProbe
  private(set) lazy var probe = make()
  /// What the equations should be where nothing is wrong.
  private(set) lazy var base = values(at: probe.step)

  init(
    for equations: [HiddenValue.Equation], _ parts: [String], make: @escaping () -> ForwardProbe
  ) {
    self.equations = equations
    places = equations.map { parts.firstIndex(of: $0.key.part.id) }
    self.make = make
  }

  /// What the equations should be at a value of the step.
  func values(at step: Tensor<Double>) -> [Tensor<Double>?] {
    let values = probe.values(at: step)
    return zip(equations, places).map { equation, place in
      let part = equation.key.part
      return place.flatMap { values[$0] }.map {
        Tensor(shape: part.shape, scalars: part.take($0.scalars))
      }
    }
  }
}
