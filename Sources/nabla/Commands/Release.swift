import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Release: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Record what students are told of an assignment; after that no mark falls by itself.",
    discussion: """
      Every score that stands is recorded as told. From then on a mark falls only by a decision or a regrading with a \
      reason and a name; where grading would come to less, what was told stands. With --feedback full, 'feedback' may \
      show the right numbers to those who are named here before all deadlines have passed. --undo takes the \
      last release back.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The assignment's id.", completion: Completions.assignments)
  var assignment: String

  @Option(
    help: "Only this student; may be repeated (default: all).", completion: Completions.students)
  var student: [String] = []

  @Option(help: "How much is told: scores, locations, mistakes or full.")
  var feedback = FeedbackLevel.mistakes

  @Option(help: "Who tells it.")
  var by: String

  @Option(help: "Why; needed with --undo.")
  var because: String?

  @Flag(help: "Take the last release of the assignment back, and what was told since.")
  var undo = false

  @Option(help: "How to print what is told.")
  var format = ListFormat.table

  func validate() throws {
    if by.allSatisfy(\.isWhitespace) { throw ValidationError("--by must say something") }
    if because?.allSatisfy(\.isWhitespace) ?? undo {
      throw ValidationError("--because must say something")
    }
    if undo, !student.isEmpty { throw ValidationError("--undo is for all who were told together") }
  }

  func run() throws {
    let course = try options.course(assignment: assignment)
    course.reportOddities()
    if undo { return try takeBack(course) }
    let standings = try asked(course)
    let told = standings.filter { $0.state == .graded }
    guard !told.isEmpty else {
      throw CommandFault(
        student.isEmpty
          ? "nobody has a score yet, so there is nothing to tell"
          : "none of these students has a score, so there is nothing to tell them", .usage)
    }
    course.letGo()
    try options.write { book throws(Gradebook.Failure) in
      try book.release(told, of: assignment, level: feedback, because: because, by: by)
    }
    try Console.result(ScoreList.students(told).text(format))
    let open = standings.count { $0.state == .disputed }
    if open > 0 {
      Console.report([
        Diagnostic(
          "\(open) student\(open == 1 ? " is" : "s are") told nothing: a part is disputed",
          severity: .warning, help: "'nabla disputes \(assignment)' lists them")
      ])
    }
    Console.note("\(told.count) student\(told.count == 1 ? " is" : "s are") told a mark")
  }

  private func asked(_ course: Course) throws -> [Standing] {
    for name in student where !course.standings.contains(where: { $0.student == name }) {
      let close = suggestion(for: name, among: Set(course.standings.map(\.student)))
      throw CommandFault(
        "no student '\(visible(name))' in the gradebook",
        help: close.map { "did you mean \(visible($0))?" }, .usage)
    }
    return course.enrolled.filter { student.isEmpty || student.contains($0.student) }
  }

  private func takeBack(_ course: Course) throws {
    let students = Set(course.standings.map(\.student))
    course.letGo()
    let undone = try options.write { book throws(Gradebook.Failure) in
      try book.undoRelease(of: assignment, Reason(because: because ?? "", by: by))
    }
    guard let undone else {
      throw CommandFault("there is no release of '\(visible(assignment))' to undo", .usage)
    }
    try ReportRenewal(options).renew(assignment, of: students)
    let then =
      undone.left == 0
      ? "marks follow the rules again"
      : "for \(undone.left) the mark holds that they were told before"
    Console.note(
      "the release to \(undone.told) student\(undone.told == 1 ? "" : "s") is taken back: \(then)")
  }
}
