internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// A problem's forwards with one thing wrong in each, worked out once for all its parts.
final class ForwardMutants: Sendable {
  /// One of them, and the values of all its names.
  struct Mutant: Sendable {
    let id: EditID
    let says: String
    let rank: Int
    let depth: Int
    let values: [String: Tensor<Double>]
  }

  private let problem: Problem
  private let made = Mutex<[Mutant]?>(nil)

  /// The numbers that all of them may hold together.
  private static let mostEntries = 4_000_000

  init(_ problem: Problem) { self.problem = problem }

  /// The mutants; always the same ones in the same order.
  var all: [Mutant] {
    made.withLock { made in
      if let made { return made }
      let mutants = make()
      made = mutants
      return mutants
    }
  }

  private func make() -> [Mutant] {
    guard let forward = problem.forward else { return [] }
    let symbols = problem.givens.map {
      FormulaSymbol($0.name, shape: $0.value.shape, size: $0.size, origin: .given)
    }
    let inputs = problem.inputs
    var mutants: [Mutant] = []
    var left = HypothesisStore.mostOperations
    var entriesLeft = ForwardMutants.mostEntries
    for mutant in FormulaMutator(symbols: symbols).mutants(of: forward.settled) {
      let compiled = try? CompiledFormula(mutant.formula, symbols: symbols)
      left -= HypothesisStore.compilation + (compiled?.operationCount ?? 0)
      guard left >= 0 else { break }
      guard let compiled,
        compiled.bindings.allSatisfy({ compiled.shape(of: $0.name) == forward.shape(of: $0.name) })
      else { continue }
      let values = compiled.evaluateBindings(inputs)
      entriesLeft -= values.reduce(0) { $0 + $1.value.shape.count }
      guard entriesLeft >= 0 else { break }
      mutants.append(
        Mutant(
          id: mutant.id, says: mutant.says, rank: mutant.rank, depth: mutant.depth,
          values: values))
    }
    return mutants
  }
}
