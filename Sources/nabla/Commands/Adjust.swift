import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Adjust: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide about parts or assignments of students, whatever is graded again.",
    discussion: """
      Say students and what is decided about, ASSIGNMENT or ASSIGNMENT.problem.part, in any number; --all means all \
      students. All decisions are stored, or none. A decision is added and never changed; the last one about a \
      part holds, and --undo takes it back. --points sets the points, of an assignment as a whole after lateness. \
      --excuse takes the part out of score and maximum, or excuses the student. --accept gives a part all its \
      points, and for an assignment does so with all disputed parts. A decision about all students leaves those \
      alone whose score it would lower, and names them, unless you say --allow-lower.
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

  @Option(help: "Why; students read it in their feedback.")
  var because: String

  @Option(help: "Who decides.")
  var by: String

  func validate() throws {
    let chosen = [points != nil, excuse, accept, undo, submittedAt != nil].count { $0 }
    guard chosen == 1 else {
      throw ValidationError(
        "say one of --points N, --excuse, --accept, --submitted-at TIME and --undo")
    }
    if let submittedAt, submittedAt != "as-told", Moment(submittedAt) == nil {
      throw ValidationError(
        "'\(visible(submittedAt))' is not a time with a time zone, such as 2026-11-20T23:59+01:00")
    }
    guard attempt == nil || submittedAt != nil else {
      throw ValidationError("--attempt goes with --submitted-at")
    }
    if let points, Points(points) == nil {
      throw ValidationError("--points must be from 0 to a million")
    }
    if because.allSatisfy(\.isWhitespace) || by.allSatisfy(\.isWhitespace) {
      throw ValidationError("--because and --by must say something: a decision has to be explained")
    }
    if allowLower, !isForAll { throw ValidationError("--allow-lower goes with --all") }
  }

  func run() throws {
    var run = try AdjustRun(options, about, isForAll: isForAll, isUndoing: undo)
    if let submittedAt {
      try run.correct(
        Moment(submittedAt), attempt: attempt, because: because, by: by)
      try run.renewReports()
      return try Console.result(ScoreList.students(try run.standings()).text(.table))
    }
    let ruling: Decision.Ruling? =
      undo
      ? nil : excuse ? .excuse : accept ? .accept : .points(points.flatMap(Points.init) ?? .zero)
    if let ruling { run.warn(about: ruling) }
    let lowered = try run.decide(
      ruling, because: because, by: by, sparesLower: isForAll && !allowLower)
    try run.renewReports()
    try Console.result(ScoreList.students(try run.standings()).text(.table))
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
