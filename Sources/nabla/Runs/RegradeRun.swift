import Coursework
import Diagnostics
import GradebookStore
import Grading

/// Stored attempts graded again under the current definition, and what that does to scores.
struct RegradeRun {
  /// What becomes of one student's score.
  struct Change {
    let before: Standing
    let after: Standing
    let parts: [PartChange]

    /// Whether the student would have less.
    var isLower: Bool { after.isLower(than: before) }
  }

  /// What becomes of one part of the attempt that counts.
  struct PartChange {
    let was: StoredPart?
    let becomes: StoredPart?
    /// Whether a person decided about it, whatever is graded.
    let isDecided: Bool
  }

  private let assignment: Assignment
  private let course: Course
  /// What attempts were graded by, by the definition's hash, where that can still be read.
  private let definitions: [String: Assignment]
  /// All attempts, graded again.
  let regradings: [Regrading]
  /// Each student whose score changes, in the order of the names.
  private(set) var changes: [Change] = []
  /// The marks that students were told.
  let told: [String: ToldMark]
  /// How many attempts are left as graded: the inputs handed out do not fit the definition any more.
  let leftCount: Int
  /// How many attempts come out as before for certain: by the same problems, in this very build of the grader.
  let settledCount: Int

  init(_ assignment: Assignment, _ course: Course) throws(CommandFault) {
    self.assignment = assignment
    self.course = course
    let places = try orFault { () throws(Gradebook.Failure) in
      try course.book.places(assignment.id)
    }
    told = try orFault { () throws(Gradebook.Failure) in
      try course.book.marksTold(of: assignment.id)
    }
    definitions = try RegradeRun.definitions(of: assignment.id, places, course)
    let settled = RegradeRun.settledProblems(assignment, places, definitions)
    let all = assignment.problems.count
    let pending = places.filter { settled[$0.grading]?.count != all }
    settledCount = places.count - pending.count
    let session = GradingSession(assignment)
    let graded = try course.book.mapped(pending) { attempt, _ in
      attempt.flatMap { attempt in
        let settled = settled[attempt.grading] ?? []
        return session.grade(
          attempt.files.map(\.file), student: attempt.student, at: attempt.inputs,
          without: settled
        ).map { Regrading(attempt: attempt, outcome: $0, without: settled, by: assignment) }
      }
    }
    var next = graded.makeIterator()
    regradings = places.compactMap { place in
      settled[place.grading]?.count == all
        ? Regrading(unchanged: place, by: assignment) : next.next().flatMap { $0 }
    }
    leftCount = places.count - regradings.count
    changes = findChanges()
  }

  private static func definitions(
    of assignment: String, _ places: [AttemptPlace], _ course: Course
  ) throws(CommandFault) -> [String: Assignment] {
    var definitions: [String: Assignment] = [:]
    for hash in Set(places.map(\.definition)) {
      definitions[hash] = try course.definition(hash, of: assignment)
    }
    return definitions
  }

  /// The problems of each grading that need no other one, by the grading's number.
  private static func settledProblems(
    _ assignment: Assignment, _ places: [AttemptPlace], _ definitions: [String: Assignment]
  ) -> [Int64: Set<String>] {
    let unchanged = definitions.mapValues(assignment.unchangedProblems(since:))
    let own = places.filter(\.isOfThisBuild).map { ($0.grading, unchanged[$0.definition] ?? []) }
    return Dictionary(own) { first, _ in first }
  }

  private func findChanges() -> [Change] {
    let byGrading = Dictionary(
      regradings.map { ($0.attempt.grading, $0) }
    ) { first, _ in first }
    // A grading that is yet to be stored comes after all that are.
    var next = (regradings.map(\.attempt.grading).max() ?? 0) + 1
    let maximum = assignment.maximum
    return course.standings.compactMap { before in
      let records = before.attempts.map { attempt -> AttemptRecord in
        defer { next += 1 }
        guard let regrading = byGrading[attempt.record.grading] else { return attempt.record }
        return attempt.record.regraded(regrading, policy: assignment.policy, grading: next)
      }
      let after = Standing(
        assignment: before.assignment, student: course.entry(before.student), records: records,
        decisions: before.decisions, total: maximum, slipDays: before.slipDaysAvailable)
      guard
        !before.attempts.isEmpty, before.fallen == nil || before.fallen != after.score,
        before.score != after.score || before.state != after.state
          || before.maximum != after.maximum
      else { return nil }
      return Change(
        before: before, after: after,
        parts: partChanges(before, after, byGrading))
    }
  }

  private func partChanges(
    _ before: Standing, _ after: Standing, _ byGrading: [Int64: Regrading]
  ) -> [PartChange] {
    // Parts of different attempts differ for reasons of their own.
    guard let counted = before.counted?.record, counted.number == after.counted?.record.number,
      let change = byGrading[counted.grading]?.change
    else { return [] }
    let decided = Set(before.decisions.compactMap(\.part))
    let (before, after) = (change.before, change.after)
    let names =
      after.map(\.name)
      + before.map(\.name).filter { name in
        !after.contains { $0.name == name }
      }
    return names.compactMap { name in
      let (a, b) = (before.first { $0.name == name }, after.first { $0.name == name })
      guard !decided.contains(name) || a?.points != b?.points,
        a?.score != b?.score || a?.points != b?.points || a?.verdict != b?.verdict
      else { return nil }
      return PartChange(was: a, becomes: b, isDecided: decided.contains(name))
    }
  }

  /// What the assignment's points become, where they change: then all are graded anew, or nobody is, because some scores
  /// would be out of other points than the rest.
  var reweighting: (from: Points, to: Points)? {
    changes.first { $0.before.maximum != $0.after.maximum }.map {
      ($0.before.maximum, $0.after.maximum)
    }
  }

  /// The students whose scores stay as they are, where none may be lowered.
  var kept: Set<String> {
    let lowered = Set(changes.filter(\.isLower).map(\.before.student))
    return lowered.isEmpty || reweighting == nil
      ? lowered : Set(regradings.map(\.attempt.student))
  }

  /// How many marks would be lower that students were told.
  var toldCount: Int {
    changes.count { $0.isLower && told[$0.before.student] != nil }
  }

  /// The students whose reports may tell something else once these gradings are stored.
  func toldOtherwise(by stored: [Regrading]) -> Set<String> {
    let same = definitions.filter {
      $0.value.policy == assignment.policy && $0.value.feedback == assignment.feedback
    }
    return Set(
      stored.filter { $0.change != nil || same[$0.attempt.definition] == nil }
        .map(\.attempt.student))
  }

  /// The gradings to store, without those of some students.
  func toStore(without kept: Set<String>) -> [Regrading] {
    regradings.filter { $0.changesAnything && !kept.contains($0.attempt.student) }
  }
}

extension AttemptRecord {
  /// The same attempt as it would be graded now.
  fileprivate func regraded(_ regrading: Regrading, policy: SubmissionPolicy, grading: Int64)
    -> AttemptRecord
  {
    AttemptRecord(
      assignment: assignment, student: student, number: number, grading: grading,
      submission: submission, submitted: submitted, stored: stored,
      definition: regrading.definition, policy: policy,
      parts: regrading.change?.after.map(\.result) ?? parts, isVoid: isVoid)
  }
}
