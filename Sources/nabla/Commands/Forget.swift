import ArgumentParser
import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading

struct Forget: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Delete all that the gradebook has about one student; only the total stays.",
    discussion: """
      What was handed in, inputs, gradings, decisions, appeals and other names are deleted, and the file is written anew, so \
      that nothing can be read from it any more. This cannot be undone. It is refused until the day 'retain' of course.yaml \
      has passed, unless you say --force. Files that are left elsewhere, backups among them, are listed.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The student.", completion: Completions.students)
  var student: String

  @Flag(help: "Only list what would be deleted, and what is left elsewhere.")
  var dryRun = false

  @Flag(help: "Also before the day until which work is kept.")
  var force = false

  @Flag(name: .customLong("without-name"), help: "Keep the total without the student's name.")
  var withoutName = false

  @OptionGroup var reason: ReasonOptions

  func run() throws {
    let file = try options.options.course()
    if let retain = file?.retain, !force, !dryRun,
      Int(Date().timeIntervalSince1970) < retain.seconds
    {
      throw CommandFault(
        "the work of this course is kept until \((file?.zone ?? .universal).text(of: retain))",
        help: "wait until that has passed, or say --force", .usage)
    }
    let course = try options.course(student: student)
    let name = course.standings.first { !$0.attempts.isEmpty }?.student ?? student
    let total = try total(of: name, course, file)
    let events = try orFault { () throws(Gradebook.Failure) in
      try course.book.history(student: name)
    }.filter { $0.student == name && $0.kind != .forgotten }
    guard !events.isEmpty else {
      throw CommandFault("nothing is recorded of '\(visible(student))'", .usage)
    }
    let others = try orFault { () throws(Gradebook.Failure) in try course.book.otherNames(of: name)
    }
    let isOnRoster = course.isOnRoster(name)
    course.letGo()
    if !dryRun {
      _ = try options.write { book throws(Gradebook.Failure) in
        try book.forget(
          name,
          Gradebook.Tombstone(
            student: withoutName ? nil : name, total: total, reason: reason.reason))
      }
    }
    let attempts = events.count { $0.kind == .attempt }
    let rest = events.count - attempts
    try Console.result(
      "\(dryRun ? "would delete" : "deleted"): \(attempts) attempt\(attempts == 1 ? "" : "s"), and \(rest) other "
        + "entr\(rest == 1 ? "y" : "ies") of the history\n\(dryRun ? "would stay" : "stays"): total \(total)\n"
    )
    if isOnRoster, !dryRun {
      Console.warn(
        "'\(visible(name))' is still on the roster, so lists call the work missing",
        help: "take the line out of the roster")
    }
    let left = Leftovers(
      options.options, gradebook: options.path, students: others.union([name])
    ).paths
    if !left.isEmpty {
      Console.note(
        "not touched, and yours to delete, as are copies that were made elsewhere:\n"
          + left.map { "  \(visible($0))\n" }.joined().dropLast())
    }
  }

  /// What the student had in the end: the course's total, or else the scores.
  private func total(of student: String, _ course: Course, _ file: CourseFile?) throws -> String {
    if let scheme = file?.totals {
      let total = try TotalsRun(options, scheme).totals.first { $0.student == student }
      if let points = total?.total {
        return "\(points)" + (total?.grade.map { " (\($0))" } ?? "")
      }
    }
    let scores = course.standings.compactMap { standing in
      standing.score.map { "\(standing.assignment) \($0) / \(standing.maximum)" }
    }
    return scores.isEmpty ? "none" : scores.joined(separator: ", ")
  }
}
