import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a sample of graded work for a second look.",
    discussion: """
      The students with a score are sorted by it and split into as many groups as the sample has students. The groups \
      differ in size by one at most, and one student of each is drawn. So the sample spans the scores, high to low. \
      The same scores and the same seed give the same sample, on every machine.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The assignment's id.", completion: Completions.assignments)
  var assignment: String

  @Option(help: "How many students.")
  var sample: Int

  @Option(help: "Any text; another one draws another sample.")
  var seed = "1"

  @Option(help: "How to print the list.")
  var format = ListFormat.table

  func validate() throws {
    if sample < 1 { throw ValidationError("--sample must be 1 or more") }
  }

  func run() throws {
    let course = try options.course(assignment: assignment)
    let scored = course.enrolled.filter { $0.assignment == assignment && $0.score != nil }
    let drawn = Audit.drawn(scored, sample, seed: seed)
    var listing = Listing(
      table: TextTable(["student", "points", "state", "to look at it"], rightAligned: [1]),
      records: Records(keys: ["student", "score", "points", "state", "command"]),
      nothing: "nobody has a score")
    for standing in drawn {
      let command =
        "nabla show \(ShellText.word(standing.student)) \(ShellText.word(assignment))"
      listing.add(
        [
          standing.student, standing.score.map { "\($0) / \(standing.maximum)" } ?? "-",
          standing.state.rawValue, command,
        ],
        [
          .text(standing.student), .number(standing.score?.value),
          .number(standing.maximum.value), .text(standing.state.rawValue), .text(command),
        ])
    }
    try Console.result(listing.text(format))
    guard drawn.count < sample else { return }
    Console.note(
      "\(drawn.count) student\(drawn.count == 1 ? " has" : "s have") a score: this is all of them")
  }

  /// One student of each group of neighbours in the order of scores.
  private static func drawn(_ standings: [Standing], _ count: Int, seed: String) -> [Standing] {
    let ordered = standings.sorted {
      (($0.score ?? .zero), $1.student) > (($1.score ?? .zero), $0.student)
    }
    let groups = min(count, ordered.count)
    return (0..<groups).compactMap { group in
      let members = ordered[ordered.count * group / groups..<ordered.count * (group + 1) / groups]
      return members.min { hash($0, seed) < hash($1, seed) }
    }
  }

  private static func hash(_ standing: Standing, _ seed: String) -> String {
    StableHash.of("\(seed)\0\(standing.assignment)\0\(standing.student)") + standing.student
  }
}
