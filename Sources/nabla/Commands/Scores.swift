import ArgumentParser
import Coursework
import GradebookStore
import Grading

/// Which of a student's attempts are listed.
enum ListedAttempts: String, ExpressibleByArgument, CaseIterable {
  case counted, best, latest, first, all
}

/// What scores are put together by.
enum Grouping: String, ExpressibleByArgument, CaseIterable {
  case student, part, assignment
}

/// A verdict, as an option.
struct VerdictOption: ExpressibleByArgument {
  let verdict: Verdict

  init?(argument: String) {
    guard let verdict = Verdict(rawValue: argument) else { return nil }
    self.verdict = verdict
  }

  static var allValueStrings: [String] { Verdict.allCases.map(\.rawValue) }
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
    abstract: "List scores by assignment, student, attempt and part.",
    discussion: """
      Without --attempt it lists the attempt that counts by the assignment's policy. Students of the \
      roster who handed nothing in are listed as missing.
      """)

  @OptionGroup var options: GradebookOptions

  @Option(help: "Only this assignment.")
  var assignment: String?

  @Option(help: "Only this student.")
  var student: String?

  @Option(help: "Only the parts of this problem.")
  var problem: String?

  @Option(help: "Only this part, by its full name problem.part.")
  var part: String?

  @Option(help: "Only answers with this verdict; may be said more than once.")
  var verdict: [VerdictOption] = []

  @Option(help: "Only answers with this mistake: a note such as dL_dW.sign, or a part of one.")
  var mistake: String?

  @Option(help: "Only scores below so many points, or a share of them such as 50%.")
  var below: ScoreBound?

  @Option(help: "Which attempts: counted, best, latest, first or all.")
  var attempt = ListedAttempts.counted

  @Option(help: "Only attempts since a day (2026-11-20) or a time with its zone.")
  var since: DayOrMoment?

  @Option(help: "Put scores together by student, part or assignment.")
  var by: Grouping?

  @Option(help: "How to print the scores.")
  var format = ListFormat.table

  func run() throws {
    let course = try options.course(assignment: assignment, student: student)
    course.reportStrangers()
    try Console.result(try listing(course).text(format))
  }

  private func listing(_ course: Course) throws -> Listing {
    // Whole standings need no rows of parts.
    let isOfParts = filter.isOfParts || attempt != .counted || since != nil
    switch by {
    case .assignment where !isOfParts:
      return ScoreList.assignments(
        course.standings.filter { isBelow($0.score, $0.maximum) }, course.assignments)
    case .student where !isOfParts:
      return ScoreList.students(
        course.standings.filter { isBelow($0.score, $0.maximum) }, sums: nil)
    case .student, .assignment: return try sums(course)
    case .part: return ScoreList.partFigures(try lines(course))
    case nil: return ScoreList.parts(try lines(course))
    }
  }

  private var filter: ScoreFilter {
    ScoreFilter(
      assignment: assignment, student: student, problem: problem, part: part,
      verdicts: verdict.map(\.verdict),
      mistake: mistake)
  }

  private func isBelow(_ score: Points?, _ points: Points) -> Bool {
    guard let below else { return true }
    return score.map { below.exceeds($0, of: points) } ?? false
  }

  /// The rows that are asked for, and who has none.
  private func lines(_ course: Course) throws -> [ScoreList.PartLine] {
    let standings = Dictionary(
      course.standings.map { (ScoreList.key($0), $0) }
    ) { first, _ in first }
    var filter = filter
    filter.gradings = Set(course.standings.flatMap(gradings))
    let rows = try GradebookOptions.orReported { () throws(Gradebook.Failure) in
      try course.book.scores(filter)
    }
    var lines: [ScoreList.PartLine] = rows.compactMap { row in
      standings["\(row.assignment)/\(row.student)"].map {
        ScoreList.PartLine(standing: $0, row: row)
      }
    }.filter { isBelow($0.score, $0.points) }
    if !filter.isOfParts, below == nil, since == nil {
      lines += course.standings.filter { $0.attempts.isEmpty }.map {
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

  /// The sums of the parts that are asked for, by student.
  private func sums(_ course: Course) throws -> Listing {
    var without = self
    without.below = nil
    var sums: [String: (score: Points, points: Points)] = [:]
    for line in try without.lines(course) where line.row != nil {
      guard let score = line.score else { continue }
      let key = ScoreList.key(line.standing)
      let sum = sums[key] ?? (.zero, .zero)
      sums[key] = (sum.score + score, sum.points + line.points)
    }
    let listed = course.standings.filter { standing in
      sums[ScoreList.key(standing)].map { isBelow($0.score, $0.points) } ?? false
    }
    return ScoreList.students(listed, sums: sums)
  }
}
