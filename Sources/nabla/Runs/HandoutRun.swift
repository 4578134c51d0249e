import ArgumentParser
import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading
import Writing

/// One run of handing out, from students to folders.
///
/// What goes wrong with one student is reported, and the others go on.
struct HandoutRun {
  private let inputs: StudentInputs
  private let roster: [String: RosterEntry]
  private let zone: TimeTableZone
  private let slipDays: SlipDays?
  private let hasPages: Bool
  private var handouts: [(handout: Handout, isNew: Bool)] = []
  private var written: [(handout: Handout, folder: String)] = []
  private(set) var status = ExitStatus.done

  init(
    _ inputs: StudentInputs, roster: [String: RosterEntry], course: CourseFile?, hasPages: Bool
  ) {
    self.inputs = inputs
    self.roster = roster
    zone = course?.zone ?? .universal
    slipDays = course?.slipDays.flatMap { $0.covers(inputs.assignment.id) ? $0 : nil }
    self.hasPages = hasPages
  }

  mutating func draw(for students: [String]) {
    let inputs = inputs
    let made = Progress("drawing inputs", of: students.count).concurrently(
      students.map { student in
        { @Sendable in
          Result { () throws(CommandFault) in try inputs.inputsToHandOut(to: student) }
        }
      })
    for (student, result) in zip(students, made) {
      switch result {
      case .success(let handout): handouts.append(handout)
      case .failure(let fault):
        for var diagnostic in fault.diagnostics {
          diagnostic.message = "\(student): \(diagnostic.message)"
          Console.report([diagnostic])
        }
        status.raise(to: fault.status)
      }
    }
    warnOfTwins()
  }

  /// Few possible values may leave two students with the same numbers.
  private func warnOfTwins() {
    guard inputs.assignment.draws else { return }
    let new = Dictionary(
      handouts.map { handout, _ in
        (inputs.owner(of: handout.student), handout.assignment.drawnInputs.json)
      }
    ) { first, _ in first }
    // Those of a group are the same by right.
    let members = Set(inputs.groups.keys.map(InputsOwner.student))
    let all =
      new.values
      + inputs.handedOut.filter { new[$0.key] == nil && !members.contains($0.key) }
      .map(\.value.inputs.json)
    let twins = Dictionary(grouping: all) { $0 }.values.filter { $0.count > 1 }.reduce(0) {
      $0 + $1.count
    }
    if twins > 0 {
      warn("\(twins) students share their inputs with another; draw more numbers, or more decimals")
    }
  }

  func record(in path: String) throws(CommandFault) {
    let new = handouts.filter(\.isNew).map(\.handout)
    guard !new.isEmpty else { return }
    try orFault { () throws(Gradebook.Failure) in
      let book = try Gradebook(path: path)
      Console.reportOpened(book, at: path)
      try book.store(new)
    }
  }

  /// Writes the files of each student.
  ///
  /// - Parameters:
  ///   - folder: Where to.
  ///   - isSingleStudent: Whether the folder is the student's own, and not one for all students.
  mutating func write(to folder: String, isSingleStudent: Bool) {
    let progress = Progress("writing handouts", of: handouts.count)
    defer { progress.finish() }
    for (handout, _) in handouts {
      defer { progress.step() }
      let own = isSingleStudent ? folder : "\(folder)/\(handout.student)"
      do throws(OutputFile.Failure) {
        let files = HandoutFiles(
          handout.assignment,
          student: roster[handout.student] ?? RosterEntry(student: handout.student),
          zone: zone, slipDays: slipDays?.days, hasPage: hasPages)
        try write(files, to: own)
        written.append((handout, own))
      } catch {
        Console.error(error.message)
        status.raise(to: .fault)
      }
    }
  }

  /// Writes the inputs of all students into one file.
  func writeInputs(to path: String) throws(CommandFault) {
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.write(
        Array(handouts.map { HandedOutInputs.line($0.handout) }.joined().utf8), to: path,
        for: .staff)
    }
  }

  private func write(_ files: HandoutFiles, to folder: String) throws(OutputFile.Failure) {
    guard DiskFile.names(in: folder).isEmpty || isHandout(folder, files)
    else {
      throw OutputFile.Failure(
        "\(visible(folder)): holds other files than a handout's; name a new folder")
    }
    try OutputFile.makeFolder(folder, for: .everybody)
    try OutputFile.makeFolder("inputs", in: folder, for: .everybody)
    let tables = Set(files.files.map(\.path))
    for name in DiskFile.names(in: "\(folder)/inputs") where !tables.contains("inputs/\(name)") {
      warn("\(folder)/inputs/\(name) is no input of this handout, and may mislead")
    }
    for (name, text) in files.files {
      let path = "\(folder)/\(name)"
      if name == "answers.json", holdsAnswers(path) { continue }
      try OutputFile.write(Array(text.utf8), to: path, for: .everybody)
    }
  }

  /// Whether a folder holds a handout of this assignment, which may be written anew.
  private func isHandout(_ folder: String, _ files: HandoutFiles) -> Bool {
    let path = "\(folder)/README.md"
    guard DiskFile.kind("\(folder)/inputs.json") == .file,
      let old = try? DiskFile.read(path, name: path).bytes,
      let new = files.files.first(where: { $0.path == "README.md" })?.text
    else { return false }
    return old.prefix { $0 != 0x0A } == Array(new.utf8).prefix { $0 != 0x0A }
  }

  /// Whether a student has begun to fill answers in: these are left alone.
  private func holdsAnswers(_ path: String) -> Bool {
    guard DiskFile.kind(path) != .missing else { return false }
    guard let file = try? DiskFile.read(path, name: path) else { return true }
    let submission = SubmissionReader.read(
      [Submission.File(name: "answers.json", bytes: file.bytes)], student: "", for: nil)
    return submission.hasUnreadable || !submission.answers.isEmpty
  }

  /// One folder, or how many there are.
  var summary: String {
    if written.count == 1, handouts.count == 1 { return visible(written[0].folder) + "\n" }
    guard let folder = written.first?.folder.split(separator: "/").dropLast() else { return "" }
    let again = written.count { $0.handout.counter > 0 }
    let place = (written[0].folder.hasPrefix("/") ? "/" : "") + folder.joined(separator: "/")
    return "\(visible(place))/: \(written.count) handout\(written.count == 1 ? "" : "s")"
      + (again > 0 ? ", \(again) of them drawn more than once" : "") + "\n"
  }

  private func warn(_ message: String) {
    Console.report([Diagnostic(message, severity: .warning)])
  }
}
