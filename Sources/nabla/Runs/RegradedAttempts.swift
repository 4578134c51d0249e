import Coursework
import GradebookStore
import Grading

/// The attempts of an assignment that count, graded again by the definitions on record, so that all about them can be told.
struct RegradedAttempts {
  /// What grades by each definition; a definition that cannot be read any more explains nothing, but its scores stand.
  let sessions: [String: GradingSession]
  private let attempts: [Int64: AttemptContent]

  /// Reads what was handed in.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  init(of assignment: String, in course: Course) throws(CommandFault) {
    let all = try orFault { () throws(Gradebook.Failure) in
      try course.book.attempts(assignment)
    }
    attempts = Dictionary(all.map { ($0.grading, $0) }) { first, _ in first }
    var sessions: [String: GradingSession] = [:]
    for hash in Set(all.map(\.definition)).sorted() {
      sessions[hash] = try course.session(hash, of: assignment)
    }
    self.sessions = sessions
  }

  /// Makes something of each student's attempt that counts, or else of the last one.
  ///
  /// - Parameters:
  ///   - standings: The students.
  ///   - transform: Takes a standing, the outcome of the attempt, and the definition it was graded by.
  /// - Returns: What was made, in the order of the standings.
  func map<Result: Sendable>(
    _ standings: [Standing],
    _ transform: @escaping @Sendable (Standing, Outcome?, Assignment?) -> Result
  ) -> [Result] {
    Progress("grading", of: standings.count).concurrently(
      standings.map { standing in
        let attempt = (standing.counted ?? standing.attempts.last).flatMap {
          attempts[$0.record.grading]
        }
        let session = attempt.flatMap { sessions[$0.definition] }
        return { @Sendable in
          let outcome = attempt.flatMap { attempt in
            session?.grade(
              attempt.files.map(\.file), student: attempt.student, at: attempt.inputs)
          }
          return transform(standing, outcome, session?.assignment)
        }
      })
  }
}
