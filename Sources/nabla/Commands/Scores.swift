import ArgumentParser
import GradebookStore

struct Scores: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List stored scores by assignment, student, attempt and part.")

  @OptionGroup var options: AssignmentOptions

  @Option(help: "The gradebook (default: gradebook.sqlite beside the assignments).")
  var gradebook: String?

  @Option(help: "Only this assignment.")
  var assignment: String?

  @Option(help: "Only this student.")
  var student: String?

  @Option(help: "Only this part, by its full name problem.part.")
  var part: String?

  @Option(help: "How to print the scores.")
  var format = TableFormat.table

  func run() throws {
    let rows: [ScoreRow]
    do throws(Gradebook.Failure) {
      let store = try Gradebook.reading(
        path: gradebook ?? options.surroundings + "gradebook.sqlite")
      rows = try store.scores(
        ScoreFilter(assignment: assignment, student: student, part: part))
    } catch {
      Console.error(error.message)
      throw ExitCode(ExitStatus.fault)
    }
    try Console.result(ScoreList.text(rows, format))
  }
}
