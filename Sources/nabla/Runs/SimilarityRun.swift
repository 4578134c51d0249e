import Coursework
import GradebookStore
import Grading

/// The stored wrong answers of a class, compared.
struct SimilarityRun {
  private let pairs: [SimilarPair]
  private let foreign: [ForeignAnswers]

  /// Compares what is stored.
  ///
  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - attempts: What was handed in.
  ///   - partners: Those who hand in together: their work is the same by right.
  init(_ assignment: Assignment, _ attempts: [AttemptContent], partners: [Set<String>]) {
    // Of a student's attempts the last one that says something.
    let latest = Dictionary(
      attempts.filter { attempt in
        attempt.parts.contains { $0.verdict != .missing }
      }.map { ($0.student, $0) }
    ) { _, last in last
    }.values.sorted { $0.student < $1.student }
    let session = GradingSession(assignment)
    let found = concurrently(
      latest.map { attempt in
        { @Sendable () -> (AnswerKey, WrongAnswers)? in
          SimilarityRun.answers(attempt, session)
        }
      }
    ).compactMap { $0 }
    let students = found.map(\.1)
    let any = session.sharedKey ?? found.first?.0
    func areTogether(_ a: String, _ b: String) -> Bool {
      partners.contains { $0.contains(a) && $0.contains(b) }
    }
    pairs = (any.map { Similarity.pairs(students, key: $0) } ?? []).filter {
      !areTogether($0.students.0, $0.students.1)
    }
    foreign =
      assignment.draws
      ? Similarity.foreign(
        students,
        keys: Dictionary(found.map { ($1.student, $0) }) { first, _ in first }
      ).filter { !areTogether($0.student, $0.owner) } : []
  }

  /// The wrong answers of an attempt, by the verdicts on record.
  private static func answers(_ attempt: AttemptContent, _ session: GradingSession) -> (
    AnswerKey, WrongAnswers
  )? {
    guard
      let (submission, key) = session.read(
        attempt.files.map(\.file), student: attempt.student, at: attempt.inputs)
    else { return nil }
    let results = Dictionary(attempt.parts.map { ($0.name, $0.result) }) { first, _ in first }
    return (key, WrongAnswers(submission, results: results, key: key))
  }

  /// A list that does not fill the screen.
  private static func short(_ parts: [String]) -> String {
    let more = parts.count - 3
    return parts.prefix(3).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  var listing: Listing {
    var listing = Listing(
      table: TextTable(
        ["student", "and", "finding", "digits", "parts", "such as"], rightAligned: [3]),
      records: Records(keys: [
        "student", "other", "finding", "digits", "parts", "example_part", "example_index",
        "value", "other_value", "sharing", "alike", "wrong",
      ]), nothing: "no answers agree beyond chance")
    for found in foreign {
      let digits = shown(found.digits, digits: 3)
      listing.add(
        [
          found.student, found.owner, "right for the other's inputs", digits,
          SimilarityRun.short(found.parts.map(\.description)), "",
        ],
        [
          .text(found.student), .text(found.owner), .text("right-for-other-inputs"),
          .number(found.digits), .text(found.parts.map(\.description).joined(separator: " ")),
          .text(nil), .text(nil),
          .number(nil), .number(nil), .count(nil), .count(nil), .count(nil),
        ])
    }
    for pair in pairs {
      guard let best = pair.agreements.first else { continue }
      let parts = pair.agreements.map(\.part.description).joined(separator: " ")
      let place = best.part.description + (best.index.isEmpty ? "" : " \(shown(index: best.index))")
      let others =
        best.students > 2 ? ", as \(best.students - 2) more have" : ""
      listing.add(
        [
          pair.students.0, pair.students.1, "wrong alike", shown(pair.digits, digits: 3),
          SimilarityRun.short(pair.agreements.map(\.part.description)),
          "\(place): \(best.values.0) and \(best.values.1)\(others); \(best.alike) of \(best.wrong) wrong entries",
        ],
        [
          .text(pair.students.0), .text(pair.students.1), .text("wrong-alike"),
          .number(pair.digits), .text(parts), .text(best.part.description),
          .text(shown(index: best.index)), .number(best.values.0), .number(best.values.1),
          .count(best.students), .count(best.alike), .count(best.wrong),
        ])
    }
    return listing
  }
}
