public import Coursework
internal import Formulas
internal import Tensors

/// What a student is given to read: the task, what is asked for, with which numbers, by when, and how to hand in; never a
/// reference.
public struct HandoutSheet: Sendable {
  let assignment: Assignment
  let name: String?
  let due: Moment?
  /// After which nothing counts; nil if work counts however late it is.
  let lastMoment: Moment?
  let zone: TimeTableZone
  private let slipDays: Int?

  /// Puts a sheet together.
  ///
  /// - Parameters:
  ///   - assignment: The assignment at the student's inputs.
  ///   - student: The student's line of the roster; nil where it is for nobody in particular.
  ///   - zone: The zone in which times are told.
  ///   - slipDays: The days that a student may be late in the course; nil if there are none.
  public init(
    _ assignment: Assignment, student: RosterEntry?, zone: TimeTableZone, slipDays: Int? = nil
  ) {
    self.assignment = assignment
    self.zone = zone
    self.slipDays = slipDays
    name = student?.shownName
    let own = student?.extension(for: assignment.id)
    due = assignment.policy.ownDue(extension: own)
    lastMoment = assignment.policy.lastMoment(extension: own)
  }

  /// What holds of the whole, a sentence each.
  var facts: [String] {
    let policy = assignment.policy
    var facts = [
      "\(assignment.maximum.words) in total."
    ]
    facts.append(due.map { "Due \(zone.text(of: $0))." } ?? "No due time is set.")
    if policy.due != nil { facts.append(lateness(policy.late)) }
    if let slipDays, slipDays > 0, policy.late?.perDay ?? 0 > 0 {
      facts.append(
        "You have \(slipDays) slip day\(slipDays == 1 ? "" : "s") for the course, and these are spent before points are."
      )
    }
    if assignment.isGroupWork {
      facts.append("This is the work of a group: one member hands in for all.")
    }
    if let attempts = policy.attempts {
      facts.append(
        attempts == 1
          ? "You may hand in once."
          : "You may hand in \(attempts) times; the \(policy.count == .best ? "best" : "last") attempt counts."
      )
    }
    return facts
  }

  /// What becomes of late work.
  private func lateness(_ late: SubmissionPolicy.Late?) -> String {
    if let lastMoment, lastMoment == due { return "After that nothing counts." }
    var text = "Late work counts, and nothing is deducted"
    if let late, late.perDay > 0 {
      let share = Points(millionths: late.perDay).scaledToPercent
      text = "Each day begun after that costs \(share) % of the points"
      if late.grace.seconds > 0 { text += ", after \(late.grace.text) without a deduction" }
    }
    return text + (lastMoment.map { "; after \(zone.text(of: $0)) nothing counts" } ?? "") + "."
  }

  /// How many digits are asked for.
  var digits: String {
    var asked: [AskedDigits] = []
    for digits in assignment.parts.compactMap(\.part.tolerance.asked) where !asked.contains(digits)
    {
      asked.append(digits)
    }
    return asked.count == 1
      ? "Give at least \(asked[0].words)" : "Give all the digits you have"
  }

  /// Where to hand in, a paragraph each.
  var place: [String] { assignment.handIn.map(HandoutSheet.paragraphs) ?? [] }

  /// How to hand in, a paragraph each, with code between backticks.
  var handingIn: [String] {
    [
      """
      Fill in `answers.json`: a number where the shape is a number, else lists within lists, the first axis \
      outermost. A derivative of a tensor has the axes of the tensor first, then those of what it is taken by. \
      Leave `null` where you have no answer. In place of an entry of that file you may hand in a table of your \
      own, `PROBLEM.PART.csv`, or numpy's `PROBLEM.PART.npy`. \(digits), and round only at the end. \
      Indices and labels count from 0.
      """,
      ProblemNotation.legend,
      """
      `inputs.json` holds the same numbers as the tables in `inputs/`. \
      `nabla answers .` shows what is understood from this folder.
      """,
    ]
  }

  /// The file that holds a given.
  public static func table(_ problem: Problem, _ given: Given) -> String {
    "inputs/\(problem.id).\(given.name).csv"
  }

  /// What a part asks for, in a sentence: its name for people, its own text, and which entries.
  func request(_ part: Part) -> String {
    [
      part.title == part.id ? nil : part.title, part.text.map(HandoutSheet.oneLine),
      part.takenWords, recursionWords(part),
    ]
    .compactMap { $0 }.joined(separator: "; ")
  }

  /// What of a loop a derivative by one of its steps counts.
  private func recursionWords(_ part: Part) -> String? {
    guard case .derivative(_, let variable) = part.quantity else { return nil }
    let (name, isDirect) = DirectVariable.plain(variable)
    let forward = assignment.problems.first { $0.id == part.problem }?.forward
    guard forward?.isRecursion(name) == true else { return nil }
    return isDirect
      ? "the direct derivative: all other steps of \(name) are held fast"
      : "the total derivative: a step of \(name) changes those computed after it"
  }

  /// Points and shape of a part.
  func measure(_ part: Part) -> String {
    "\(HandoutSheet.words(part.shape)), \(part.points) "
      + (part.isBonus ? "bonus " : "") + "point\(part.points == Points(1) ? "" : "s")"
  }

  /// A shape, in words.
  static func words(_ shape: Shape) -> String { shape.rank == 0 ? "a number" : "shape \(shape)" }

  /// Text without the white space at its end.
  static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  /// The paragraphs of a text, each as one line.
  static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = trimmed(String(line))
      if words.isEmpty || paragraphs.isEmpty {
        paragraphs.append(words)
      } else {
        paragraphs[paragraphs.count - 1] += (paragraphs.last == "" ? "" : " ") + words
      }
    }
    return paragraphs.filter { !$0.isEmpty }
  }

  private static func oneLine(_ text: String) -> String {
    trimmed(String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? " " : $0 })))
  }
}

extension Points {
  /// A share in millionths as a percentage, exactly.
  fileprivate var scaledToPercent: Points {
    let (percent, overflow) = millionths.multipliedReportingOverflow(by: 100)
    return overflow ? self : Points(millionths: percent)
  }
}
