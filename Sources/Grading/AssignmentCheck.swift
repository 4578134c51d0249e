internal import Coursework
internal import Tensors

/// Whether an assignment may be published: its references proved, its known mistakes told apart.
public struct AssignmentCheck: Sendable {
  /// The key and its proofs.
  public let key: AnswerKey
  /// What is wrong with authored mistakes, a sentence each.
  public let mistakeFaults: [String]
  /// Authored mistakes whose answer has another shape than the part's, a sentence each.
  public let mistakeNotes: [String]
  /// The number of authored mistakes.
  public let mistakeCount: Int

  /// Checks a key.
  public init(_ key: AnswerKey) {
    self.key = key
    var faults: [String] = []
    var notes: [String] = []
    for part in key.parts where part.reference.isFinite {
      for mistake in part.part.mistakes {
        let value = part.value(of: mistake)
        guard value.isFinite else {
          faults.append("mistake \(part.part.name).\(mistake.id) is not finite")
          continue
        }
        guard value.shape == part.part.shape else {
          notes.append(
            "mistake \(part.part.name).\(mistake.id) has shape \(value.shape), not \(part.part.shape)"
          )
          continue
        }
        let tolerances = Comparison.tolerances(
          part.reference, rounding: part.rounding, rule: part.part.tolerance)
        let isTold = zip(zip(value.scalars, part.reference.scalars), tolerances).contains {
          ($0.0 - $0.1).magnitude > $1
        }
        if !isTold {
          faults.append(
            "mistake \(part.part.name).\(mistake.id) gives the right answer at these inputs")
        }
      }
    }
    mistakeFaults = faults
    mistakeNotes = notes
    mistakeCount = key.parts.reduce(0) { $0 + $1.part.mistakes.count }
  }

  /// Whether every derivative is proved and nothing else is wrong.
  public var isProved: Bool {
    mistakeFaults.isEmpty && key.parts.allSatisfy { $0.proof.finding <= .agrees }
  }
}
