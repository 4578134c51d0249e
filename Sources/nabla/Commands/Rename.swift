import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Rename: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Give what is recorded of a student another name.",
    discussion: """
      If something is recorded under the new name already, the two become one student, and attempts of equal numbers get \
      new ones. Folders, reports and the roster are yours to rename. --undo gives just these rows their old name back.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The name in the gradebook.", completion: Completions.students)
  var student: String

  @Argument(help: "The right name.")
  var name: String

  @Flag(help: "Undo the last such renaming.")
  var undo = false

  @OptionGroup var reason: ReasonOptions

  func validate() throws {
    if let refusal = Roster.nameRefusal(name) {
      throw ValidationError("'\(visible(name))' cannot be a student's name: \(refusal)")
    }
    if student.utf8.elementsEqual(name.utf8) { throw ValidationError("both names are the same") }
  }

  func run() throws {
    let course = try options.course()
    if options.options.isAssignment(name) || course.assignments.contains(where: { $0.id == name }) {
      throw CommandFault(
        "'\(visible(name))' is an assignment, so no decision about such a student could be told from one about it",
        .usage)
    }
    // Folders may have names composed or not.
    let known = Set(course.standings.map(\.student))
    let old = undo ? student : known.first { $0 == student } ?? student
    let rules = course.rules
    course.letGo()
    let renamed = try options.write { book throws(Gradebook.Failure) in
      undo
        ? try book.undoRenaming(of: student, to: name, under: rules, reason.reason)
        : try book.renameStudent(old, to: name, under: rules, reason.reason)
    }
    guard let renamed else {
      throw CommandFault(
        undo
          ? "there is no renaming from '\(visible(student))' to '\(visible(name))' to undo"
          : "nothing is recorded of '\(visible(student))'", .usage)
    }
    let (from, to) = undo ? (name, student) : (student, name)
    let count = renamed.attempts
    Console.note(
      "\(count) attempt\(count == 1 ? "" : "s") of '\(visible(from))' "
        + "\(count == 1 ? "is" : "are") now of '\(visible(to))'"
        + (renamed.renumbered == 0 ? "" : ", \(renamed.renumbered) with another number")
        + "; reports and folders of the old name stay as they are")
    let after = try options.course().standings.filter {
      [student, name].contains($0.student) && !$0.attempts.isEmpty
    }
    try Console.result(ScoreList.students(after).text(.table))
  }
}
