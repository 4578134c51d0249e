import ArgumentParser
import Coursework
import GradebookStore
import Grading

struct Similar: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List students whose wrong answers agree to more digits than chance allows.",
    discussion: """
      This is evidence for a person to judge, never a verdict: two students who make the same unknown mistake \
      have the same numbers. Answers that a known mistake explains are left out. If inputs are drawn, answers \
      that are right for another student's inputs are listed too. For staff only.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The assignment's id, or its folder.")
  var assignment: String

  @Option(help: "How to print it.")
  var format = ListFormat.table

  func run() throws {
    let read = try options.options.read(assignment)
    let book = try options.reading()
    let attempts = try orFault { () throws(Gradebook.Failure) in
      try book.attempts(read.id)
    }
    let search = SimilarityRun(read, attempts)
    try Console.result(search.listing.text(format))
  }
}
