import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Similar: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "List students whose wrong answers agree to more digits than chance allows.",
    discussion: """
      This is evidence for a person to judge, never a verdict: two students who make the same unknown mistake \
      have the same numbers. Answers that a known mistake explains are left out. If inputs are drawn, answers \
      that are right for another student's inputs are listed too. Those who hand in together, by the roster's column \
      group or by what was collected, are not compared. For staff only.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Argument(help: "The assignment's id, or its folder.", completion: Completions.assignments)
  var assignment: String

  @Option(help: "The folder of all submissions (default: submissions beside the assignments).")
  var submissions: String?

  @Option(help: "How to print it.")
  var format = ListFormat.table

  func run() throws {
    let read = try options.options.read(assignment)
    let course = try options.course(assignment: read.id)
    let attempts = try orFault { () throws(Gradebook.Failure) in
      try course.book.attempts(read.id)
    }
    var listing = SimilarityRun(read, attempts, partners: try partners(read)).listing
    try privacy.hideNames(in: &listing, course)
    try Console.result(listing.text(format))
  }

  /// Those who hand in together: by the roster, and by what was collected.
  private func partners(_ assignment: Assignment) throws -> [Set<String>] {
    let entries = try options.students()?.entries ?? []
    let due = assignment.policy.due
    let groups = Dictionary(grouping: entries) { $0.group(at: due) }.filter { $0.key != nil }
    let folder = "\(submissions ?? options.options.surroundings + "submissions")/\(assignment.id)"
    let manifest = try orFault(.usage) { () throws(Diagnostics) in
      try CollectionManifest.ofClass(folder)
    }
    return groups.values.map { Set($0.map(\.student)) } + manifest.partners
  }
}
