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
    let known: KnownSlip
    /// Whether its name is told.
    let isTelling: Bool
    /// What becomes of some of what the parts ask for, by their places, and of the forward's names after these.
    fileprivate let values: ForwardValues
  }

  /// All of them, the place of each, and how many of them are worked out for parts.
  private struct Made {
    let slips: [Slip]
    let places: [EditID: Int]
    let affordable: Int
  }

  private let problem: Problem
  private let library: MutantLibrary
  /// The forward's names, and their places.
  private let names: [String]
  private let places: [String: Int]
  private let made = Mutex<Made?>(nil)
  private let formulasMade = Mutex<[Slip]?>(nil)
  private let stepsMade = Mutex<ProblemSteps??>(nil)
  /// What each slip makes of each part, in the order of the slips.
  private let answers = Mutex<[String: [Tensor<Double>?]]>([:])

  /// The numbers that all of them may hold together.
  private static let maximumEntries = 4_000_000
  /// The numbers that the answers to all parts may have together to be worked out at once.
  private static let maximumSharedEntries = 2_000_000
  /// The operations that all of them may take for each part.
  private static let maximumOperations = 60_000_000

  init(_ problem: Problem, _ library: MutantLibrary) {
    self.problem = problem
    self.library = library
    names = problem.namesOfForward
    places = Dictionary(
      names.enumerated().map { ($1, problem.parts.count + $0) }
    ) { first, _ in first }
  }

  /// The slips; always the same ones in the same order, whatever part is about to be looked at.
  func all(for part: Part) -> [Slip] { indexed(for: part).slips }

  private func indexed(for part: Part) -> Made {
    made.withLock { known in
      if let known { return known }
      let affordable = affordable
      let slips = make(for: problem.place(of: part), affordable)
      let places = Dictionary(slips.enumerated().map { ($1.known.id, $0) }) { first, _ in first }
      let made = Made(slips: slips, places: places, affordable: affordable)
      known = made
      return made
    }
  }

  /// Those of the slips that are wrong formulas of the forward, with its values and nothing else.
  var formulas: [Slip] {
    if let all = made.withLock({ $0?.slips }) {
      return all.filter { $0.known.isForward && !$0.known.isStep }
    }
    return formulasMade.withLock { formulas in
      if let formulas { return formulas }
      let inputs = problem.inputs
      let parts = [Tensor<Double>?](repeating: nil, count: problem.parts.count)
      var room = ProblemSlips.maximumEntries
      var slips: [Slip] = []
      library.forEachForwardMutant(of: problem) { mutant in
        guard room >= 0 else { return }
        let bindings = mutant.formula.evaluateBindings(inputs)
        room -= bindings.reduce(0) { $0 + $1.value.shape.count }
        guard room >= 0 else { return }
        slips.append(
          Slip(
            known: KnownSlip(mutant, .bindingsAlone), isTelling: true,
            values: ForwardValues(parts + names.map { bindings[$0] })))
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

  /// The slip of an edit that a part may show; nil if there is none.
  func slip(_ edit: EditID, shownBy part: Part) -> Slip? {
    let made = indexed(for: part)
    return made.places[edit].map { made.slips[$0] }
  }

  /// The value of one of the forward's names after a slip; nil if the forward is right.
  func value(of name: String, after slip: Slip) -> Tensor<Double>? {
    slip.known.isForward ? places[name].flatMap { slip.values[$0] } : nil
  }

  /// The values of the forward's names after a slip; empty if the forward is right.
  func bindings(after slip: Slip) -> [String: Tensor<Double>] {
    places.reduce(into: [:]) { $0[$1.key] = value(of: $1.key, after: slip) }
  }

  /// What one slip makes of what a part asks for of the forward; nil if it makes nothing else.
  func answer(after edit: EditID, to part: Part) -> Tensor<Double>? {
    let made = indexed(for: part)
    guard let position = made.places[edit], let place = problem.place(of: part) else { return nil }
    if let known = answers.withLock({ $0[part.id] }) { return known[position] }
    guard position < made.affordable else { return nil }
    return makeAnswers(at: [place], [made.slips[position]], 1)[0][0]
  }

  /// What each slip makes of what a part asks for of the forward, in their order; nil where it makes nothing else.
  ///
  /// It is worked out for the first part that is wrong, and then for all others at once, which have most steps in
  /// common, unless that would take much memory.
  func answers(to part: Part) -> [Tensor<Double>?] {
    let made = indexed(for: part)
    let slips = made.slips
    return answers.withLock { answers in
      if let known = answers[part.id] { return known }
      guard let place = problem.place(of: part) else {
        return [Tensor<Double>?](repeating: nil, count: slips.count)
      }
      let entries = problem.parts.reduce(0) { $0 + $1.shape.count }
      let (needed, overflow) = entries.multipliedReportingOverflow(by: slips.count)
      let isShared =
        !answers.isEmpty && !overflow && needed <= ProblemSlips.maximumSharedEntries
      let places = problem.parts.indices.filter {
        $0 == place || isShared && answers[problem.parts[$0].id] == nil
      }
      for (place, found) in zip(places, makeAnswers(at: places, slips, made.affordable)) {
        answers[problem.parts[place].id] = found
      }
      return answers[part.id] ?? []
    }
  }
}

// MARK: What they make of the forward

extension ProblemSlips {
  /// How many slips are worked out for parts.
  private var affordable: Int {
    guard let derived = library.namedForward(of: problem) else { return 0 }
    let (most, overflow) = ProblemSlips.maximumOperations.multipliedReportingOverflow(
      by: problem.parts.count)
    return overflow
      ? .max : most / max(1, derived.operationCount(of: Array(problem.parts.indices)))
  }

  /// All slips, with what they make of the names and of one part.
  private func make(for part: Int?, _ affordable: Int) -> [Slip] {
    guard let right = library.namedForward(of: problem) else { return [] }
    let inputs = problem.inputs
    let all = problem.parts.count..<problem.parts.count + names.count
    let defined = Set(problem.forward?.bindings.map(\.name) ?? [])
    let entries = zip(names, all).reduce(0) { sum, name in
      defined.contains(name.0) ? sum + right.entryCount(at: name.1) : sum
    }
    let allEntries = all.reduce(0) { $0 + right.entryCount(at: $1) }
    var room = ProblemSlips.maximumEntries
    var probe: ForwardProbe?
    var asked: [Int] = []
    var base: ForwardValues?
    var slips: [Slip] = []
    for slip in library.slips(of: problem) {
      let wanted = slips.count < affordable ? part.map { [$0] } ?? [] : []
      switch slip.source {
      case .derived(let derived) where slip.isForward:
        room -= entries
        guard room >= 0 else { continue }
        slips.append(
          Slip(known: slip, isTelling: true, values: derived.values(at: wanted + all, inputs)))
      case .derived(let derived):
        slips.append(
          Slip(known: slip, isTelling: true, values: derived.values(at: wanted, inputs)))
      case .step(let wrong):
        guard room >= 0 else { continue }
        if probe?.node != wrong.site || asked != wanted {
          asked = wanted
          probe = right.probe(at: wrong.site, for: wanted + all, inputs)
          base = probe?.values
        }
        // What changes no value only moves a kink: nobody would notice, or do it.
        guard let probe, let base, let values = probe.values(after: wrong),
          !values.agrees(with: base, at: all)
        else { continue }
        room -= allEntries
        slips.append(Slip(known: slip, isTelling: probe.isTelling(wrong), values: values))
      case .bindingsAlone: continue
      }
    }
    return slips
  }

  /// What the first of some slips make of some parts: for each of these, in the order of the slips.
  private func makeAnswers(at wanted: [Int], _ slips: [Slip], _ affordable: Int)
    -> [[Tensor<Double>?]]
  {
    var answers = wanted.map { _ in [Tensor<Double>?](repeating: nil, count: slips.count) }
    guard let right = library.namedForward(of: problem) else { return answers }
    let inputs = problem.inputs
    var probe: ForwardProbe?
    for (row, slip) in slips.prefix(affordable).enumerated() {
      var values: ForwardValues? = slip.values
      if wanted.count > 1 || slip.values[wanted[0]] == nil {
        switch slip.known.source {
        case .derived(let derived): values = derived.values(at: wanted, inputs)
        case .bindingsAlone: values = nil
        case .step(let wrong):
          if probe?.node != wrong.site {
            probe = right.probe(at: wrong.site, for: wanted, inputs)
          }
          values = probe?.values(after: wrong)
        }
      }
      for (column, place) in wanted.enumerated() {
        answers[column][row] = values?[place].map { problem.answer($0, at: place) }
      }
    }
    return answers
  }
}

extension Problem {
  /// The place of a part; nil if it is another problem's.
  fileprivate func place(of part: Part) -> Int? { parts.firstIndex { $0.id == part.id } }

  /// The answer to a part, of what it asks for of the forward.
  fileprivate func answer(_ value: Tensor<Double>, at place: Int) -> Tensor<Double> {
    Tensor(shape: parts[place].shape, scalars: parts[place].take(value.scalars))
  }
}
