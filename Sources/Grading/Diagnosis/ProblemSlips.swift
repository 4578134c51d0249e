internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// What may be wrong in a problem's forward, in computing its steps, or on the way back through it, with what each slip
/// makes of every part.
///
/// A slip that several answers show is one slip.
final class ProblemSlips: Sendable {
  /// One of them.
  struct Slip: Sendable {
    let id: EditID
    let says: Explanation
    let rank: Int
    let depth: Int
    /// Whether it is in the forward.
    let isForward: Bool
    /// The values of the forward's names; empty if the forward is right.
    let bindings: [String: Tensor<Double>]
    /// What becomes of the values and derivatives that the parts ask for.
    fileprivate let source: Source
    /// Whether it is known for leaving zeros where the right numbers are none.
    var leavesZeros = false
    /// Whether its name is told.
    var isTelling = true
    /// The edit of a formula that it is; nil if it is none.
    var edit: FormulaMutant?
    /// Whether one step is computed wrongly, and no formula is wrong.
    var isStep: Bool { if case .step = source { true } else { false } }
  }

  /// What a slip is worked out from.
  fileprivate enum Source: Sendable {
    /// A forward, or a way back, with the slip in it.
    case derived(DerivedForward)
    /// A step of the right forward with another value.
    case step(ValueSlip)
    /// Nobody asks what becomes of derivatives.
    case bindingsAlone
  }

  private let problem: Problem
  private let library: MutantLibrary
  private let made = Mutex<(slips: [Slip], places: [EditID: Int])?>(nil)
  private let formulasMade = Mutex<[Slip]?>(nil)
  private let stepsMade = Mutex<ProblemSteps??>(nil)
  private let answers = Mutex<[String: [EditID: Tensor<Double>]]>([:])

  /// The numbers that all of them may hold together.
  private static let maximumEntries = 4_000_000
  /// The numbers that the answers to all parts may have together to be worked out at once.
  private static let maximumSharedEntries = 2_000_000
  /// The operations that all of them may take for one part.
  private static let maximumOperations = 60_000_000

  init(_ problem: Problem, _ library: MutantLibrary) {
    self.problem = problem
    self.library = library
  }

  /// The slips; always the same ones in the same order.
  var all: [Slip] { indexed.slips }

  private var indexed: (slips: [Slip], places: [EditID: Int]) {
    made.withLock { made in
      if let made { return made }
      let slips = make()
      let places = Dictionary(slips.enumerated().map { ($1.id, $0) }) { first, _ in first }
      made = (slips, places)
      return (slips, places)
    }
  }

  /// Those of the slips that are wrong formulas of the forward, with its values and nothing else.
  var formulas: [Slip] {
    if let all = made.withLock({ $0?.slips }) { return all.filter { $0.isForward && !$0.isStep } }
    return formulasMade.withLock { formulas in
      if let formulas { return formulas }
      var entries = ProblemSlips.maximumEntries
      var slips: [Slip] = []
      library.forEachForwardMutant(of: problem) { mutant in
        if let slip = slip(mutant, .bindingsAlone, &entries) { slips.append(slip) }
      }
      formulas = slips
      return slips
    }
  }

  /// The steps that may be wrong; nil if there is no forward.
  var steps: ProblemSteps? {
    stepsMade.withLock { steps in
      if let steps { return steps }
      let made = library.derivedForward(of: problem).map { ProblemSteps(problem, $0) }
      steps = .some(made)
      return made
    }
  }

  /// The slip of an edit; nil if there is none.
  subscript(_ edit: EditID) -> Slip? {
    let (slips, places) = indexed
    return places[edit].map { slips[$0] }
  }

  /// What each slip makes of what a part asks for of the forward, where it makes anything else.
  ///
  /// It is worked out for all parts at once, which have most steps in common, unless that would take much memory.
  func answers(to part: Part) -> [EditID: Tensor<Double>] {
    let slips = all
    return answers.withLock { answers in
      if let known = answers[part.id] { return known }
      let entries = problem.parts.reduce(0) { $0 + $1.shape.count }
      let (needed, overflow) = entries.multipliedReportingOverflow(by: slips.count)
      let isSmall = !overflow && needed <= ProblemSlips.maximumSharedEntries
      let made = makeAnswers(to: isSmall ? problem.parts : [part], slips)
      answers.merge(made) { known, _ in known }
      return made[part.id] ?? [:]
    }
  }

