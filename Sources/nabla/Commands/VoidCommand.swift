import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct VoidCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "void",
    abstract: "Declare attempts void: they stay on record, and count for nothing.",
    discussion: """
      An attempt is named ASSIGNMENT/STUDENT/NUMBER, as feedback names it. A void attempt uses up none of those that \
      are allowed. A student whose attempts are all void has handed in nothing. The same work handed in again stays \
      void. --undo takes it back.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "Attempts: ASSIGNMENT/STUDENT/NUMBER.")
  var attempt: [String]

  @Flag(help: "They count again.")
  var undo = false

  @OptionGroup var reason: ReasonOptions

  func validate() throws {
    if let wrong = attempt.first(where: { AttemptName($0) == nil }) {
      throw ValidationError(
        "'\(visible(wrong))' names no attempt: say ASSIGNMENT/STUDENT/NUMBER, such as convnet-layers/ada/2"
      )
    }
  }

  func run() throws {
    let course = try options.course()
    let known = Set(course.standings.map(\.student))
    // Folders may have names composed or not.
    let names = attempt.compactMap(AttemptName.init).map { name in
      name.with(student: known.first { $0 == name.student } ?? name.student)
    }
    let rules = course.rules
    course.letGo()
    try options.write { book throws(Gradebook.Failure) in
      try book.void(names, isUndoing: undo, under: rules, reason.reason)
    }
    let students = Dictionary(grouping: names, by: \.assignment).mapValues {
      Set($0.map(\.student))
    }
    for (assignment, own) in students.sorted(by: { $0.key < $1.key }) {
      try ReportRenewal(options).renew(assignment, of: own)
    }
    let after = try options.course().standings.filter {
      students[$0.assignment]?.contains($0.student) ?? false
    }
    try Console.result(ScoreList.students(after).text(.table))
  }
}
