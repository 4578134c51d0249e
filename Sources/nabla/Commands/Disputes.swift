import ArgumentParser
import Coursework
import GradebookStore
import Grading

struct Disputes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disputes",
    abstract: "List the disputed parts, which a person must decide.",
    discussion: """
      'adjust' decides them. Exit status: 1 where something is disputed, else 0.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Argument(help: "Only this assignment.", completion: Completions.assignments)
  var assignment: String?

  @Option(help: "How to print them.")
  var format = ListFormat.table

  func run() throws {
    let course = try options.course(assignment: assignment)
    var listing = Listing(
      table: TextTable(
        ["assignment", "student", "attempt", "part", "points", "why"], rightAligned: [2, 4]),
      records: Records(keys: ["assignment", "student", "attempt", "part", "points", "why"]),
      nothing: "nothing is disputed")
    for standing in course.standings where standing.state == .disputed {
      guard let counted = standing.counted else { continue }
      let rows = try orFault { () throws(Gradebook.Failure) in
        try course.book.scores(
          ScoreFilter(
            assignment: standing.assignment, student: standing.student,
            gradings: [counted.record.grading]))
      }
      for row in rows where standing.disputedParts.contains(row.outcome.name) {
        let points = row.outcome.points
        listing.add(
          [
            row.assignment, row.student, "\(row.attempt)", row.outcome.name.description,
            "\(points)",
            row.outcome.why,
          ],
          [
            .text(row.assignment), .text(row.student), .count(row.attempt),
            .text(row.outcome.name.description), .number(points.value), .text(row.outcome.why),
          ])
      }
    }
    try privacy.hideNames(in: &listing, course)
    try Console.result(listing.text(format))
    try (listing.records.rows.isEmpty ? ExitStatus.done : .wrong).end()
  }
}
