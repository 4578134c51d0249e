import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

struct Feedback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback",
    abstract: "Write a report for each student, in the names that a learning system takes back.",
    discussion: """
      The reports tell what stands: the attempt that counts, with lateness and decisions. After a 'release' these marks are \
      recorded as told. Exit status: 0 all \
      students have one, 1 some have none there, 64 wrong usage.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var feedback: FeedbackOptions

  @Argument(help: "The assignment.", completion: Completions.assignments)
  var assignment: String

  @Option(name: .customLong("as"), help: "Where they go: moodle, canvas, folder or mail.")
  var target: FeedbackTarget

  @Option(
    name: .customLong("format"),
    help: "How a report is written: html for a page, or text (default: html; text for mail).")
  var chosenFormat: FeedbackFormat?

  private var format: FeedbackFormat { chosenFormat ?? (target == .mail ? .text : .html) }

  @Option(help: "The folder of all submissions (default: submissions beside the assignments).")
  var submissions: String?

  @Option(
    help: """
      The zip archive, or for folder and mail the folder, to write (default: feedback/ASSIGNMENT-SYSTEM.zip, or \
      feedback/ASSIGNMENT).
      """)
  var output: String?

  func validate() throws {
    if target == .mail, format == .html {
      throw ValidationError("messages are text; --format html goes with moodle, canvas and folder")
    }
  }

  func run() throws {
    let course = try options.course(assignment: assignment)
    let reports = try feedback.reports(assignment, in: course, options).reports
    course.reportOddities()
    let folder = "\(submissions ?? options.options.surroundings + "submissions")/\(assignment)"
    let manifest = try orFault(.usage) { () throws(Diagnostics) in
      try CollectionManifest.ofClass(folder)
    }
    let isReleased = try orFault { () throws(Gradebook.Failure) in
      try course.book.isReleased(assignment)
    }
    course.letGo()
    var files: [(name: String, bytes: [UInt8])] = []
    var without: [String] = []
    for report in reports {
      let entry = course.entry(report.standing.student)
      guard let name = FeedbackAddress(entry, manifest).fileName(target, format) else {
        without.append(entry.student)
        continue
      }
      files.append((name, content(report, to: entry)))
    }
    try write(files)
    if isReleased {
      // What a report says is told, so it does not fall by itself any more.
      let told = reports.map(\.standing).filter { !without.contains($0.student) }
      try options.write { book throws(Gradebook.Failure) in
        try book.tellAgain(
          told, of: assignment, Reason(because: "written into a report", by: "nabla feedback"))
      }
    }
    if !without.isEmpty {
      Console.error("\(whyWithout): \(without.map(visible).joined(separator: ", "))")
    }
    try (without.isEmpty ? ExitStatus.done : .wrong).end()
  }

  /// Whether nothing stands at a path, or an archive that this command has written: a gradebook or a roster is never
  /// replaced by an oversight.
  private static func mayReplace(_ path: String) -> Bool {
    guard DiskFile.kind(path) == .file else { return true }
    guard let start = DiskFile.start(of: path, count: 600) else { return false }
    return start.isEmpty
      || start.hasPrefix("PK")
        && (start.contains("feedback.txt") || start.contains("feedback.html"))
  }

  private func content(_ report: StudentReport, to entry: RosterEntry) -> [UInt8] {
    if target == .mail { return FeedbackMail.message(report, to: entry.email ?? "") }
    return format == .html ? report.page : Array(report.text.utf8)
  }

  private var whyWithout: String {
    switch target {
    case .moodle: "no participant number is known, from 'collect' or the roster, of"
    case .canvas: "no file of Canvas's was collected, to which a comment could be added, of"
    case .mail: "the roster has no email of"
    case .folder: "no report for"
    }
  }

  private func write(_ files: [(name: String, bytes: [UInt8])]) throws {
    let place =
      output
      ?? "\(options.options.surroundings)feedback/\(assignment)"
      + (target.isArchive ? "-\(target.rawValue).zip" : "")
    try orFault { () throws(OutputFile.Failure) in
      if target.isArchive {
        guard let archive = StoredZip.archive(files) else {
          throw OutputFile.Failure("\(visible(place)): more reports than one archive can hold")
        }
        if output == nil {
          try OutputFile.makeFolder(options.options.surroundings + "feedback", for: .staff)
        }
        guard Feedback.mayReplace(place) else {
          throw OutputFile.Failure(
            "\(visible(place)): exists and is no archive of feedback; nothing was changed")
        }
        try OutputFile.write(archive, to: place, for: .staff, takesStreams: true)
      } else {
        try OutputFile.makeFolder(place, for: .staff)
        for file in files {
          try OutputFile.write(file.bytes, to: "\(place)/\(file.name)", for: .staff)
        }
      }
    }
    let count = "\(files.count) report\(files.count == 1 ? "" : "s")"
    Console.note("\(count) in \(visible(place))")
  }
}
