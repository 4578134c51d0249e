import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Draw a sample of graded work for a second look, or questions to ask a student.",
    discussion: """
      --sample:       The students with a score are sorted by it and split into as many groups as the sample has students. The groups \
      differ in size by one at most, and one student of each is drawn. So the sample spans the scores, high to low. \
      The same scores and the same seed give the same sample, on every machine. --questions: three questions about a \
      student's own numbers, each with what is right, for a talk. Both are for staff.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var privacy: PrivacyOptions

  @Argument(help: "The assignment's id.", completion: Completions.assignments)
  var assignment: String

  @Option(help: "How many students.")
  var sample: Int?

  @Option(help: "A student to ask.", completion: Completions.students)
  var questions: String?

  @Option(help: "Any text; another one draws another sample.")
  var seed = "1"

  @Option(help: "How to print the list.")
  var format = ListFormat.table

  func validate() throws {
    guard (sample == nil) != (questions == nil) else {
      throw ValidationError("say --sample N or --questions STUDENT")
    }
    if let sample, sample < 1 { throw ValidationError("--sample must be 1 or more") }
    if questions != nil, privacy.hidesNames {
      throw ValidationError("--pseudonyms goes with --sample")
    }
  }

  func run() throws {
    if let questions { return try ask(questions) }
    let sample = sample ?? 0
    let course = try options.course(assignment: assignment)
    let scored = course.enrolled.filter { $0.assignment == assignment && $0.score != nil }
    let drawn = Audit.drawn(scored, sample, seed: seed)
    var listing = Listing(
      table: TextTable(["student", "points", "state", "to look at it"], rightAligned: [1]),
      records: Records(keys: ["student", "score", "points", "state", "command"]),
      nothing: "nobody has a score")
    for standing in drawn {
      let command =
        "nabla show \(ShellText.word(standing.student)) \(ShellText.word(assignment))"
      listing.add(
        [
          standing.student, standing.score.map { "\($0) / \(standing.maximum)" } ?? "-",
          standing.state.rawValue, command,
        ],
        [
          .text(standing.student), .number(standing.score?.value),
          .number(standing.maximum.value), .text(standing.state.rawValue), .text(command),
        ])
    }
    try privacy.hideNames(in: &listing, course)
    try Console.result(listing.text(format))
    guard drawn.count < sample else { return }
    Console.note(
      "\(drawn.count) student\(drawn.count == 1 ? " has" : "s have") a score: this is all of them")
  }

  private func ask(_ student: String) throws {
    let course = try options.course(assignment: assignment, student: student)
    let standing = course.standings.first { $0.counted != nil }
    let attempts = try orFault { () throws(Gradebook.Failure) in
      try course.book.attempts(
        assignment, student: student, number: standing?.counted?.record.number)
    }
    guard let standing, let attempt = attempts.first else {
      throw CommandFault(
        "no attempt of '\(visible(student))' at '\(visible(assignment))' counts", .usage)
    }
    guard let session = try course.session(attempt.definition, of: assignment),
      let found = session.questions(
        attempt.files.map(\.file), student: student, at: attempt.inputs, count: 3,
        rank: { StableHash.of("\(seed)\0\(standing.student)\0\($0)") })
    else {
      throw CommandFault(
        "the definition that this was graded by cannot be read any more", .fault)
    }
    var listing = Listing(
      table: TextTable(["part", "question"]),
      records: Records(keys: ["part", "question", "answer"]),
      nothing: "there is nothing to ask about: no part has numbers that can be judged")
    for question in found.questions {
      listing.add(
        [question.part.description, question.text],
        [.text(question.part.description), .text(question.text), .text(question.answer)])
    }
    guard format == .table, !found.questions.isEmpty else {
      return try Console.result(listing.text(format))
    }
    try Console.result(
      found.questions.enumerated().map { Audit.text($0.offset + 1, $0.element) }
        .joined(separator: "\n"))
  }

  /// A question with its number, and what is right below it.
  private static func text(_ number: Int, _ question: OralQuestions.Question) -> String {
    let lines = [question.text, "Right: \(question.answer)"].flatMap {
      TextWrapping.lines(visible($0), width: Console.width - 4)
    }
    return lines.enumerated().map { index, line in
      (index == 0 ? "\(number).  " : "    ") + line + "\n"
    }.joined()
  }

  /// One student of each group of neighbours in the order of scores.
  private static func drawn(_ standings: [Standing], _ count: Int, seed: String) -> [Standing] {
    let ordered = standings.sorted {
      (($0.score ?? .zero), $1.student) > (($1.score ?? .zero), $0.student)
    }
    let groups = min(count, ordered.count)
    return (0..<groups).compactMap { group in
      let members = ordered[ordered.count * group / groups..<ordered.count * (group + 1) / groups]
      return members.min { hash($0, seed) < hash($1, seed) }
    }
  }

  private static func hash(_ standing: Standing, _ seed: String) -> String {
    StableHash.of("\(seed)\0\(standing.assignment)\0\(standing.student)") + standing.student
  }
}
