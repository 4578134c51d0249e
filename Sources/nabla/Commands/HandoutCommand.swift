import ArgumentParser
import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading

struct HandoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handout",
    abstract:
      "Write the inputs, the task and a template for the answers for one student or a class.",
    discussion: """
      Inputs that the assignment draws are each student's own. They are proved before they are handed \
      out, and recorded in the gradebook, so that a student's submission is graded by them.
      """)

  @OptionGroup var options: AssignmentOptions
  @OptionGroup var draws: DrawOptions

  @Argument(help: "An assignment's id, or the path of its folder.")
  var assignment: String

  @Option(help: "The student, as the submission's folder will be named.")
  var student: String?

  @Option(help: "A CSV file with a column 'student': a handout for each.")
  var roster: String?

  @Option(
    help: """
      The folder to write to; with --roster the folder that holds each student's (default: \
      handouts/ASSIGNMENT/STUDENT beside the assignments).
      """)
  var output: String?

  @Option(help: "The gradebook (default: gradebook.sqlite beside the assignments).")
  var gradebook: String?

  @Flag(name: .customLong("no-store"), help: "Record nothing in the gradebook.")
  var isNotStored = false

  func validate() throws {
    guard (student == nil) != (roster == nil) else {
      throw ValidationError("say either --student or --roster")
    }
    if let student, !Roster.isStudent(student) {
      throw ValidationError(
        "'\(student)' cannot be a student's name: it is used as a folder's name")
    }
  }

  func run() throws {
    let (read, status) = options.read(assignment)
    guard let read else { return try ExitStatus.exit(status) }
    let students = try students()
    let book = gradebook ?? options.gradebook
    let inputs: StudentInputs
    do throws(Diagnostic) {
      inputs = try draws.inputs(for: read, gradebook: book)
    } catch {
      Console.report([error])
      throw ExitCode(ExitStatus.usage)
    }
    let made = concurrently(
      students.map { student in
        { @Sendable in Result { () throws(Diagnostic) in try inputs.inputsToHandOut(to: student) } }
      })
    var faults = ExitStatus.done
    var handouts: [(handout: Handout, isNew: Bool)] = []
    for (student, result) in zip(students, made) {
      switch result {
      case .success(let handout): handouts.append(handout)
      case .failure(var error):
        error.message = "\(student): \(error.message)"
        Console.report([error])
        faults = ExitStatus.fault
      }
    }
    for problem in read.problems where problem.text == nil {
      Console.report([
        Diagnostic(
          "problem '\(problem.id)' has no 'text': its handout does not say what is asked",
          severity: .warning)
      ])
    }
    // Recorded first: what was handed out must never be unknown.
    try record(handouts.filter(\.isNew).map(\.handout), in: book)
    let folder = output ?? "\(options.surroundings)handouts/\(read.id)"
    for (handout, _) in handouts {
      let own =
        output != nil && student != nil ? folder : "\(folder)/\(handout.student)"
      if let failure = write(HandoutFiles(handout.assignment), to: own) {
        Console.error(failure)
        faults = ExitStatus.fault
      }
    }
    try Console.result(summary(handouts, folder))
    try ExitStatus.exit(faults)
  }

  private func students() throws -> [String] {
    if let student { return [student] }
    do throws(Diagnostics) {
      return try Roster.read(roster ?? "").students
    } catch {
      Console.report(error.list)
      throw ExitCode(ExitStatus.fault)
    }
  }

  private func record(_ handouts: [Handout], in path: String) throws {
    guard !isNotStored, !handouts.isEmpty else { return }
    do throws(Gradebook.Failure) {
      try Gradebook(path: path).store(handouts)
    } catch {
      Console.error(error.message)
      throw ExitCode(ExitStatus.fault)
    }
  }

  /// Writes the files; answers that a student has begun are left alone.
  private func write(_ files: HandoutFiles, to folder: String) -> String? {
    if let failure = ReportFile.makeFolder("\(folder)/inputs") { return failure }
    for (name, text) in files.files {
      let path = "\(folder)/\(name)"
      if name == "answers.json", DiskFile.kind(path) != .missing { continue }
      if let failure = ReportFile.write(Array(text.utf8), to: path) { return failure }
    }
    return nil
  }

  private func summary(_ handouts: [(handout: Handout, isNew: Bool)], _ folder: String) -> String {
    if let only = handouts.first, student != nil {
      return visible(output ?? "\(folder)/\(only.handout.student)") + "\n"
    }
    let again = handouts.count { $0.handout.counter > 0 }
    return "\(folder)/: \(handouts.count) handout\(handouts.count == 1 ? "" : "s")"
      + (again > 0 ? ", \(again) of them drawn more than once" : "") + "\n"
  }
}
