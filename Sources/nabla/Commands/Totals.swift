import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Totals: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "totals",
    abstract: "Add up what students have for the course.",
    discussion: """
      The key 'totals' of course.yaml says how. Scores are after lateness and decisions. Exit status: 0 all \
      students have a total, 1 somebody's is open, because a person has to decide first.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Option(help: "Show how one student's total is worked out.")
  var explain: String?

  @Option(help: "Only this section of the roster.")
  var section: String?

  @Option(help: "Only totals below a number; who has none is listed too.")
  var below: Double?

  @Option(
    parsing: .unconditional,
    help: "Sort by a column of --format csv; -COLUMN for the largest first.")
  var sort: String?

  @Option(help: "How to print them: table, json, csv or markdown (default: table).")
  var format: ListFormat?

  func validate() throws {
    if explain != nil,
      privacy.hidesNames || format != nil || section != nil || below != nil || sort != nil
    {
      throw ValidationError("--explain goes with no other option about what is listed")
    }
  }

  /// What is said where there is nothing to add up by.
  static let noScheme = CommandFault(
    "no course.yaml says how totals are made",
    help: "add the key 'totals' to course.yaml beside the assignments (docs/course.md)", .usage)

  func run() throws {
    guard let scheme = try options.options.course()?.totals else {
      throw Totals.noScheme
    }
    let run = try TotalsRun(options, scheme)
    if let explain {
      guard let total = run.totals.first(where: { $0.student == explain }) else {
        let close = suggestion(for: explain, among: run.totals.map(\.student))
        throw CommandFault(
          "no student '\(visible(explain))' in the course",
          help: close.map { "did you mean \(visible($0))?" }, .usage)
      }
      let own = run.course.standings.filter { $0.student == explain && $0.state == .graded }
      let remarks = Dictionary(own.map { ($0.assignment, ScoreList.remarks($0)) }) { first, _ in
        first
      }
      try Console.result(
        TotalsText.explanation(total, scheme, run.course.entry(explain)) { remarks[$0] ?? "" })
      return try (total.disputed.isEmpty ? ExitStatus.done : .wrong).end()
    }
    run.course.reportOddities(hidesNames: privacy.hidesNames)
    if let section { try run.course.requireSection(section) }
    let listed = run.totals.filter { total in
      section.map { run.course.entry(total.student).section == $0 } ?? true
        && (below.map { bound in total.total.map { $0.value < bound } ?? true } ?? true)
    }
    var listing = TotalsText.listing(listed, scheme, run.course.entry)
    try privacy.hideNames(in: &listing, run.course)
    if let sort { try listing.sort(by: sort) }
    try Console.result(listing.text(format ?? .table))
    let isOpen = listed.contains { !$0.disputed.isEmpty }
    try (isOpen ? ExitStatus.wrong : .done).end()
  }
}
