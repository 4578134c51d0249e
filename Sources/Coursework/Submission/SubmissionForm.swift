internal import Tensors

/// What a submission is read by: the names of the parts, how many numbers each has, and how much is read at most.
struct SubmissionForm: Sendable, Hashable {
  /// The full names, in the assignment's order.
  let names: [String]
  /// How many numbers a part has, by its name.
  let counts: [String: Int]
  let limits: SubmissionLimits

  /// The form for some problems.
  init(_ problems: [Problem]) {
    let parts = problems.flatMap(\.parts)
    names = parts.map(\.name.description)
    counts = Dictionary(parts.map { ($0.name.description, $0.shape.count) }) { first, _ in first }
    limits = SubmissionLimits(problems)
  }

  /// Where nobody knows what is asked for.
  static let unknown = SubmissionForm()

  private init() {
    names = []
    counts = [:]
    limits = .unknown
  }
}
