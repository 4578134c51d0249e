internal import Coursework

/// Whether an assignment may be published: its references proved, and right told from wrong.
public struct AssignmentCheck: Sendable {
  /// The key and its proofs.
  public let key: AnswerKey
  /// What the marking rules were tried with, part by part.
  public let audits: [SelfAudit]
  /// Inputs at which mistakes are hard to see, and mistakes of another shape, a sentence each.
  public let warnings: [String]
  /// The number of authored mistakes.
  public let mistakeCount: Int

  /// Checks a key that was made with all witnesses.
  public init(_ key: AnswerKey) {
    self.key = key
    let problems = key.assignment.problems
    let batches = problems.flatMap { problem in problem.parts.map { _ in problem.batch } }
    audits = zip(key.parts, batches).map { SelfAudit($0, batch: $1) }
    warnings = problems.flatMap { InputWarnings.of($0) }
    mistakeCount = key.parts.reduce(0) { $0 + $1.part.mistakes.count }
  }

  /// What the marking rules got wrong, a sentence each.
  public var failures: [String] { audits.flatMap(\.failures) }

  /// Whether every derivative is proved and the marking rules tell right from wrong.
  public var isProved: Bool {
    failures.isEmpty && key.parts.allSatisfy { $0.proof.finding <= .agrees }
  }
}
