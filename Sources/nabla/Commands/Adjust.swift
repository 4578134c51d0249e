import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Adjust: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide about a student's part or assignment, whatever is graded again.",
    discussion: """
      A decision is added and never changed; the last one about a part holds, and --undo takes it back. \
      --points sets the points, of an assignment as a whole after lateness. --excuse takes the part out of \
      score and maximum, or excuses the student. --accept gives a part all its points, and for an \
      assignment does so with all disputed parts.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The student.")
  var student: String

  @Argument(help: "ASSIGNMENT, or ASSIGNMENT.problem.part for one part.")
  var target: String

  @Option(help: "The points that are earned.")
  var points: Double?

  @Flag(help: "Leave the part, or the assignment, out.")
  var excuse = false

  @Flag(help: "Give a part all its points, or an assignment's disputed parts all theirs.")
  var accept = false

  @Flag(help: "Undo the last decision about this part or assignment.")
  var undo = false

  @Option(help: "Why.")
  var because: String

  @Option(help: "Who decides.")
  var by: String

  func validate() throws {
    let chosen = [points != nil, excuse, accept, undo].count { $0 }
    guard chosen == 1 else {
      throw ValidationError("say one of --points N, --excuse, --accept and --undo")
    }
    if let points, Points(points) == nil {
      throw ValidationError("--points must be from 0 to a million")
    }
    if because.allSatisfy(\.isWhitespace) || by.allSatisfy(\.isWhitespace) {
      throw ValidationError("--because and --by must say something: a decision has to be explained")
    }
  }

  func run() throws {
    let pieces = target.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let assignment = String(pieces[0])
    let partText = pieces.count > 1 ? String(pieces[1]) : nil
    let part = partText.flatMap(PartName.init)
    let course = try options.course(assignment: assignment, student: student)
    let known = course.assignments.flatMap(\.parts)
    if let partText {
      let isDecided =
        part != nil && course.standings.contains { $0.decisions.contains { $0.part == part } }
      if let found = known.first(where: { $0.name == part }) {
        warn(above: found.points)
      } else if !isDecided || !undo {
        let close = suggestion(for: partText, among: known.map(\.name.description))
        throw CommandFault(
          "'\(visible(assignment))' has no part '\(visible(partText))'",
          help: close.map { "did you mean \($0)?" } ?? "parts are named problem.part", .usage)
      }
    } else {
      warn(above: course.assignments.reduce(.zero) { $0 + $1.total })
    }
    if !undo, !excuse, course.entry(student).isExcused(from: assignment) {
      Console.report([
        Diagnostic(
          "the roster excuses \(visible(student)) from '\(visible(assignment))'; a decision about points holds",
          severity: .warning)
      ])
    }
    if accept, part == nil, !course.standings.contains(where: { $0.state == .disputed }) {
      Console.report([
        Diagnostic(
          "no part of '\(visible(assignment))' is disputed, so this changes no score now",
          severity: .warning,
          help: "'\(visible(assignment)).PROBLEM.PART' accepts one part, --points sets a score")
      ])
    }
    // The name as the gradebook has it.
    let name = course.standings.first?.student ?? student
    course.letGo()
    let isDone = try options.write { book throws(Gradebook.Failure) in
      try store(in: book, assignment: assignment, student: name, part: part)
    }
    guard isDone else {
      throw CommandFault(
        "there is no decision about '\(visible(target))' to undo", .usage)
    }
    let after = try options.course(assignment: assignment, student: name)
    try Console.result(ScoreList.students(after.standings).text(.table))
  }

  private func warn(above most: Points) {
    guard let points, let given = Points(points), given > most else { return }
    Console.report([
      Diagnostic("\(given) points are more than the \(most) there are", severity: .warning)
    ])
  }

  /// Stores the decision; false if there was none to take back.
  private func store(in book: Gradebook, assignment: String, student: String, part: PartName?)
    throws(Gradebook.Failure) -> Bool
  {
    if undo {
      return try book.undoDecision(
        assignment: assignment, student: student, part: part, because: because, by: by)
    }
    let ruling: Decision.Ruling =
      excuse ? .excuse : accept ? .accept : .points(points.flatMap(Points.init) ?? .zero)
    try book.store(
      Decision(
        assignment: assignment, student: student, part: part, ruling: ruling, because: because,
        by: by))
    return true
  }
}
