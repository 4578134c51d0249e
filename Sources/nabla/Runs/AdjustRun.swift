import Coursework
import Diagnostics
import GradebookStore
import Grading

/// Decisions about students' parts or assignments, on their way into the gradebook: all of them, or none.
struct AdjustRun {
  /// What is decided about.
  struct Target {
    let assignment: String
    let part: PartName?
    /// The points there are.
    let points: Points
  }

  private let options: GradebookOptions
  private let isForAll: Bool
  let targets: [Target]
  /// The students, as the gradebook has their names, by assignment.
  let students: [String: [String]]
  let course: Course

  /// Finds out what is meant.
  ///
  /// - Parameters:
  ///   - options: Where things are.
  ///   - words: Students, and assignments or parts.
  ///   - isForAll: Whether all students are meant.
  ///   - isUndoing: Whether a decision is taken back: it may be about a part that is gone.
  /// - Throws: ``CommandFault`` where a word is neither.
  init(_ options: GradebookOptions, _ words: [String], isForAll: Bool, isUndoing: Bool)
    throws(CommandFault)
  {
    let read = try options.course()
    let ids = Set(read.assignments.map(\.id))
    func assignment(_ word: String) -> String? {
      let id = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)[0]
      return ids.contains(String(id)) || options.options.isAssignment(String(id))
        ? String(id) : nil
    }
    var seen: Set<String> = []
    let words = words.filter { seen.insert($0).inserted }
    let about = words.filter { assignment($0) != nil }
    let named = words.filter { assignment($0) == nil }
    guard !about.isEmpty else {
      throw CommandFault(
        "none of these is an assignment: \(words.map(visible).joined(separator: ", "))",
        help: "say ASSIGNMENT, or ASSIGNMENT.problem.part", .usage)
    }
    guard named.isEmpty == isForAll else {
      throw CommandFault(
        isForAll
          ? "say students or --all, not both: \(named.map(visible).joined(separator: ", "))"
          : "say about which students, or --all", .usage)
    }
    let course = try options.course(including: about.compactMap(assignment))
    var targets: [Target] = []
    var students: [String: [String]] = [:]
    for word in about {
      guard let id = assignment(word) else { continue }
      targets.append(try AdjustRun.target(word, id, course, isUndoing))
      guard students[id] == nil else { continue }
      let own = course.standings.filter { standing in
        // Who has handed in nothing, or need not, is not meant by all.
        standing.assignment == id
          && (!isForAll || !standing.attempts.isEmpty && standing.state != .excused || isUndoing)
      }.map(\.student)
      students[id] =
        isForAll
        ? own
        : try named.map { name throws(CommandFault) in
          try AdjustRun.student(name, own, course)
        }
    }
    self.options = options
    self.isForAll = isForAll
    self.course = course
    self.targets = targets
    self.students = students
  }

  private static func target(
    _ word: String, _ assignment: String, _ course: Course, _ isUndoing: Bool
  ) throws(CommandFault) -> Target {
    let known = course.assignments.first { $0.id == assignment }?.parts ?? []
    guard word != assignment else {
      return Target(
        assignment: assignment, part: nil, points: known.maximum)
    }
    let text = String(word.dropFirst(assignment.count + 1))
    let part = PartName(text)
    if let found = known.first(where: { $0.name == part }) {
      return Target(assignment: assignment, part: found.name, points: found.points)
    }
    let isDecided = course.standings.contains { standing in
      standing.assignment == assignment && standing.decisions.contains { $0.part == part }
    }
    if let part, isUndoing, isDecided {
      return Target(assignment: assignment, part: part, points: .zero)
    }
    let close = suggestion(for: text, among: known.map(\.name.description))
    throw CommandFault(
      "'\(visible(assignment))' has no part '\(visible(text))'",
      help: close.map { "did you mean \($0)?" } ?? "parts are named problem.part", .usage)
  }

  /// A student's name as the gradebook has it, however it is composed.
  private static func student(_ name: String, _ own: [String], _ course: Course)
    throws(CommandFault) -> String
  {
    if let known = own.first(where: { $0 == name }) { return known }
    if course.isOnRoster(name) { return name }
    let all = Set(course.standings.map(\.student))
    if let known = all.first(where: { $0 == name }) { return known }
    let close = suggestion(for: name, among: all)
    throw CommandFault(
      "no student '\(visible(name))' in the gradebook, and no assignment of that name",
      help: close.map { "did you mean \(visible($0))?" }, .usage)
  }

  /// What is meant, one of each.
  var about: [(assignment: String, part: PartName?, student: String)] {
    targets.flatMap { target in
      (students[target.assignment] ?? []).map { (target.assignment, target.part, $0) }
    }
  }

  /// What became of decisions.
  struct Decided {
    /// The students that were left out, because they would have less.
    let spared: [String]
    /// The appeals that are closed by it.
    let closed: [Appeal]
  }

  /// Stores the decisions.
  ///
  /// - Parameters:
  ///   - ruling: What is decided; nil takes the last decision back.
  ///   - because: Why.
  ///   - by: Who decides.
  ///   - sparesLower: Whether students are left out whose score would be lower.
  ///   - second: Who agrees, where an appeal asks for that.
  /// - Returns: Who was left out, and which appeals are closed.
  /// - Throws: ``CommandFault`` where nothing could be stored, or there is nothing to take back.
  mutating func decide(
    _ ruling: Decision.Ruling?, because: String, by: String, sparesLower: Bool, second: String?
  ) throws(CommandFault) -> Decided {
    var decisions: [Decision] = []
    var lowered: Set<String> = []
    for target in targets {
      for student in students[target.assignment] ?? [] {
        let decision = Decision(
          assignment: target.assignment, student: student, part: target.part,
          ruling: ruling ?? .excuse, because: because, by: by)
        if sparesLower, ruling != nil, lowers(decision) {
          lowered.insert(student)
        } else {
          decisions.append(decision)
        }
      }
    }
    course.letGo()
    let isUndoing = ruling == nil
    let isForAll = isForAll
    let rules = course.rules
    guard isUndoing else {
      let closed = try options.write { book throws(Gradebook.Failure) in
        try book.store(decisions, under: rules, second: second)
      }
      return Decided(spared: lowered.sorted(), closed: closed)
    }
    let stored = try options.write { book throws(Gradebook.Failure) in
      isForAll
        ? try book.undoTogether(decisions, under: rules)
        : try book.undo(decisions, under: rules)
    }
    guard stored > 0 else {
      throw CommandFault("there is no such decision to undo", .usage)
    }
    if stored < decisions.count {
      Console.report([
        Diagnostic(
          "\(stored) decision\(stored == 1 ? " is" : "s are") taken back; of the other "
            + "\(decisions.count - stored) there was none"
            + (isForAll ? " that was made together with the last" : ""), severity: .note)
      ])
    }
    return Decided(spared: [], closed: [])
  }

  /// Closes appeals without another decision.
  ///
  /// - Throws: ``CommandFault`` where there is no such appeal.
  func close(_ outcome: Appeal.Outcome, because: String, by: String, second: String?)
    throws(CommandFault) -> [Appeal]
  {
    let decisions = targets.flatMap { target in
      (students[target.assignment] ?? []).map { student in
        Decision(
          assignment: target.assignment, student: student, part: target.part, ruling: .excuse,
          because: because, by: by)
      }
    }
    course.letGo()
    return try options.write { book throws(Gradebook.Failure) in
      try book.closeAppeals(decisions, outcome, second: second)
    }
  }

  /// Stores when attempts were handed in.
  ///
  /// - Parameters:
  ///   - submitted: The right time; nil takes the last correction back.
  ///   - attempt: The number of the attempt; nil where there is only one.
  ///   - because: Why.
  ///   - by: Who says so.
  /// - Throws: ``CommandFault`` where nothing could be stored, or there is nothing to take back.
  func correct(_ submitted: Moment?, attempt: Int?, because: String, by: String)
    throws(CommandFault)
  {
    var corrections: [Gradebook.TimeCorrection] = []
    for target in targets {
      guard target.part == nil else {
        throw CommandFault("a part has no time of its own: name the assignment", .usage)
      }
      for student in students[target.assignment] ?? [] {
        let standing = course.standings.first {
          $0.assignment == target.assignment && $0.student == student
        }
        let numbers = standing?.attempts.map(\.record.number) ?? []
        guard let number = attempt ?? (numbers.count == 1 ? numbers[0] : nil),
          numbers.contains(number)
        else {
          throw CommandFault(
            numbers.isEmpty
              ? "\(visible(student)) has handed in nothing of '\(visible(target.assignment))'"
              : "\(visible(student)) has \(numbers.count) attempts at '\(visible(target.assignment))'",
            help: numbers.isEmpty ? nil : "say which: --attempt N", .usage)
        }
        corrections.append(
          Gradebook.TimeCorrection(
            assignment: target.assignment, student: student, attempt: number,
            submitted: submitted, because: because, by: by))
      }
    }
    course.letGo()
    let rules = course.rules
    let stored = try options.write { book throws(Gradebook.Failure) in
      try book.store(corrections, under: rules)
    }
    guard stored > 0 else { throw CommandFault("there is no correction to take back", .usage) }
  }

  private func lowers(_ decision: Decision) -> Bool {
    guard
      let before = course.standings.first(where: {
        $0.assignment == decision.assignment && $0.student == decision.student
      })
    else { return false }
    let after = Standing(
      assignment: before.assignment, student: course.entry(before.student),
      records: before.attempts.map(\.record), decisions: before.decisions + [decision],
      total: before.total, slipDays: before.slipDaysAvailable)
    // A score that counts for nothing any more is lost.
    let isLost = after.state == .excused && before.score.map { $0 > .zero } ?? false
    return after.isLower(than: before) || isLost
  }

  /// Writes JUnit reports anew that would tell what does not stand any more.
  func renewReports() throws(CommandFault) {
    for (assignment, students) in students.sorted(by: { $0.key < $1.key }) {
      try ReportRenewal(options).renew(assignment, of: Set(students))
    }
  }

  /// What the students have now.
  func standings() throws(CommandFault) -> [Standing] {
    let after = try options.course(including: targets.map(\.assignment))
    return after.standings.filter { students[$0.assignment]?.contains($0.student) ?? false }
  }
}
