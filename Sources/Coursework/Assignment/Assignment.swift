public import Diagnostics
public import Formulas
public import Tensors

/// An assignment whose formulas are compiled and whose shapes fit together.
public struct Assignment: Sendable {
  /// The name of its folder.
  public let id: String
  /// What it is called.
  public let title: String
  /// What it is about, for the student; nil if nothing is said.
  public let text: String?
  /// Where students hand in, for them to read; nil if nothing is said.
  public let handIn: String?
  /// The problems, in their order.
  public internal(set) var problems: [Problem]
  /// Samples of answers that must be graded as they say.
  public let expectations: [Expectation]
  /// How much reports tell.
  public let feedback: FeedbackLevel
  /// Whether names of matrices are set in bold.
  public let boldsMatrices: Bool
  /// Until when and how often students may hand in, and which attempt counts.
  public let policy: SubmissionPolicy
  /// Whether the groups of the roster hand in together, with inputs of the group's own.
  public let isGroupWork: Bool
  /// The file it was read from.
  public let source: SourceText
  /// The SHA-256 of the definition, in hexadecimal.
  public let hash: String
  /// Whether it says only what is asked for, and not what is right: nothing can be graded by it.
  public let isForm: Bool
  /// What a submission is read by.
  let form: SubmissionForm

  /// All parts with their problems, in their order.
  public var parts: [(problem: Problem, part: Part)] {
    problems.flatMap { problem in problem.parts.map { (problem, $0) } }
  }

  /// The points there are, without those that come on top.
  public var maximum: Points { parts.map(\.part).maximum }
}

/// One task: givens, a forward, and parts to derive.
public struct Problem: Sendable {
  /// The name that other people's scripts use.
  public let id: String
  /// What it is called; the id where there is no title.
  public let title: String
  /// The task, for the student; nil if nothing is said.
  public let text: String?
  /// What is handed to the student.
  public internal(set) var givens: [Given]
  /// The function as formulas; nil if no part needs one.
  public let forward: CompiledFormula?
  /// The parts, in their order.
  public let parts: [Part]
  /// The number of samples, where one is declared: N in means over a batch.
  public let batch: Int?

  /// The values of the givens by name.
  public var inputs: [String: Tensor<Double>] {
    Dictionary(uniqueKeysWithValues: givens.map { ($0.name, $0.value) })
  }
}

/// An input handed to the student.
public struct Given: Sendable {
  /// Its name in formulas.
  public let name: String
  /// Its value; where it is drawn for each student, nobody's until ``Assignment/drawn(_:)``.
  public internal(set) var value: Tensor<Double>
  /// Its value as a size: a scalar given as a whole-number literal.
  public let size: Int?
  /// How it is drawn for each student; nil if everybody has the same.
  public let draw: DrawRule?
}

/// One graded quantity.
public struct Part: Worth, Sendable {
  /// What is asked for.
  public enum Quantity: Sendable, Hashable {
    /// A binding of the forward; nil if only a reference defines it.
    case value(String?)
    /// The derivative of one quantity by another: a tensor of shape `of.shape + by.shape`.
    case derivative(of: String, by: String)
  }

  /// Its name within the problem.
  public let id: String
  /// The id of its problem.
  public let problem: String
  /// The name with the problem's: `problem.part`.
  public let name: PartName
  /// What it is called; the id where there is no title.
  public let title: String
  /// What is asked for, for the student; nil if nothing is said.
  public let text: String?
  /// What a right answer earns.
  public let points: Points
  /// Whether these points come on top of the assignment's.
  public let isBonus: Bool
  /// What is asked for.
  public let quantity: Quantity
  /// Which entries of the quantity are asked for; nil for all of them.
  public let taken: StridedView?
  /// The same in words, and what else is said of the quantity; nil where there is nothing to say.
  public let takenWords: String?
  /// What is meant by a derivative by a symmetric matrix; nil where nothing is said.
  public let symmetry: SymmetricArgument?
  /// The shapes of what is differentiated and by which, where the derivative is asked for as a matrix; nil elsewhere.
  public let unflattened: [Shape]?
  /// The instructor's closed form; nil if the binding itself is the reference.
  public let reference: CompiledFormula?
  /// The names that the closed form may use.
  public let symbols: [FormulaSymbol]
  /// The shape of the answer.
  public let shape: Shape
  /// How far an entry may be off.
  public let tolerance: ToleranceRule
  /// What counts as right at a kink; nil if the assignment says nothing, and may have none.
  public let kinks: KinkPolicy?
  /// Whether the answer may also come with its axes in reverse order.
  public let takesTransposed: Bool
  /// The share of the points for an answer that is right given the student's own wrong earlier one.
  public let carry: Double
  /// What an incorrect answer earns.
  public let partialCredit: PartialCredit
  /// Wrong formulas that students are known to find.
  public let mistakes: [AuthoredMistake]

  /// The entries that are asked for, of values that stand in the order of the whole quantity.
  public func take(_ values: [Double]) -> [Double] { take(values, meaning: symmetry) }

  /// The same where another derivative by a symmetric matrix is meant.
  public func take(_ values: [Double], meaning symmetry: SymmetricArgument?) -> [Double] {
    take(values, meaning: symmetry) { ($0 + $1) * $2 }
  }

  /// The same of values that are added in their own way.
  ///
  /// - Parameters:
  ///   - values: The values, row by row.
  ///   - sum: The sum of two of them, times a factor.
  /// - Returns: one for each entry of the answer.
  public func take<Value>(
    _ values: [Value], sum: (_ a: Value, _ b: Value, _ factor: Double) -> Value
  ) -> [Value] {
    take(values, meaning: symmetry, sum: sum)
  }

  private func take<Value>(
    _ values: [Value], meaning symmetry: SymmetricArgument?,
    sum: (_ a: Value, _ b: Value, _ factor: Double) -> Value
  ) -> [Value] {
    let meant = symmetry?.applied(to: values, sum: sum) ?? values
    return taken.map { view in view.positions.map { meant[$0] } } ?? meant
  }

  /// Whether all entries of the quantity are asked for, as they are and in their order.
  public var isWhole: Bool { taken == nil && (symmetry == nil || symmetry?.convention == .entries) }

  /// The name whose value is asked for; nil if a derivative is, or only a reference defines the part.
  public var requestedName: String? { if case .value(let name) = quantity { name } else { nil } }

  /// Whether a derivative is asked for.
  public var isDerivative: Bool {
    if case .derivative = quantity { true } else { false }
  }
}

/// A wrong formula that students are known to find.
public struct AuthoredMistake: Sendable {
  /// The end of its note, `part.id`.
  public let id: String
  /// What it computes; its shape may be wrong too.
  public let formula: CompiledFormula
  /// What to tell the student.
  public let says: String
  /// The share of the points that an answer with this mistake earns.
  public let credit: Double
}
