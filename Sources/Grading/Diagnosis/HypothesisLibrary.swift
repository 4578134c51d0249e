internal import Coursework
internal import Synchronization
internal import Tensors

/// What the hypotheses about an assignment's parts have in common, whatever a student's inputs are.
final class HypothesisLibrary: Sendable {
  /// The compiled mutants.
  let mutants = MutantLibrary()
  private let problems = Mutex<[String: [ProblemAtFreshInputs]]>([:])
  private let values = Mutex<[PartName: [[Hypothesis.Identity: Tensor<Double>]]]>([:])

  /// At so many inputs two hypotheses must agree to be one.
  private static let inputCount = 2
  /// Larger answers do not agree by chance.
  private static let mostEntries = 2_000

  private struct ProblemAtFreshInputs {
    let problem: Problem
    let values: ProblemValues
  }

  /// Whether two hypotheses that give the same numbers at a student's inputs give others at fresh ones.
  ///
  /// What is not finite there, or not known there, says nothing.
  func tellsApart(_ a: Hypothesis, _ b: Hypothesis, about part: Part, of problem: Problem) -> Bool {
    guard a.identity != b.identity, part.shape.count <= HypothesisLibrary.mostEntries else {
      return false
    }
    return valuesAtFreshInputs(of: part, problem).contains { values in
      guard let first = values[a.identity], let second = values[b.identity],
        first.isFinite, second.isFinite
      else { return false }
      return first.shape.squeezed != second.shape.squeezed || !Hypothesis.areEqual(first, second)
    }
  }

  private func valuesAtFreshInputs(of part: Part, _ problem: Problem)
    -> [[Hypothesis.Identity: Tensor<Double>]]
  {
    values.withLock { values in
      if let known = values[part.name] { return known }
      let made = problems(like: problem).map { fresh in
        HypothesisStore(
          part, problem: fresh.problem, values: fresh.values, library: mutants
        ).valuesByIdentity
      }
      values[part.name] = made
      return made
    }
  }

  private func problems(like problem: Problem) -> [ProblemAtFreshInputs] {
    problems.withLock { problems in
      if let known = problems[problem.id] { return known }
      let made = (0..<HypothesisLibrary.inputCount).compactMap { number in
        atFreshInputs(problem, number, keepsWhole: false)
          ?? atFreshInputs(problem, number, keepsWhole: true)
      }
      problems[problem.id] = made
      return made
    }
  }

  /// Nil if something that is asked for is not finite there.
  private func atFreshInputs(_ problem: Problem, _ number: Int, keepsWhole: Bool)
    -> ProblemAtFreshInputs?
  {
    guard let fresh = problem.atFreshInputs(number, keepsWhole: keepsWhole) else { return nil }
    let values = ProblemValues(fresh, mutants)
    guard values.references.values.allSatisfy(\.isFinite) else { return nil }
    return ProblemAtFreshInputs(problem: fresh, values: values)
  }
}
