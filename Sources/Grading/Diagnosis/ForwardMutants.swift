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
    let formula: CompiledFormula
  }

  private let problem: Problem
  private let library: MutantLibrary
  private let made = Mutex<[Mutant]?>(nil)

  /// The numbers that all of them may hold together.
  private static let maximumEntries = 4_000_000

  init(_ problem: Problem, _ library: MutantLibrary) {
    self.problem = problem
    self.library = library
  }

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
    let inputs = problem.inputs
    var mutants: [Mutant] = []
    var left = ForwardMutants.maximumEntries
    library.forEachForwardMutant(of: problem) { mutant in
      guard left >= 0 else { return }
      let values = mutant.formula.evaluateBindings(inputs)
      left -= values.reduce(0) { $0 + $1.value.shape.count }
      guard left >= 0 else { return }
      mutants.append(
        Mutant(
          id: mutant.id, says: mutant.says, rank: mutant.rank, depth: mutant.depth,
          values: values, formula: mutant.formula))
    }
    return mutants
  }
}
