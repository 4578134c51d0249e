import ArgumentParser
import Diagnostics
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
    var unknown: [Diagnostic] = []
    do throws(Gradebook.Failure) {
      let store = try Gradebook.reading(
        path: gradebook ?? options.gradebook)
      rows = try store.scores(
        ScoreFilter(assignment: assignment, student: student, part: part))
      if rows.isEmpty { unknown = try unknownNames(in: store) }
    } catch {
      Console.error(error.message)
      throw ExitCode(ExitStatus.fault)
    }
    Console.report(unknown)
    try Console.result(ScoreList.text(rows, format))
  }

  /// What was asked for and stands nowhere in the gradebook.
  private func unknownNames(in store: Gradebook) throws(Gradebook.Failure) -> [Diagnostic] {
    let all = try store.scores(ScoreFilter())
    func unknown(_ kind: String, _ name: String?, _ known: [String]) -> Diagnostic? {
      guard let name, !known.contains(name) else { return nil }
      let close = suggestion(for: name, among: Set(known))
      return Diagnostic(
        "no \(kind) '\(name)' in the gradebook", severity: .warning,
        help: close.map { "did you mean \($0)?" })
    }
    return [
      unknown("assignment", assignment, all.map(\.assignment)),
      unknown("student", student, all.map(\.student)), unknown("part", part, all.map(\.part)),
    ].compactMap { $0 }
  }
}
