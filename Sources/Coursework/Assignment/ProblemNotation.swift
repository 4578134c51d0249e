public import Formulas
internal import Tensors

/// A problem's formulas as mathematics.
public struct ProblemNotation: Sendable {
  private let problem: Problem
  private let isBold: @Sendable (String) -> Bool
  private let wholeNames: Set<String>

  /// Prepares to set a problem's formulas.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - boldsMatrices: Whether names of more than one axis are bold.
  public init(_ problem: Problem, boldsMatrices: Bool) {
    self.problem = problem
    var matrices: Set<String> = []
    if boldsMatrices {
      let given = problem.givens.map { ($0.name, $0.value.shape) }
      let bound = problem.forward?.bindings.compactMap { name, _ in
        problem.forward?.shape(of: name).map { (name, $0) }
      }
      let parts = problem.parts.map { ($0.id, $0.shape) }
      matrices = Set((given + (bound ?? []) + parts).filter { $0.1.rank > 1 }.map { $0.0 })
    }
    isBold = { [matrices] in matrices.contains($0) }
    let formulas = [problem.forward] + problem.parts.map(\.reference)
    wholeNames = formulas.reduce(into: []) { $0.formUnion($1?.settled.entryNames ?? []) }
  }

  /// What the signs mean that are not the same everywhere.
  public static let legend =
    "In the formulas, ⊙ goes entry by entry (as an exponent too), ∑ without a range adds up all entries, and a condition in brackets is "
    + "1 where it holds and else 0."

  /// The forward, with every range written out; empty if there is none.
  public var forward: [MathematicalLine] { problem.forward.map(lines) ?? [] }

  /// What a part asks for: a derivative as a fraction, or a name.
  public func asked(_ part: Part) -> Mathematics {
    switch part.quantity {
    case .derivative(let output, let variable):
      let (plain, isDirect) = DirectVariable.plain(variable)
      let fraction =
        GradientVariable.parts(of: output).map { first in
          Mathematics.secondDerivative(
            of: name(first.output), by: name(first.variable), and: name(plain),
            isSame: first.variable == plain)
        } ?? Mathematics.derivative(of: name(output), by: name(plain))
      return isDirect ? .row([fraction, .text(" (direct)")]) : fraction
    case .value(let name): return self.name(name ?? part.id)
    }
  }

  /// The closed form of a part; empty if the forward's own value is the reference.
  public func reference(_ part: Part) -> [MathematicalLine] {
    part.reference.map { answer(part, lines($0)) } ?? []
  }

  /// A wrong formula that is known to be found.
  public func mistake(_ mistake: AuthoredMistake, of part: Part) -> [MathematicalLine] {
    answer(part, lines(mistake.formula))
  }

  /// A name of the problem.
  public func name(_ name: String) -> Mathematics {
    .named(name, isBold: isBold, isWhole: wholeNames.contains)
  }

  /// A formula whose last line is a bare expression says what that is.
  private func answer(_ part: Part, _ lines: [MathematicalLine]) -> [MathematicalLine] {
    guard let last = lines.last, last.left == nil else { return lines }
    return lines.dropLast() + [MathematicalLine(left: asked(part), right: last.right)]
  }

  private func lines(_ formula: CompiledFormula) -> [MathematicalLine] {
    FormulaNotation(of: formula, isBold: isBold, wholeNames: wholeNames).lines(formula.settled)
  }
}
