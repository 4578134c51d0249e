import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Tensors

struct AnswersOf: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers-of",
    abstract: "List what students handed in for one part, of the attempts that count.",
    discussion: """
      Students are numbered, unless you say --names. The number of a student is the same for all parts of a \
      gradebook, until somebody new is in it.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "ASSIGNMENT.problem.part.", completion: Completions.parts)
  var target: String

  @Option(help: "Only answers with this verdict; may be repeated.")
  var verdict: [Verdict] = []

  @Flag(name: .customLong("names"), help: "Say whose each is.")
  var hasNames = false

  @Option(help: "How to print them: table, json, csv or markdown (default: csv).")
  var format: ListFormat?

  func run() throws {
    let pieces = target.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let assignment = String(pieces[0])
    let course = try options.course(assignment: assignment)
    let known = course.assignments.flatMap(\.parts).map(\.name)
    guard let part = known.first(where: { pieces.count > 1 && $0.description == pieces[1] }) else {
      let close =
        pieces.count > 1
        ? suggestion(for: String(pieces[1]), among: known.map(\.description)) : nil
      throw CommandFault(
        "there is no part '\(visible(target))'",
        help: close.map { "did you mean \(visible(assignment)).\($0)?" }
          ?? "parts are named ASSIGNMENT.problem.part", .usage)
    }
    try Console.result(try listing(course, part, assignment).text(format ?? .csv))
  }

  private func listing(_ course: Course, _ part: PartName, _ assignment: String) throws -> Listing {
    var listing = Listing(
      table: TextTable(["student", "attempt", "verdict", "note", "answer"], rightAligned: [1]),
      records: Records(keys: ["student", "attempt", "verdict", "note", "score", "answer"]),
      nothing: "no answers")
    let attempts = try orFault { () throws(Gradebook.Failure) in
      try course.book.attempts(assignment)
    }
    let byGrading = Dictionary(attempts.map { ($0.grading, $0) }) { first, _ in first }
    let pseudonyms = hasNames ? [:] : try course.pseudonyms()
    var rows: [(student: String, cells: [String], fields: [Field])] = []
    for standing in course.standings {
      guard let counted = standing.counted, let attempt = byGrading[counted.record.grading],
        let stored = attempt.parts.first(where: { $0.name == part }),
        verdict.isEmpty || verdict.contains(stored.verdict)
      else { continue }
      let student = pseudonyms[standing.student] ?? standing.student
      let submission = SubmissionReader.read(attempt.files.map(\.file), student: "", for: nil)
      var answer: String?
      if case .numbers(let read) = submission.reading(of: part) {
        answer = Tensor(shape: read.shape, scalars: read.values).nestedText
      }
      rows.append(
        (
          student,
          [
            student, "\(attempt.number)", stored.verdict.rawValue, stored.note ?? "", answer ?? "-",
          ],
          [
            .text(student), .count(attempt.number), .text(stored.verdict.rawValue),
            .text(stored.note), .number(stored.score?.value), .text(answer),
          ]
        ))
    }
    // The order of names would tell whose number is whose.
    for row in rows.sorted(by: { $0.student < $1.student }) { listing.add(row.cells, row.fields) }
    return listing
  }
}
