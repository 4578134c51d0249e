internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// The compiled mutants of an assignment's formulas, which are the same for students with different inputs.
final class MutantLibrary: Sendable {
  /// A wrong formula, ready to be evaluated at anybody's inputs.
  final class Mutant: Sendable {
    /// Which edit it is, and its words.
    let edit: FormulaMutant
    let formula: CompiledFormula
    let explanation: Explanation
    var id: EditID { edit.id }
    var rank: Int { edit.rank }
    var depth: Int { edit.depth }

    init(_ edit: FormulaMutant, _ formula: CompiledFormula) {
      self.edit = edit
      self.formula = formula
      explanation = Explanation(edit.says, formulas: edit.formulas)
    }
  }

  private let kept = Mutex<[String: [Mutant]]>([:])
  private let derived = Mutex<[String: [DerivedForward]]>([:])
  private let stepwise = Mutex<[String: Stepwise]>([:])

  /// The operations that all mutants of one formula may take together.
  ///
  /// What is tried depends on the definition alone, so the same answer is always explained in the same way.
  static let maximumOperations = 200_000_000
  /// What it costs to compile a formula, in operations.
  private static let compilation = 20_000
  /// What each node of a loop's steps adds to that.
  private static let stepCompilation = 500
  /// The numbers that all kept mutants of one formula may hold together: larger ones are compiled anew.
  private static let maximumKeptEntries = 2_000_000

  /// Hands out the mutants of a part's own formula, one after the other.
  func forEachMutant(of part: Part, batch: Int?, _ body: (Mutant) -> Void) {
    guard let reference = part.reference else { return }
    forEach(
      part.name.description, of: reference, part.symbolsBefore, batch: batch, body
    ) { mutant in
      // A mutant need not have the part's shape, but most have.
      (try? CompiledFormula(mutant, symbols: part.symbols, answerShape: part.shape))
        ?? (try? CompiledFormula(mutant, symbols: part.symbols))
    }
  }

  /// Hands out the mutants of a problem's forward whose names all keep their shapes, each with what the parts ask for,
  /// and then all names.
  func forEachForwardMutant(of problem: Problem, _ body: (Mutant, DerivedForward) -> Void) {
    guard let forward = problem.forward else { return }
    var mutants: [Mutant] = []
    forEachForwardMutant(of: problem, forward) { mutants.append($0) }
    let asked = problem.askedQuantities + names(of: problem).map { .value($0) }
    let all = derived(of: mutants, named: "forward of \(problem.id)") {
      DerivedForward($0.formula, asked: asked)
    }
    for (mutant, derived) in zip(mutants, all) { body(mutant, derived) }
  }

  /// Hands out the mutants of a problem's forward whose names all keep their shapes.
  func forEachForwardMutant(of problem: Problem, _ body: (Mutant) -> Void) {
    guard let forward = problem.forward else { return }
    forEachForwardMutant(of: problem, forward, body)
  }

  /// Hands out the slips on the way back through a problem's forward, each with what the parts ask for.
  func forEachBackwardSlip(of problem: Problem, _ body: (BackwardSlip, DerivedForward) -> Void) {
    guard let forward = problem.forward else { return }
    let slips = problem.backwardSlips
    let all = derived(of: slips, named: "way back through \(problem.id)") {
      DerivedForward(forward, asked: problem.askedQuantities, slip: $0)
    }
    for (slip, derived) in zip(slips, all) { body(slip, derived) }
  }

  /// A problem's forward with what computes all that the parts ask for; nil if there is no forward.
  func derivedForward(of problem: Problem) -> DerivedForward? {
    guard let forward = problem.forward else { return nil }
    return derived(of: [forward], named: "right \(problem.id)") {
      DerivedForward($0, asked: problem.askedQuantities, namesSteps: true)
    }.first
  }

  /// All names of a problem's forward, and the givens.
  func names(of problem: Problem) -> [String] {
    problem.givens.map(\.name) + (problem.forward?.bindings.map(\.name) ?? [])
  }

  /// The slips in computing the steps of a forward.
  struct Stepwise: Sendable {
    /// What the parts ask for, and then all names of the forward and the givens.
    let derived: DerivedForward
    let slips: [ValueSlip]
  }

  /// The slips in computing the steps of a problem's forward; nil if there is no forward.
  func stepwiseForward(of problem: Problem) -> Stepwise? {
    guard let forward = problem.forward else { return nil }
    if let known = stepwise.withLock({ $0[problem.id] }) { return known }
    let asked = problem.askedQuantities + names(of: problem).map { .value($0) }
    let made = Stepwise(
      derived: DerivedForward(forward, asked: asked),
      slips: forward.valueSlips(of: problem.askedNames))
    stepwise.withLock { $0[problem.id] = made }
    return made
  }

  private func derived<Edit>(
    of edits: [Edit], named name: String, make: (Edit) -> DerivedForward
  ) -> [DerivedForward] {
    if let known = derived.withLock({ $0[name] }) { return known }
    let made = edits.map(make)
    derived.withLock { $0[name] = made }
    return made
  }

  private func forEachForwardMutant(
    of problem: Problem, _ forward: CompiledFormula, _ body: (Mutant) -> Void
  ) {
    let symbols = problem.givens.map {
      FormulaSymbol($0.name, shape: $0.value.shape, size: $0.size, origin: .given)
    }
    let defined = forward.bindings.reduce(into: [:]) { $0[$1.name] = forward.shape(of: $1.name) }
    forEach(problem.id, of: forward, symbols, defined: defined, batch: problem.batch) { mutant in
      let keepsShapes = mutant.formula.bindings.allSatisfy {
        mutant.formula.shape(of: $0.name) == forward.shape(of: $0.name)
      }
      if keepsShapes { body(mutant) }
    } compile: { mutant in
      try? CompiledFormula(mutant, symbols: symbols)
    }
  }

  private func forEach(
    _ name: String, of right: CompiledFormula, _ symbols: [FormulaSymbol],
    defined: [String: Shape] = [:], batch: Int?, _ body: (Mutant) -> Void,
    compile: (Formula) -> CompiledFormula?
  ) {
    if let known = kept.withLock({ $0[name] }) { return known.forEach(body) }
    var made: [Mutant] = []
    var entries = 0
    var left = MutantLibrary.maximumOperations
    let mutator = FormulaMutator(symbols: symbols, defined: defined, batch: batch)
    for mutant in mutator.mutants(of: right.settled) {
      let formula = compile(mutant.formula)
      left -=
        MutantLibrary.compilation + (formula?.operationCount ?? 0)
        + MutantLibrary.stepCompilation * (formula?.loopNodeCount ?? 0)
      guard left >= 0 else { break }
      guard let formula else { continue }
      let compiled = Mutant(mutant, formula)
      body(compiled)
      guard entries <= MutantLibrary.maximumKeptEntries else { continue }
      entries += formula.entryCount
      made.append(compiled)
    }
    if entries <= MutantLibrary.maximumKeptEntries { kept.withLock { $0[name] = made } }
  }
}

extension Part {
  /// The names that may stand in its formula by mistake: nobody works a value out from itself, or from what follows.
  fileprivate var symbolsBefore: [FormulaSymbol] {
    guard let own = symbols.firstIndex(where: { $0.name == requestedName && $0.origin == .binding })
    else { return symbols }
    return symbols[..<own] + symbols[own...].filter { $0.origin != .binding }
  }
}
