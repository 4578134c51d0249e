import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore

struct History: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract:
      "List what happened to a student's work, in order: every attempt, grading and decision.",
    discussion: "Without a student it lists what happened to everybody's. This is for staff.")

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Argument(help: "The student (default: all).", completion: Completions.students)
  var student: String?

  @Option(help: "Only this assignment.", completion: Completions.assignments)
  var assignment: String?

  @Option(
    help: """
      Only events of a kind, as they are listed: handout, attempt, time, grading, decision, void, told, appeal, closed \
      appeal, renaming, forgotten, and 'undone' with some of them; may be repeated.
      """)
  var kind: [HistoryEvent.Kind] = []

  @Flag(name: .customLong("undone"), help: "Only what was taken back later.")
  var isUndone = false

  @Option(help: "How to print it: table, json, csv or markdown (default: table).")
  var format: ListFormat?

  func run() throws {
    let course = try options.course(assignment: assignment, student: student)
    let events = try orFault { () throws(Gradebook.Failure) in
      try course.book.history(assignment: assignment, student: student)
    }
    var listing = HistoryText.listing(
      events.filter { event in
        (kind.isEmpty || kind.contains(event.kind)) && (!isUndone || event.isUndone)
          // Other names are names.
          && !(privacy.hidesNames && event.kind == .renaming)
      })
    try privacy.hideNames(in: &listing, course, isByTime: true)
    try Console.result(listing.text(format ?? .table))
  }
}
