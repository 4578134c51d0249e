import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct Regrade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regrade",
    abstract: "Grade stored attempts again under the current definition.",
    discussion: """
      Lists each student whose score changes: from, to, which parts and why. A score that would be lowered is \
      kept, and the exit status is 1, unless you say --allow-lower; if the assignment's points change, then all scores \
      are kept. Marks that students were told ('release') are lowered only with --because and --by too. Nothing is \
      overwritten: --undo undoes the last regrading.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The assignment's id, or its folder.", completion: Completions.assignments)
  var assignment: String

  @Flag(help: "Only say what would change.")
  var dryRun = false

  @Flag(help: "Lower scores too.")
  var allowLower = false

  @Flag(help: "Undo the last regrading.")
  var undo = false

  @Option(help: "Why; needed where marks are lowered that students were told.")
  var because: String?

  @Option(help: "Who says so.")
  var by: String?

  @Option(help: "How to print the changes.")
  var format = ListFormat.table

  func validate() throws {
    if undo, dryRun || allowLower {
      throw ValidationError("--undo goes with neither --dry-run nor --allow-lower")
    }
    guard (because == nil) == (by == nil) else {
      throw ValidationError("--because and --by go together")
    }
    if [because, by].contains(where: { $0?.allSatisfy(\.isWhitespace) == true }) {
      throw ValidationError("--because and --by must say something")
    }
  }

  private var reason: Reason? {
    because.flatMap { because in by.map { Reason(because: because, by: $0) } }
  }

  func run() throws {
    if undo { return try takeBack() }
    let read = try options.options.read(assignment)
    guard AssignmentCheck(read).isProved else {
      throw CommandFault(
        "'check' refuses '\(read.id)', so nothing is graded again",
        help: "'nabla check \(read.id)' says what is wrong", .fault)
    }
    let course = try options.course(assignment: read.id)
    let run = try RegradeRun(read, course)
    if run.leftCount > 0 {
      Console.error(
        "\(run.leftCount) attempt\(run.leftCount == 1 ? " is" : "s are") left as graded: the inputs handed "
          + "out do not fit the definition any more")
    }
    let kept = allowLower ? [] : run.kept
    let toStore = run.toStore(without: kept)
    let rules = course.rules
    course.letGo()
    if allowLower, reason == nil, !dryRun, run.toldCount > 0 {
      let count = run.toldCount
      throw CommandFault(
        "\(count) mark\(count == 1 ? "" : "s") would be lowered that \(count == 1 ? "a student was" : "students were") told",
        help:
          "say why, and who says so: --because TEXT --by NAME; --dry-run lists what would change",
        .usage)
    }
    if !dryRun, !toStore.isEmpty {
      try options.write { book throws(Gradebook.Failure) in
        try book.store(toStore, of: read, reason, under: rules)
      }
      try ReportRenewal(options).renew(read.id, of: run.toldOtherwise(by: toStore))
    }
    try Console.result(
      RegradeText.listing(run.changes, kept: kept, told: run.told).text(format))
    tell(run, toStore, kept)
    try (run.leftCount > 0 ? ExitStatus.fault : !kept.isEmpty ? .wrong : .done).end()
  }

  private func tell(_ run: RegradeRun, _ toStore: [Regrading], _ kept: Set<String>) {
    let attempts = "\(run.regradings.count) attempt\(run.regradings.count == 1 ? "" : "s")"
    let settled =
      run.settledCount == 0
      ? "" : " (\(run.settledCount) as before: neither their problems nor the grader changed)"
    let newly = toStore.isEmpty ? "nothing is stored" : "\(toStore.count) stored anew"
    let changed = run.changes.count { !kept.contains($0.before.student) }
    let scores = "\(changed == 0 ? "no" : "\(changed)") score\(changed < 2 ? "" : "s")"
    Console.note(
      "\(attempts) graded again\(settled): \(scores) "
        + (dryRun
          ? "would change, nothing is stored: this is a dry run" : "changed, \(newly)"))
    guard !kept.isEmpty else { return }
    let lowered = run.changes.count(where: \.isLower)
    let are = "\(lowered) score\(lowered == 1 ? "" : "s")"
    Console.report([
      run.reweighting.map { old, new in
        Diagnostic(
          "the points of the assignment change from \(old) to \(new), so all are graded again or nobody is; \(are) would be lowered",
          severity: .warning, help: "--allow-lower grades all again")
      }
        ?? Diagnostic(
          "\(are) \(lowered == 1 ? "is" : "are") kept that would be lowered", severity: .warning,
          help: "--allow-lower lowers them")
    ])
  }

  private func takeBack() throws {
    let folder = options.options.folder(of: assignment)?.split(separator: "/").last
    let id = folder.map(String.init) ?? assignment
    let before = try options.course(assignment: id)
    let (students, rules) = (Set(before.standings.map(\.student)), before.rules)
    before.letGo()
    let undone = try options.write { book throws(Gradebook.Failure) in
      try book.undoRegrading(of: id, reason, students: students, under: rules)
    }
    guard let undone else {
      throw CommandFault(
        "there is no regrading of '\(visible(assignment))' to undo", .usage)
    }
    try ReportRenewal(options).renew(id, of: students)
    let count = undone.count
    Console.note(
      "\(count) attempt\(count == 1 ? " is" : "s are") graded as before the regrading of \(undone.made)"
    )
  }
}