  private func make() -> [Slip] {
    let inputs = problem.inputs
    var slips: [Slip] = []
    var entries = ProblemSlips.maximumEntries
    library.forEachForwardMutant(of: problem) { mutant, derived in
      if let slip = slip(mutant, .derived(derived), &entries) { slips.append(slip) }
    }
    library.forEachBackwardSlip(of: problem) { slip, derived in
      slips.append(
        Slip(
          id: slip.id, says: Explanation(slip.says), rank: slip.rank, depth: 0, isForward: false,
          bindings: [:], source: .derived(derived), leavesZeros: slip.leavesZeros))
    }
    guard let stepwise = library.stepwiseForward(of: problem) else { return slips }
    let names = stepwise.names.enumerated().map { ($1, problem.parts.count + $0) }
    let places = Set(names.map(\.1))
    var probe: ForwardProbe?
    var right: [Tensor<Double>?] = []
    for slip in stepwise.slips where entries >= 0 {
      if probe?.node != slip.site {
        probe = stepwise.derived.probe(at: slip.site, for: places, inputs)
        right = probe?.values ?? []
      }
      // What changes no value only moves a kink: nobody would notice, or do it.
      guard let values = probe?.values(after: slip), values != right else { continue }
      var bindings: [String: Tensor<Double>] = [:]
      for (name, place) in names { bindings[name] = values[place] }
      entries -= bindings.reduce(0) { $0 + $1.value.shape.count }
      slips.append(
        Slip(
          id: slip.id, says: Explanation(slip.says), rank: slip.rank, depth: 0, isForward: true,
          bindings: bindings, source: .step(slip),
          isTelling: probe?.isTelling(slip) == true))
    }
    return slips
  }

  /// A wrong formula of the forward, while there is room for its values.
  private func slip(_ mutant: MutantLibrary.Mutant, _ source: Source, _ entries: inout Int)
    -> Slip?
  {
    guard entries >= 0 else { return nil }
    let bindings = mutant.formula.evaluateBindings(problem.inputs)
    entries -= bindings.reduce(0) { $0 + $1.value.shape.count }
    guard entries >= 0 else { return nil }
    return Slip(
      id: mutant.id, says: mutant.explanation, rank: mutant.rank, depth: mutant.depth,
      isForward: true, bindings: bindings, source: source, edit: mutant.edit)
  }

  private func makeAnswers(to parts: [Part], _ slips: [Slip]) -> [String: [EditID: Tensor<Double>]]
  {
    var answers: [String: [EditID: Tensor<Double>]] = [:]
    for part in parts { answers[part.id] = [:] }
    let wanted = parts.compactMap { part in
      problem.parts.firstIndex { $0.id == part.id }.map { (part: part, place: $0) }
    }
    guard let stepwise = library.stepwiseForward(of: problem) else { return answers }
    let places = Set(wanted.map(\.place))
    let inputs = problem.inputs
    var operations = ProblemSlips.maximumOperations * wanted.count
    let once = stepwise.derived.operationCount(of: places)
    var probe: ForwardProbe?
    for slip in slips {
      operations -= once
      guard operations >= 0 else { break }
      let values: [Tensor<Double>?]?
      switch slip.source {
      case .derived(let derived): values = derived.values(at: places, inputs)
      case .bindingsAlone: values = nil
      case .step(let wrong):
        if probe?.node != wrong.site {
          probe = stepwise.derived.probe(at: wrong.site, for: places, inputs)
        }
        values = probe?.values(after: wrong)
      }
      guard let values else { continue }
      for (part, place) in wanted {
        guard let value = values[place] else { continue }
        answers[part.id]?[slip.id] = Tensor(shape: part.shape, scalars: part.take(value.scalars))
      }
    }
    return answers
  }
}

extension Problem {
  /// What the parts ask for of the forward, a quantity a part.
  var askedQuantities: [AskedQuantity] {
    parts.map { part in
      switch part.quantity {
      case .value(let name): .value(name ?? "")
      case .derivative(let output, let variable): .derivative(of: output, by: variable)
      }
    }
  }

  /// The names of the forward whose values or derivatives are asked for.
  var askedNames: [String] {
    parts.compactMap { part in
      switch part.quantity {
      case .value(let name): name
      case .derivative(let output, _): output
      }
    }
  }

  /// The slips on the way back from what is differentiated to that by which it is.
  var backwardSlips: [BackwardSlip] {
    var outputs: [String] = []
    var variables: [String] = []
    for case .derivative(let output, let variable) in parts.map(\.quantity) {
      if !outputs.contains(output) { outputs.append(output) }
      if !variables.contains(variable) { variables.append(variable) }
    }
    return forward?.backwardSlips(from: outputs, to: variables) ?? []
  }
}
