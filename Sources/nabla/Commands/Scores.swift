import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

/// Which of a student's attempts are listed.
enum ListedAttempts: String, ExpressibleByArgument, CaseIterable {
  case counted, best, latest, first, all
}

/// What scores are put together by.
enum Grouping: String, ExpressibleByArgument, CaseIterable {
  case student, part, assignment, section, attempts
}

/// What stands for a student, or what was remarkable about it.
enum ListedState: String, ExpressibleByArgument, CaseIterable {
  case graded, missing, excused, disputed, late
  case tooLate = "too-late"
  case offRoster = "off-roster"

  /// Whether it is so of a standing.
  func matches(_ standing: Standing, isOnRoster: Bool) -> Bool {
    switch self {
    case .graded: standing.state == .graded
    case .missing: standing.state == .missing
    case .excused: standing.state == .excused
    case .disputed: standing.state == .disputed
    case .late:
      if case .late? = standing.counted?.lateness { true } else { false }
    case .tooLate: standing.attempts.contains { $0.exclusion == .tooLate }
    case .offRoster: !isOnRoster
    }
  }
}

/// A number of points, or a share of the points there are.
enum ScoreBound: ExpressibleByArgument {
  case points(Points)
  case share(Double)

  init?(argument: String) {
    let isShare = argument.last == "%"
    guard let number = Double(isShare ? String(argument.dropLast()) : argument),
      let points = Points(number)
    else { return nil }
    self = isShare ? .share(number / 100) : .points(points)
  }

  /// Whether a score is below it.
  func exceeds(_ score: Points, of points: Points) -> Bool {
    switch self {
    case .points(let bound): score < bound
    case .share(let share): score < points.share(share)
    }
  }
}

/// A moment, or the beginning of a day in universal time.
struct DayOrMoment: ExpressibleByArgument {
  let moment: Moment

  init?(argument: String) {
    guard let moment = Moment(argument) ?? Moment("\(argument)T00:00Z") else { return nil }
    self.moment = moment
  }
}

