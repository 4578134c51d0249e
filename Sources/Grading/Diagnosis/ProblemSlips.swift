internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// One thing wrong in a problem's forward, or on the way back through it, with what it makes of every part.
///
/// They are worked out once for all parts: a slip that several answers show is one slip.
final class ProblemSlips: Sendable {
  /// One of them.
  struct Slip: Sendable {
    let id: EditID
    let says: String
    let rank: Int
    let depth: Int
    /// Whether it is in the forward.
    let isForward: Bool
    /// The values of the forward's names; empty if the forward is right.
    let bindings: [String: Tensor<Double>]
    /// What becomes of the values and derivatives that parts ask for, by the parts' ids.
    let answers: [String: Tensor<Double>]
  }

  private let problem: Problem
  private let library: MutantLibrary
  private let made = Mutex<[Slip]?>(nil)

  /// The numbers that all of them may hold together.
  private static let maximumEntries = 4_000_000
  /// The operations that the derivatives of all of them may take.
  private static let maximumOperations = 60_000_000

  init(_ problem: Problem, _ library: MutantLibrary) {
    self.problem = problem
    self.library = library
  }

  /// The slips; always the same ones in the same order.
  var all: [Slip] {
    made.withLock { made in
      if let made { return made }
      let slips = make()
      made = slips
      return slips
    }
  }

  /// The right forward with what computes all that the parts ask for; nil if there is none.
  var derivedForward: DerivedForward? { library.derivedForward(of: problem) }

  /// The slip of an edit; nil if there is none.
  subscript(_ edit: EditID) -> Slip? { all.first { $0.id == edit } }

  private func make() -> [Slip] {
    var list = SlipList(
      problem, entries: ProblemSlips.maximumEntries, operations: ProblemSlips.maximumOperations)
    library.forEachForwardMutant(of: problem) { list.add($0, $1) }
    library.forEachBackwardSlip(of: problem) { list.add($0, $1) }
    if let stepwise = library.stepwiseForward(of: problem) { list.addValueSlips(stepwise) }
    return list.slips
  }
}

/// The slips of one problem while they are worked out, with what is left of the budget.
private struct SlipList {
  private let problem: Problem
  private let inputs: [String: Tensor<Double>]
  private var entries: Int
  private var operations: Int
  private(set) var slips: [ProblemSlips.Slip] = []

  init(_ problem: Problem, entries: Int, operations: Int) {
    self.problem = problem
    self.entries = entries
    self.operations = operations
    inputs = problem.inputs
  }

  /// What parts ask for, by their ids.
  private mutating func answers(_ values: [Tensor<Double>?]) -> [String: Tensor<Double>] {
    var answers: [String: Tensor<Double>] = [:]
    for (part, value) in zip(problem.parts, values) {
      guard let value else { continue }
      entries -= part.shape.count
      answers[part.id] = Tensor(shape: part.shape, scalars: part.take(value.scalars))
    }
    return answers
  }

  private mutating func answers(of derived: DerivedForward) -> [String: Tensor<Double>] {
    operations -= derived.operationCount
    return operations >= 0 ? answers(derived.evaluate(inputs)) : [:]
  }

  mutating func add(_ mutant: MutantLibrary.Mutant, _ derived: DerivedForward) {
    guard entries >= 0 else { return }
    let bindings = mutant.formula.evaluateBindings(inputs)
    entries -= bindings.reduce(0) { $0 + $1.value.shape.count }
    guard entries >= 0 else { return }
    let answers = answers(of: derived)
    slips.append(
      ProblemSlips.Slip(
        id: mutant.id, says: mutant.says, rank: mutant.rank, depth: mutant.depth,
        isForward: true, bindings: bindings, answers: answers))
  }

  mutating func add(_ slip: BackwardSlip, _ derived: DerivedForward) {
    guard entries >= 0, operations >= 0 else { return }
    let answers = answers(of: derived)
    slips.append(
      ProblemSlips.Slip(
        id: slip.id, says: slip.says, rank: slip.rank, depth: 0, isForward: false,
        bindings: [:], answers: answers))
  }

  /// Adds the slips in computing steps: `stepwise` gives what parts ask for, then all names.
  mutating func addValueSlips(_ stepwise: MutantLibrary.Stepwise) {
    var probe: ForwardProbe?
    for slip in stepwise.slips {
      operations -= stepwise.derived.operationCount
      guard entries >= 0, operations >= 0 else { return }
      if probe?.node != slip.site { probe = stepwise.derived.probe(at: slip.site, inputs) }
      guard let values = probe?.values(after: slip) else { continue }
      var bindings: [String: Tensor<Double>] = [:]
      for (name, value) in zip(stepwise.names, values.dropFirst(problem.parts.count)) {
        bindings[name] = value
      }
      let answers = answers(values)
      slips.append(
        ProblemSlips.Slip(
          id: slip.id, says: slip.says, rank: slip.rank, depth: 0, isForward: true,
          bindings: bindings, answers: answers))
    }
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
