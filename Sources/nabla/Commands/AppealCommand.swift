import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct AppealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "appeal",
    abstract: "Write down that a student objects to a mark.",
    discussion: """
      It stays open until somebody decides: 'adjust' about the same part or assignment closes it, with other points or \
      with --stands, and writes a letter to the student. --withdraw closes it for a student who does not object \
      any more. 'appeals' lists them.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The student.", completion: Completions.students)
  var student: String

  @Argument(
    help: "ASSIGNMENT or ASSIGNMENT.problem.part.", completion: Completions.studentsAndParts)
  var about: String

  @Option(help: "What the student says.")
  var says: String?

  @Option(help: "Who decides (default: who writes it down).")
  var decider: String?

  @Option(help: "Who has to agree.")
  var second: String?

  @Option(help: "Until when it is to be decided: a time with a time zone.")
  var until: String?

  @Flag(help: "The student takes it back.")
  var withdraw = false

  @Option(help: "With --withdraw: why.")
  var because: String?

  @Option(help: "Who writes it down.")
  var by: String

  func validate() throws {
    func isEmpty(_ text: String?) -> Bool { text?.allSatisfy(\.isWhitespace) ?? true }
    if isEmpty(by) { throw ValidationError("--by must say something") }
    try requireTime(until)
    if withdraw {
      guard says == nil, decider == nil, second == nil, until == nil else {
        throw ValidationError("--withdraw goes with --because and --by alone")
      }
      if isEmpty(because) { throw ValidationError("--withdraw needs --because") }
    } else {
      if isEmpty(says) { throw ValidationError("--says must say what the student objects to") }
      if because != nil { throw ValidationError("--because goes with --withdraw") }
      if second == decider ?? by {
        throw ValidationError("the second decider must be somebody else than the first")
      }
    }
  }

  func run() throws {
    let run = try AdjustRun(options, [student, about], isForAll: false, isUndoing: false)
    if withdraw {
      let closed = try run.close(.withdrawn, because: because ?? "", by: by, second: nil)
      return try Console.result(AppealText.listing(closed).text(.table))
    }
    let requests = run.about.map { assignment, part, student in
      Appeal.Request(
        assignment: assignment, student: student, part: part, says: says ?? "",
        until: until.flatMap { Moment($0) }, decider: decider ?? by, second: second, by: by)
    }
    run.course.letGo()
    let opened = try options.write { book throws(Gradebook.Failure) in
      try requests.map { request throws(Gradebook.Failure) in try book.openAppeal(request) }
    }
    try Console.result(AppealText.listing(opened).text(.table))
  }
}

struct Appeals: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "appeals",
    abstract: "List the appeals that wait for somebody to decide.",
    discussion: "Exit status: 1 where one is open, else 0.")

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Argument(help: "Only about this assignment.", completion: Completions.assignments)
  var assignment: String?

  @Option(help: "Only this student's.", completion: Completions.students)
  var student: String?

  @Flag(name: .customLong("all"), help: "Those that are decided too.")
  var includesClosed = false

  @Option(help: "How to print them.")
  var format = ListFormat.table

  func run() throws {
    let course = try options.course(assignment: assignment, student: student)
    let all = try orFault { () throws(Gradebook.Failure) in
      try course.book.appeals(assignment: assignment, student: student)
    }
    let listed = all.filter { includesClosed || $0.outcome == nil }
    var listing = AppealText.listing(listed)
    try privacy.hideNames(in: &listing, course)
    try Console.result(listing.text(format))
    try (all.contains { $0.outcome == nil } ? ExitStatus.wrong : .done).end()
  }
}
