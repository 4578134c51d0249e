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
    /// What becomes of the values and derivatives that the parts ask for.
    fileprivate let source: Source
    /// What becomes of some of them, by the places of the parts, and of the forward's names after these.
    fileprivate let values: ForwardValues
    /// The places of the names.
    fileprivate let names: [String: Int]
    /// Whether it is known for leaving zeros where the right numbers are none.
    var leavesZeros = false
    /// Whether its name is told.
    var isTelling = true
    /// The edit of a formula that it is; nil if it is none.
    var edit: FormulaMutant?
    /// Whether one step is computed wrongly, and no formula is wrong.
    var isStep: Bool { if case .step = source { true } else { false } }

    /// The value of one of the forward's names; nil if the forward is right.
    func value(of name: String) -> Tensor<Double>? { names[name].flatMap { values[$0] } }

    /// The values of the forward's names; empty if the forward is right.
    var bindings: [String: Tensor<Double>] {
      names.reduce(into: [:]) { $0[$1.key] = values[$1.value] }
    }
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
  /// What each slip makes of each part, in the order of the slips.
  private let answers = Mutex<[String: [Tensor<Double>?]]>([:])

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
      var making = Making(problem, library)
      var slips: [Slip] = []
      library.forEachForwardMutant(of: problem) { mutant in
        guard making.room >= 0 else { return }
        let bindings = mutant.formula.evaluateBindings(making.inputs)
        making.room -= bindings.reduce(0) { $0 + $1.value.shape.count }
        let parts = [Tensor<Double>?](repeating: nil, count: problem.parts.count)
        let values = ForwardValues(parts + making.names.map { bindings[$0] })
        if making.room >= 0 { slips.append(making.slip(mutant, .bindingsAlone, values)) }
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

  /// What one slip makes of what a part asks for of the forward; nil if it makes nothing else.
  func answer(after edit: EditID, to part: Part) -> Tensor<Double>? {
    let (slips, places) = indexed
    guard let position = places[edit],
      let place = problem.parts.firstIndex(where: { $0.id == part.id })
    else { return nil }
    // Of most slips it is known without working out what the others make of the part.
    return slips[position].values[place].map { problem.answer($0, at: place) }
      ?? answers(to: part)[position]
  }

  /// What each slip makes of what a part asks for of the forward, in their order; nil where it makes nothing else.
  func answers(to part: Part) -> [Tensor<Double>?] {
    let slips = all
    return answers.withLock { answers in
      if let known = answers[part.id] { return known }
      guard let place = problem.parts.firstIndex(where: { $0.id == part.id }) else {
        return [Tensor<Double>?](repeating: nil, count: slips.count)
      }
      let made = makeAnswers(at: place, slips)
      answers[part.id] = made
      return made
    }
  }
}

// MARK: What they make of the forward

extension ProblemSlips {
  /// What all slips of a problem are worked out with.
  private struct Making {
    let inputs: [String: Tensor<Double>]
    let names: [String]
    private let places: [String: Int]
    /// The numbers that they may still hold.
    var room = ProblemSlips.maximumEntries

    init(_ problem: Problem, _ library: MutantLibrary) {
      inputs = problem.inputs
      names = library.names(of: problem)
      places = Dictionary(
        names.enumerated().map { ($1, problem.parts.count + $0) }
      ) { first, _ in first }
    }

    func slip(_ mutant: MutantLibrary.Mutant, _ source: Source, _ values: ForwardValues) -> Slip {
      Slip(
        id: mutant.id, says: mutant.explanation, rank: mutant.rank, depth: mutant.depth,
        isForward: true, source: source, values: values, names: places, edit: mutant.edit)
    }

    func slip(_ slip: BackwardSlip, _ derived: DerivedForward, _ values: ForwardValues) -> Slip {
      Slip(
        id: slip.id, says: Explanation(slip.says), rank: slip.rank, depth: 0, isForward: false,
        source: .derived(derived), values: values, names: [:], leavesZeros: slip.leavesZeros)
    }

    func slip(_ slip: ValueSlip, _ values: ForwardValues, isTelling: Bool) -> Slip {
      Slip(
        id: slip.id, says: Explanation(slip.says), rank: slip.rank, depth: 0, isForward: true,
        source: .step(slip), values: values, names: places, isTelling: isTelling)
    }
  }

