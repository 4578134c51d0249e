import ArgumentParser
import Coursework
import Diagnostics

struct Collect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Put what a learning system gives into students' folders, with a manifest.",
    discussion: """
      FROM is a zip archive or a folder, as it was downloaded. Students are found by the columns of the roster; who is \
      not found is listed in unmatched.csv, to be filled in and read again. Collecting again changes nothing \
      but what is new. Exit status: 0 all is collected, 1 somebody was not matched, 2 something could not be \
      taken, 64 wrong usage.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "A zip archive or a folder.")
  var from: String

  @Option(
    name: .customLong("as"), help: "What it is: canvas, moodle, gradescope, git, folder or mail.")
  var source: CollectionSource

  @Option(help: "The assignment.")
  var assignment: String

  @Option(
    help: """
      A CSV file that says who handed in when: Moodle's grading worksheet, a log of pushes, or columns \
      student and submitted at.
      """)
  var times: String?

  @Option(help: "The zone of times that name none: Europe/Berlin, or +01:00.")
  var zone: String?

  @Option(
    help: "When it was downloaded, with a zone: what stood then counts, and later times do not.")
  var collectedAt: String?

  @Option(help: "With --as git: what the names of repositories begin with (default: ASSIGNMENT-).")
  var prefix: String?

  @Flag(
    name: .customLong("groups"),
    help: """
      What one of a group of the roster hands in is that of all its members; so it is without this option where the \
      assignment says 'group-work: true'.
      """)
  var sharesGroups = false

  @Option(help: "The folder of all submissions (default: submissions beside the assignments).")
  var submissions: String?

  func validate() throws {
    if let zone, TimeTableZone(zone) == nil {
      throw ValidationError(
        "'\(visible(zone))' is no time zone: say one such as Europe/Berlin or +01:00")
    }
    try requireTime(collectedAt)
    if prefix != nil, source != .git { throw ValidationError("--prefix goes with --as git") }
    if zone != nil, times == nil { throw ValidationError("--zone goes with --times") }
  }

  func run() throws {
    let read = try options.options.read(assignment)
    let roster = try options.students()
    guard roster != nil || [.git, .folder].contains(source) else {
      throw CommandFault(
        "there is no roster, so nobody knows who is who in a download from \(source.rawValue)",
        help:
          "say --roster FILE: a CSV file with a column student, and one that names each student there",
        .usage)
    }
    if sharesGroups, roster?.entries.contains(where: { !$0.groups.isEmpty }) != true {
      throw CommandFault(
        "the roster has no column 'group', so nobody knows who hands in together", .usage)
    }
    let folder = "\(submissions ?? options.options.surroundings + "submissions")/\(read.id)"
    let courseZone = try options.options.course()?.zone
    let times = try times.map { path throws(CommandFault) in
      try orFault(.usage) { () throws(Diagnostics) in
        try TimesTable(path, zone: zone.flatMap { TimeTableZone($0) } ?? courseZone)
      }
    }
    let result = try orFault(.unreadable) { () throws(Diagnostics) in
      try SubmissionCollector.collect(
        from,
        SubmissionCollector.Settings(
          source: source, assignment: read, classFolder: folder, roster: roster, times: times,
          collected: collectedAt.flatMap { Moment($0) }, prefix: prefix,
          sharesGroups: sharesGroups || read.isGroupWork))
    }
    let text = CollectionText(result, folder: folder)
    Console.report(text.diagnostics)
    try Console.result(text.summary)
    try text.status.end()
  }
}
