internal import Formulas
internal import Tensors

/// How much work an assignment may be: a definition of a few lines can ask for more than any machine has.
///
/// Operations are counted before anything is computed, as multiplications and additions of numbers; they are an upper
/// bound for what `check` does, at every seed.
enum AssignmentBudget {
  /// The most operations that the witnesses of all parts may take together: some seconds.
  static let mostOperations = 4_000_000_000
  /// The most numbers that all givens may have together.
  static let mostGivenEntries = 1 << 22
  /// The most formulas, and the most intermediate numbers that they may need together.
  static let mostFormulas = 10_000
  static let mostFormulaEntries = 1 << 24
  /// The most items of one list: problems, parts, mistakes, samples.
  static let mostItems = 1_000
  /// The most numbers that all answers may have together.
  static let mostAnswerEntries = 1 << 21

  /// How often numeric differentiation evaluates a forward for one input.
  private static let evaluations = 25
  /// What it costs to extrapolate one derivative from its samples.
  private static let extrapolation = 8_000
  /// What it costs to grade one number of a sample of answers.
  private static let sample = 1_000.0
  /// How many forwards a gradient costs.
  private static let reverse = 4
  /// How many sets of inputs are tried where they are drawn.
  private static let seeds = 5

  /// The operations that the witnesses of a part take.
  static func operations(_ part: Part, forward: CompiledFormula?) -> Double {
    var operations = part.mistakes.reduce(2 * Double(part.reference?.operationCount ?? 0)) {
      $0 + Double($1.formula.operationCount)
    }
    guard case .derivative(let output, let variable) = part.quantity, let forward,
      let rows = forward.shape(of: output)?.count, let inputs = forward.shape(of: variable)?.count
    else { return operations }
    // Reverse mode holds what is added up.
    guard !forward.addsUpMore(than: Shape.largestCount, from: variable, to: output) else {
      return .infinity
    }
    // What does not depend on the variable is evaluated once.
    operations += Double((1 + reverse) * forward.operationCount)
    let cost = Double(forward.operationCount(of: output, by: variable)) + Double(rows)
    let points =
      WitnessSampling.isSampled(part, inputs: inputs)
      ? WitnessSampling.entries + WitnessSampling.directions : inputs
    operations += Double(evaluations * points) * cost
    operations += Double(extrapolation * points) * Double(rows)
    return operations + 2 * Double(reverse) * Double(rows) * (cost + Double(inputs))
  }

  /// Why an assignment is too much work; nil if it is not.
  static func excess(_ problems: [Problem], _ expectations: [Expectation]) -> String? {
    let answers = problems.flatMap(\.parts).reduce(0) { sum, part in
      part.mistakes.reduce(sum + part.shape.count) { $0 + $1.formula.shape.count }
    }
    guard answers <= mostAnswerEntries else {
      return
        "the answers and mistakes have \(answers) numbers together, the most is \(mostAnswerEntries)"
    }
    let draws = problems.contains { $0.draws }
    // A sample is printed, read back and graded.
    var operations =
      Double(expectations.count * answers) * sample * Double(draws ? seeds : 1)
    for problem in problems {
      for part in problem.parts {
        operations +=
          self.operations(part, forward: problem.forward) * Double(draws ? seeds : 1)
        guard operations <= Double(mostOperations) else {
          return "to prove '\(part.name)' and the parts before it would take more than "
            + "\(mostOperations / 1_000_000_000) billion operations; use smaller tensors"
        }
      }
    }
    return nil
  }
}
