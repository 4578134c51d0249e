import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore

struct History: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "List what happened to a student's work, in order: every attempt, grading and decision.",
    discussion: "Without a student it lists what happened to everybody's. This is for staff.")

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The student (default: all).", completion: Completions.students)
  var student: String?

  @Option(help: "Only this assignment.", completion: Completions.assignments)
  var assignment: String?

  @Option(
    help: """
      Only events of a kind: handout, attempt, time, grading, undone regrading, decision or undone decision; may be \
      repeated.
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
    try Console.result(
      HistoryText.listing(
        events.filter { event in
          (kind.isEmpty || kind.contains(event.kind)) && (!isUndone || event.isUndone)
        }
      ).text(format ?? .table))
  }
}
