import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Similar: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List students whose wrong answers agree to more digits than chance allows.",
    discussion: """
      This is evidence for a person to judge, never a verdict: two students who make the same unknown mistake \
      have the same numbers. Answers that a known mistake explains are left out. If inputs are drawn, answers \
      that are right for another student's inputs are listed too. Those who hand in together, by the roster's column \
      group or by what was collected, are not compared. For staff only.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The assignment's id, or its folder.", completion: Completions.assignments)
  var assignment: String

  @Option(help: "The folder of all submissions (default: submissions beside the assignments).")
  var submissions: String?

  @Option(help: "How to print it.")
  var format = ListFormat.table

  func run() throws {
    let read = try options.options.read(assignment)
    let book = try options.reading()
    let attempts = try orFault { () throws(Gradebook.Failure) in
      try book.attempts(read.id)
    }
    let search = SimilarityRun(read, attempts, partners: try partners(read.id))
    try Console.result(search.listing.text(format))
  }

  /// Those who hand in together: by the roster, and by what was collected.
  private func partners(_ id: String) throws -> [Set<String>] {
    let entries = try options.students()?.entries ?? []
    let groups = Dictionary(grouping: entries.filter { $0.group != nil }, by: \.group)
    let folder = "\(submissions ?? options.options.surroundings + "submissions")/\(id)"
    let manifest = try orFault(.usage) { () throws(Diagnostics) in
      try CollectionManifest.ofClass(folder)
    }
    return groups.values.map { Set($0.map(\.student)) } + manifest.partners
  }
}