struct Scores: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scores",
    abstract: "List scores by assignment, student, attempt and part.",
    discussion: """
      Without --attempt it lists the attempt that counts by the assignment's policy. Students of the \
      roster who handed nothing in are listed as missing. Scores by student are after lateness and decisions; \
      where only some parts or attempts are asked for, they are sums of these, before lateness.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Option(help: "Only this assignment.", completion: Completions.assignments)
  var assignment: String?

  @Option(help: "Only this student.", completion: Completions.students)
  var student: String?

  @Option(help: "Only the parts of this problem.")
  var problem: String?

  @Option(help: "Only this part, by its full name problem.part.")
  var part: String?

  @Option(help: "Only answers with this verdict; may be repeated.")
  var verdict: [Verdict] = []

  @Option(
    help:
      "Only answers with this note, or with it as a dot-separated component: dL_dW.sign, dL_dW or sign."
  )
  var mistake: String?

  @Option(help: "Only scores below a number of points, or below a share such as 50%.")
  var below: ScoreBound?

  @Option(
    name: .customLong("attempt"),
    help: "Which attempts: counted, best, latest, first or all (default: counted).")
  var listedAttempts: ListedAttempts?

  @Option(help: "Only attempts since a day (2026-11-20) or a time with a time zone.")
  var since: DayOrMoment?

  @Option(help: "Only students of this section of the roster.")
  var section: String?

  @Option(
    help: """
      Only what is graded, missing, excused, disputed, late, too-late (handed in after the last moment) or off-roster; \
      may be repeated.
      """)
  var state: [ListedState] = []

  @Option(help: "Group scores by student, part, assignment, section or attempts.")
  var by: Grouping?

  @Option(
    parsing: .unconditional,
    help: "Sort by a column of --format csv; -COLUMN for the largest first.")
  var sort: String?

  @Flag(name: .customLong("names"), help: "Add the names and sections that the roster has.")
  var hasNames = false

  @Option(help: "How to print the scores: table, json, csv or markdown (default: table).")
  var format: ListFormat?

  // The parser takes longer over a default value than SQLite over the question.
  private var attempt: ListedAttempts { listedAttempts ?? .counted }

  func validate() throws {
    let isOfParts = filter.isOfParts || attempt != .counted || since != nil
    if hasNames, privacy.hidesNames {
      throw ValidationError("say --names or --pseudonyms, not both")
    }
    if let by, [.assignment, .section, .attempts].contains(by), isOfParts {
      throw ValidationError(
        "--by \(by.rawValue) is of whole scores: it goes with --assignment, --student, --section, --state "
          + "and --below")
    }
  }

  func run() throws {
    let course = try options.course(assignment: assignment, student: student)
    course.reportOddities(hidesNames: privacy.hidesNames)
    try requireKnownParts(course)
    if let section { try course.requireSection(section) }
    var listing = try listing(course)
    if hasNames { listing.addNames(course.entry) }
    try privacy.hideNames(in: &listing, course)
    if let sort { try listing.sort(by: sort) }
    try Console.result(listing.text(format ?? .table))
  }

  /// What is asked for of what stands.
  private func standings(_ course: Course) -> [Standing] {
    let isOfFigures = by.map { [.assignment, .section, .part].contains($0) } ?? false
    return (isOfFigures ? course.enrolled : course.standings).filter { standing in
      let isOnRoster = course.roster == nil || course.isOnRoster(standing.student)
      return section.map { course.entry(standing.student).section == $0 } ?? true
        && (state.isEmpty || state.contains { $0.matches(standing, isOnRoster: isOnRoster) })
    }
  }

  private func listing(_ course: Course) throws -> Listing {
    // Whole standings need no rows of parts.
    let isOfParts = filter.isOfParts || attempt != .counted || since != nil
    let standings = standings(course).filter { isBelow($0.score, $0.maximum) }
    switch by {
    case .assignment: return ScoreList.assignments(standings, course.assignments)
    case .section:
      return ScoreList.sections(standings, course.assignments) { course.entry($0).section ?? "" }
    case .attempts: return ScoreList.attempts(standings)
    case .student:
      return isOfParts
        ? ScoreList.sums(try lines(course)) { isBelow($0, $1) }
        : ScoreList.students(standings)
    case .part: return ScoreList.partFigures(try lines(course))
    case nil: return ScoreList.parts(try lines(course))
    }
  }

  /// Refuses what is nowhere in the assignments that are asked for.
  private func requireKnownParts(_ course: Course) throws {
    let names = course.assignments.flatMap { $0.parts.map(\.name.description) }
    let problems = Set(course.assignments.flatMap { $0.parts.map(\.name.problem) })
    for (kind, name, known) in [("part", part, Set(names)), ("problem", problem, problems)] {
      guard let name, !known.contains(name), !known.isEmpty else { continue }
      let close = suggestion(for: name, among: known)
      throw CommandFault(
        "there is no \(kind) '\(visible(name))'", help: close.map { "did you mean \($0)?" }, .usage)
    }
  }

  private var filter: ScoreFilter {
    ScoreFilter(
      assignment: assignment, student: student, problem: problem, part: part,
      verdicts: verdict,
      mistake: mistake)
  }

  private func isBelow(_ score: Points?, _ points: Points) -> Bool {
    guard let below else { return true }
    return score.map { below.exceeds($0, of: points) } ?? false
  }

  /// The rows that are asked for, and who has none.
  private func lines(_ course: Course) throws -> [ScoreList.PartLine] {
    let wanted = self.standings(course)
    let standings = Dictionary(wanted.map { (ScoreList.key($0), $0) }) { first, _ in first }
    // What excused students handed in is not theirs to be judged by.
    let graded = wanted.filter { $0.state != .excused }
    var filter = filter
    filter.gradings = Set(graded.flatMap(gradings))
    let rows = try orFault { () throws(Gradebook.Failure) in
      try course.book.scores(filter)
    }
    // The sums are what is compared with a bound, where there are sums.
    let isBounded = by != .student
    var lines: [ScoreList.PartLine] = rows.compactMap { row in
      standings["\(row.assignment)/\(row.student)"].map {
        ScoreList.PartLine(standing: $0, row: row)
      }
    }.filter { !isBounded || isBelow($0.score, $0.points) }
    if !filter.isOfParts, below == nil, since == nil {
      lines += wanted.filter { $0.attempts.isEmpty || $0.state == .excused }.map {
        ScoreList.PartLine(standing: $0, row: nil)
      }
      lines = lines.enumerated().sorted {
        ($0.element.standing.assignment, $0.element.standing.student, $0.offset)
          < ($1.element.standing.assignment, $1.element.standing.student, $1.offset)
      }.map(\.element)
    }
    return lines
  }

  private func gradings(_ standing: Standing) -> [Int64] {
    let attempts = standing.attempts.filter { attempt in
      since.map { ($0.moment) <= attempt.record.submitted ?? attempt.record.stored } ?? true
    }
    let listed: [Standing.Attempt]
    switch attempt {
    case .counted:
      let counted = standing.counted?.record.grading
      listed = attempts.filter { $0.record.grading == counted }
    case .best:
      let ranked = attempts.sorted {
        ($1.score, $0.record.number) < ($0.score, $1.record.number)
      }
      listed = Array(ranked.prefix(1))
    case .latest: listed = Array(attempts.suffix(1))
    case .first: listed = Array(attempts.prefix(1))
    case .all: listed = attempts
    }
    return listed.map(\.record.grading)
  }
}
