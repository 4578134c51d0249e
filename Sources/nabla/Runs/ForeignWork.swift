import Coursework
import Diagnostics
import GradebookStore
import Grading

/// Submissions of a run that may be right for the inputs of somebody else: staff are told, and no verdict depends on it.
struct ForeignWork {
  /// A run is no search for copies: of so many submissions it is enough to know that there are some.
  private static let most = 64

  private var candidates: [GradedSubmission] = []

  /// Keeps a submission in mind if at least half of its answers are wrong, and nobody knows why.
  mutating func add(_ graded: GradedSubmission) {
    guard graded.assignment.draws, candidates.count < ForeignWork.most else { return }
    let answered = graded.outcome.parts.filter { $0.verdict != .missing }
    let unexplained = answered.count { $0.verdict == .incorrect && $0.note == nil }
    if unexplained > 0, 2 * unexplained >= answered.count { candidates.append(graded) }
  }

  /// A warning where some of them are right for another's inputs; nil where none is.
  ///
  /// - Parameter inputs: What was handed out to whom.
  /// - Returns: The warning.
  func warning(_ inputs: StudentInputs) -> Diagnostic? {
    guard !candidates.isEmpty else { return nil }
    let owners = inputs.handedOut.compactMap { owner, handedOut in
      owner.student.flatMap { student in
        inputs.assignment.with(handedOut.inputs).map { (student, $0) }
      }
    }
    let keys = concurrently(
      owners.map { student, own in
        { @Sendable in (student, AnswerKey(own, witnesses: .none)) }
      })
    let byStudent = Dictionary(keys) { first, _ in first }
    let wrong = candidates.compactMap { graded -> WrongAnswers? in
      guard let key = byStudent[graded.outcome.student] else { return nil }
      let results = Dictionary(graded.outcome.parts.map { ($0.name, $0.result) }) { first, _ in
        first
      }
      return WrongAnswers(graded.submission, results: results, key: key)
    }
    let found = Similarity.foreign(wrong, keys: byStudent).filter {
      inputs.owner(of: $0.student) != inputs.owner(of: $0.owner)
    }
    let count = Set(found.map(\.student)).count
    guard count > 0 else { return nil }
    let id = inputs.assignment.id
    return Diagnostic(
      "\(id): \(count) submission\(count == 1 ? " has" : "s have") answers that are right for another student's inputs",
      severity: .warning,
      help: "'nabla similar \(id)' lists them; they are graded by the student's own inputs")
  }
}
