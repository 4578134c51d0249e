import Coursework
import Diagnostics
import Tensors

/// What was understood from a submission, part by part.
struct AnswerList {
  static let keys = ["student", "part", "asked", "found", "digits", "reading"]

  private struct Line {
    let part: String
    let asked: String
    let found: String
    let digits: String
    let reading: String
    let status: ExitStatus
  }

  private let submission: Submission
  private let lines: [Line]

  init(_ submission: Submission, asked: Assignment?) {
    self.submission = submission
    if let asked {
      lines = asked.parts.map { _, part in
        AnswerList.line(
          part.name.description, submission.reading(of: part.name), asked: part.shape)
      }
    } else {
      lines = submission.answers.keys.sorted().map { name in
        AnswerList.line(name, submission.answers[name] ?? .missing, asked: nil)
      }
    }
  }

  private static func line(_ part: String, _ reading: AnswerReading, asked: Shape?) -> Line {
    func line(_ found: String, _ digits: String, _ text: String, _ status: ExitStatus) -> Line {
      Line(
        part: part, asked: asked.map(AnswerList.words) ?? "", found: found, digits: digits,
        reading: text,
        status: status)
    }
    switch reading {
    case .missing: return line("", "", "missing", ExitStatus.wrong)
    case .malformed(let diagnostic, _):
      let place = diagnostic.location.map { "\($0): " } ?? ""
      return line("", "", "cannot be read: \(place)\(diagnostic.message)", ExitStatus.unreadable)
    case .numbers(let answer):
      let shape = words(answer.shape)
      let digits = AnswerList.digits(answer)
      guard let asked else { return line(shape, digits, "read", ExitStatus.done) }
      switch ShapeFit.of(answer, in: asked) {
      case .exact: return line(shape, digits, "read", ExitStatus.done)
      case .squeezed: return line(shape, digits, "read, axes of length 1 ignored", ExitStatus.done)
      case .flat: return line(shape, digits, "read row by row", ExitStatus.done)
      case .wrong(let isReversed):
        return line(
          shape, digits, "wrong shape" + (isReversed ? ", the transpose would fit" : ""),
          ExitStatus.unreadable)
      }
    }
  }

  private static func words(_ shape: Shape) -> String {
    shape.rank == 0 ? "number" : shape.description
  }

  /// The most digits that any number was written with: they tell how precisely all are meant.
  private static func digits(_ answer: Answer) -> String {
    guard answer.tokens.contains(where: { $0.hasPoint || $0.hasExponent }) else { return "whole" }
    if answer.tokens.contains(where: \.hasExponent) {
      return "\(answer.tokens.map(\.significantDigits).max() ?? 0) significant"
    }
    let decimals = answer.tokens.map(\.decimals).max() ?? 0
    return "\(decimals) decimal\(decimals == 1 ? "" : "s")"
  }

  /// The exit status: of the gravest line, or of a fault outside all parts.
  var status: ExitStatus {
    max(
      lines.map(\.status).max() ?? ExitStatus.wrong,
      submission.hasUnreadable ? ExitStatus.unreadable : ExitStatus.done)
  }

  var rows: [[Field]] {
    lines.map { line in
      [submission.student, line.part, line.asked, line.found, line.digits, line.reading].map {
        .text($0)
      }
    }
  }

  var text: String {
    var table = TextTable(["part", "asked", "found", "digits", "reading"])
    for line in lines {
      table.add([line.part, line.asked, line.found, line.digits, line.reading])
    }
    let complete = lines.count { $0.status == ExitStatus.done }
    return "\(visible(submission.student))\n\n" + table.text()
      + "\n  \(complete) of \(lines.count) parts can be graded\n"
  }
}
