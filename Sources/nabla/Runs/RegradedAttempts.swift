import Coursework
import Foundation
import GradebookStore
import Grading

/// The attempts of an assignment that count, graded again by the definitions on record, so that all about them can be told.
struct RegradedAttempts {
  /// What grades by each definition; a definition that cannot be read any more explains nothing, but its scores stand.
  let sessions: [String: GradingSession]
  private let book: Gradebook
  private let places: [Int64: AttemptPlace]

  /// Reads what there is.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  init(of assignment: String, in course: Course) throws(CommandFault) {
    book = course.book
    let all = try orFault { () throws(Gradebook.Failure) in
      try course.book.places(assignment)
    }
    places = Dictionary(all.map { ($0.grading, $0) }) { first, _ in first }
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
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func map<Result: Sendable>(
    _ standings: [Standing],
    _ transform: @escaping @Sendable (Standing, Outcome?, Assignment?) -> Result
  ) throws(CommandFault) -> [Result] {
    let own = standings.map { standing in
      (standing.counted ?? standing.attempts.last).flatMap { places[$0.record.grading] }
    }
    return try book.mapped(own) { [sessions] attempt, position in
      let session = attempt.flatMap { sessions[$0.definition] }
      let outcome = attempt.flatMap { attempt in
        session?.grade(
          attempt.files.map(\.file), student: attempt.student, at: attempt.inputs)
      }
      return transform(standings[position], outcome, session?.assignment)
    }
  }
}

extension Gradebook {
  /// As many attempts are read before the first of them is done with.
  private static let window = 64

  /// Maps attempts on all cores, each of which is read when its turn comes.
  ///
  /// - Parameters:
  ///   - places: The attempts; nil where there is none.
  ///   - transform: Takes an attempt, or nil for none, and its position in the list; called on any thread.
  /// - Returns: What was made, in the order of the places.
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func mapped<Output: Sendable>(
    _ places: [AttemptPlace?],
    _ transform: @escaping @Sendable (AttemptContent?, Int) -> Output
  ) throws(CommandFault) -> [Output] {
    let progress = Progress("grading", of: places.count)
    defer { progress.finish() }
    var made: [Output] = []
    made.reserveCapacity(places.count)
    var failure: Gradebook.Failure?
    inOrder(
      Array(places.enumerated()), jobs: ProcessInfo.processInfo.activeProcessorCount,
      window: Gradebook.window
    ) { [self] position, place -> Result<Output, Gradebook.Failure> in
      defer { progress.step() }
      return Result { () throws(Gradebook.Failure) in
        guard let place else { return transform(nil, position) }
        return transform(try content(of: place), position)
      }
    } _: { (result: Result<Output, Gradebook.Failure>) in
      switch result {
      case .success(let output): made.append(output)
      case .failure(let found): failure = failure ?? found
      }
    }
    return try orFault { () throws(Gradebook.Failure) in
      if let failure { throw failure }
      return made
    }
  }
}
