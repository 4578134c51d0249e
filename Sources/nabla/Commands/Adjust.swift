import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Adjust: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adjust",
    abstract: "Decide about parts or assignments of students, whatever is graded again.",
    discussion: """
      Say students and what is decided about, ASSIGNMENT or ASSIGNMENT.problem.part, in any number; --all means all \
      students. All decisions are stored, or none. A decision is added and never changed; the last one about a \
      part holds, and --undo takes it back. --points sets the points, of an assignment as a whole after lateness. \
      --excuse takes the part out of score and maximum, or excuses the student. --accept gives a part all its \
      points, and for an assignment does so with all disputed parts. A decision about all students leaves those \
      alone whose score it would lower, and names them, unless you say --allow-lower. An appeal about the same part or \
      assignment is closed, and a letter is written.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(
    help: "Students, and ASSIGNMENT or ASSIGNMENT.problem.part.",
    completion: Completions.studentsAndParts)
  var about: [String]

  @Flag(name: .customLong("all"), help: "All students of the assignment.")
  var isForAll = false

  @Option(help: "The points that are earned.")
  var points: Double?

  @Flag(help: "Leave the part, or the assignment, out.")
  var excuse = false

  @Flag(help: "Give a part all its points, or an assignment's disputed parts all theirs.")
  var accept = false

  @Flag(help: "Close an appeal: the mark stands.")
  var stands = false

  @Option(name: .customLong("with"), help: "Who agrees, where an appeal asks for a second decider.")
  var second: String?

  @Flag(help: "Undo the last decision about this part or assignment.")
  var undo = false

  @Option(
    help: """
      The time at which an attempt was handed in, with a zone, whatever was told; 'as-told' takes the last correction back.
      """)
  var submittedAt: String?

  @Option(help: "With --submitted-at: the number of the attempt, where there are several.")
  var attempt: Int?

  @Flag(help: "With --all: also where it lowers a score.")
  var allowLower = false

  @OptionGroup var reason: ReasonOptions

  func validate() throws {
    let chosen = [points != nil, excuse, accept, stands, undo, submittedAt != nil].count { $0 }
    guard chosen == 1 else {
      throw ValidationError(
        "say one of --points N, --excuse, --accept, --stands, --submitted-at TIME and --undo")
    }
    if submittedAt != "as-told" { try requireTime(submittedAt) }
    guard attempt == nil || submittedAt != nil else {
      throw ValidationError("--attempt goes with --submitted-at")
    }
    if let points, Points(points) == nil {
      throw ValidationError("--points must be from 0 to a million")
    }
    if allowLower, !isForAll { throw ValidationError("--allow-lower goes with --all") }
  }

  func run() throws {
    var run = try AdjustRun(options, about, isForAll: isForAll, isUndoing: undo)
    if let submittedAt {
      try run.correct(
        Moment(submittedAt), attempt: attempt, because: reason.because, by: reason.by)
      try run.renewReports()
      return try Console.result(ScoreList.students(try run.standings()).text(.table))
    }
    let letters = try AppealLetters(options, run.course)
    if stands {
      let closed = try run.close(
        .stands, because: reason.because, by: reason.by, second: second)
      return try letters.write(closed)
    }
    let ruling: Decision.Ruling? =
      undo
      ? nil : excuse ? .excuse : accept ? .accept : .points(points.flatMap(Points.init) ?? .zero)
    if let ruling { run.warn(about: ruling) }
    let decided = try run.decide(
      ruling, because: reason.because, by: reason.by, sparesLower: isForAll && !allowLower,
      second: second)
    try run.renewReports()
    try Console.result(ScoreList.students(try run.standings()).text(.table))
    try letters.write(decided.closed)
    let lowered = decided.spared
    guard !lowered.isEmpty else { return }
    Console.report([
      Diagnostic(
        "\(lowered.count) student\(lowered.count == 1 ? " keeps" : "s keep") what is better: "
          + lowered.map(visible).joined(separator: ", "), severity: .warning,
        help: "--allow-lower decides about them too")
    ])
    try ExitStatus.wrong.end()
  }
}
