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
    /// The mistake of the formula itself.
    let meaning: Meaning
    var id: EditID { edit.id }
    var rank: Int { edit.rank }
    var depth: Int { edit.depth }

    init(_ edit: FormulaMutant, _ formula: CompiledFormula) {
      self.edit = edit
      self.formula = formula
      explanation = Explanation(edit.says, formulas: edit.formulas)
      meaning = Meaning(
        .edit(edit.id), explanation, rank: edit.rank, depth: edit.depth,
        isFormula: !edit.isSlight, edit: edit)
    }
  }

  private let kept = Mutex<[String: [Mutant]]>([:])
  private let slips = Mutex<[String: [KnownSlip]]>([:])
  private let forwards = Mutex<[String: DerivedForward]>([:])

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

  /// Hands out the mutants of a problem's forward whose names all keep their shapes.
  func forEachForwardMutant(of problem: Problem, _ body: (Mutant) -> Void) {
    guard let forward = problem.forward else { return }
    forEachForwardMutant(of: problem, forward, body)
  }

  /// The slips in a problem's forward, then those on the way back, and then those in computing its steps; always the same
  /// ones in the same order.
  func slips(of problem: Problem) -> [KnownSlip] {
    guard let forward = problem.forward else { return [] }
    if let known = slips.withLock({ $0[problem.id] }) { return known }
    let asked = problem.askedQuantities
    let names = problem.namesOfForward.map { AskedQuantity.value($0) }
    var made: [KnownSlip] = []
    forEachForwardMutant(of: problem, forward) { mutant in
      made.append(
        KnownSlip(mutant, .derived(DerivedForward(mutant.formula, asked: asked + names))))
    }
    made += problem.backwardSlips.map {
      KnownSlip($0, DerivedForward(forward, asked: asked, slip: $0))
    }
    made += forward.valueSlips(of: problem.askedNames).map { KnownSlip($0) }
    slips.withLock { $0[problem.id] = made }
    return made
  }

  /// A problem's forward with what computes all that the parts ask for, and all steps named; nil if there is no forward.
  func derivedForward(of problem: Problem) -> DerivedForward? {
    forward("right \(problem.id)") {
      problem.forward.map {
        DerivedForward($0, asked: problem.askedQuantities, namesSteps: true)
      }
    }
  }

  /// A problem's forward with what computes all that the parts ask for, and then all names; nil if there is no forward.
  func namedForward(of problem: Problem) -> DerivedForward? {
    forward("names of \(problem.id)") {
      problem.forward.map {
        DerivedForward(
          $0, asked: problem.askedQuantities + problem.namesOfForward.map { .value($0) })
      }
    }
  }

  private func forward(_ name: String, make: () -> DerivedForward?) -> DerivedForward? {
    if let known = forwards.withLock({ $0[name] }) { return known }
    let made = make()
    forwards.withLock { $0[name] = made }
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