  private func make() -> [Slip] {
    guard let stepwise = library.stepwiseForward(of: problem) else { return [] }
    var making = Making(problem, library)
    let inputs = making.inputs
    let names = problem.parts.count..<problem.parts.count + making.names.count
    var shared = Shared(problem, stepwise.derived)
    var slips: [Slip] = []
    let defined = Set(problem.forward?.bindings.map(\.name) ?? [])
    let entries = zip(making.names, names).reduce(0) { sum, name in
      defined.contains(name.0) ? sum + stepwise.derived.entryCount(at: name.1) : sum
    }
    library.forEachForwardMutant(of: problem) { mutant, derived in
      making.room -= entries
      guard making.room >= 0 else { return }
      let values = derived.values(at: shared.next().union(names), inputs)
      slips.append(making.slip(mutant, .derived(derived), values))
    }
    library.forEachBackwardSlip(of: problem) { slip, derived in
      slips.append(making.slip(slip, derived, derived.values(at: shared.next(), inputs)))
    }
    let allEntries = names.reduce(0) { $0 + stepwise.derived.entryCount(at: $1) }
    var probe: ForwardProbe?
    var right: ForwardValues?
    var parts: Set<Int> = []
    for slip in stepwise.slips where making.room >= 0 {
      let next = shared.next()
      if probe?.node != slip.site || next != parts {
        parts = next
        probe = stepwise.derived.probe(at: slip.site, for: parts.union(names), inputs)
        right = probe?.values
      }
      // What changes no value only moves a kink: nobody would notice, or do it.
      guard let probe, let right, let values = probe.values(after: slip),
        !values.agrees(with: right, at: names)
      else {
        shared.giveBack()
        continue
      }
      making.room -= allEntries
      slips.append(making.slip(slip, values, isTelling: probe.isTelling(slip)))
    }
    return slips
  }

  /// How many of the slips are worked out for all parts at once, which have most steps in common.
  private struct Shared {
    private let places: Set<Int>
    private let entries: Int
    private var room = ProblemSlips.maximumSharedEntries
    private var affordable: Int

    init(_ problem: Problem, _ derived: DerivedForward) {
      places = Set(problem.parts.indices)
      entries = problem.parts.reduce(0) { $0 + $1.shape.count }
      affordable = ProblemSlips.affordable(derived, for: places)
    }

    /// The parts that the next slip is worked out for: all or none.
    mutating func next() -> Set<Int> {
      guard room >= entries, affordable > 0 else { return [] }
      room -= entries
      affordable -= 1
      return places
    }

    /// Takes back what the last one took.
    mutating func giveBack() {
      room += entries
      affordable += 1
    }
  }

  /// How many slips can be worked out for some parts.
  private static func affordable(_ derived: DerivedForward, for places: Set<Int>) -> Int {
    let (most, overflow) = maximumOperations.multipliedReportingOverflow(by: max(1, places.count))
    return overflow ? .max : most / max(1, derived.operationCount(of: places))
  }

  /// What each slip makes of one part, in the order of the slips.
  private func makeAnswers(at place: Int, _ slips: [Slip]) -> [Tensor<Double>?] {
    guard let stepwise = library.stepwiseForward(of: problem) else {
      return [Tensor<Double>?](repeating: nil, count: slips.count)
    }
    let inputs = problem.inputs
    var affordable = ProblemSlips.affordable(stepwise.derived, for: [place])
    var probe: ForwardProbe?
    return slips.map { slip in
      affordable -= 1
      if let known = slip.values[place] { return problem.answer(known, at: place) }
      guard affordable >= 0 else { return nil }
      let values: ForwardValues?
      switch slip.source {
      case .derived(let derived): values = derived.values(at: [place], inputs)
      case .bindingsAlone: values = nil
      case .step(let wrong):
        if probe?.node != wrong.site {
          probe = stepwise.derived.probe(at: wrong.site, for: [place], inputs)
        }
        values = probe?.values(after: wrong)
      }
      return values?[place].map { problem.answer($0, at: place) }
    }
  }
}

extension Problem {
  /// The answer to a part, of what it asks for of the forward.
  fileprivate func answer(_ value: Tensor<Double>, at place: Int) -> Tensor<Double> {
    Tensor(shape: parts[place].shape, scalars: parts[place].take(value.scalars))
  }
}
