import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading

/// Outcomes for people or programs.
enum OutcomeText {
  /// A table of one submission: part, points, verdict, why.
  static func table(_ outcome: Outcome, stored: Gradebook.Stored?) -> String {
    var table = TextTable(["part", "points", "verdict", "why"], rightAligned: [1])
    for part in outcome.parts {
      let points = "\(part.points)\(part.isBonus ? " bonus" : "")"
      let score = part.score.map { "\($0) / \(points)" } ?? "disputed / \(points)"
      table.add([part.name.description, score, part.verdict.rawValue, part.why])
    }
    let colours = Console.hasColour(STDOUT_FILENO)
    let rows = table.text() { column, cell in
      guard colours, column == 2, let verdict = Verdict(rawValue: cell) else { return cell }
      return "\u{1B}[\(colour(verdict))m\(cell)\u{1B}[0m"
    }
    return "\(visible("\(outcome.assignment)  \(outcome.student)"))\(attempt(stored))\n\n" + rows
      + "\n  \(outcome.score) of \(outcome.maximum) points\n"
  }

  private static func attempt(_ stored: Gradebook.Stored?) -> String {
    switch stored {
    case .attempt(let number): "  attempt \(number)"
    case .unchanged(let number): "  the same as attempt \(number), not stored again"
    case .stays(let number): "  the same as attempt \(number), whose stored grading stays"
    case .gradedAgain(let number): "  the same as attempt \(number), graded again"
    case nil: ""
    }
  }

  /// What an attempt comes to by the policy, a sentence each.
  static func remarks(_ attempt: Standing.Attempt, _ policy: SubmissionPolicy) -> [String] {
    var lines: [String] = []
    switch attempt.lateness {
    case .none, .unknown: break
    case .late(_, let days) where attempt.deduction > .zero:
      lines.append(
        "\(days) day\(days == 1 ? "" : "s") late: \(attempt.deduction.words) less, "
          + "\(attempt.score) of \(attempt.maximum)"
          + (attempt.slipDays > 0
            ? ", with \(attempt.slipDays) slip day\(attempt.slipDays == 1 ? "" : "s") spent" : ""))
    case .late where attempt.slipDays > 0:
      lines.append("late, \(attempt.slipDays) slip day\(attempt.slipDays == 1 ? "" : "s") spent")
    case .late: lines.append("late, nothing is deducted")
    case .tooLate: break
    }
    if let exclusion = attempt.exclusion {
      lines.append(
        exclusion == .free
          ? "uses no attempt: \(exclusion.rawValue)" : "does not count: \(exclusion.rawValue)")
    } else if let limit = policy.attempts {
      lines.append("attempt \(attempt.used) of \(limit) that count")
    }
    return lines
  }

  /// What people decided comes to; nothing where nobody decided.
  static func decided(_ standing: Standing) -> [String] {
    if let fallen = standing.fallen, let score = standing.score {
      return [
        "what the student was told stands, \(score) of \(standing.maximum) points; it would be \(fallen) now"
      ]
    }
    guard !standing.decisions.isEmpty else { return [] }
    let score = standing.score.map { "\($0) of \(standing.maximum) points stand" }
    return ["with what was decided, \(score ?? "it is \(standing.state.rawValue)")"]
  }

  private static func colour(_ verdict: Verdict) -> String {
    switch verdict {
    case .correct: "32"
    case .carried, .imprecise, .missing: "33"
    case .incorrect, .malformed: "31"
    case .disputed: "35"
    }
  }

  /// How many parts are not correct, by verdict.
  static func counts(_ outcome: Outcome) -> String {
    Verdict.allCases.filter { $0 != .correct }.compactMap { verdict in
      let count = outcome.parts.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(verdict.rawValue)" : nil
    }.joined(separator: ", ")
  }

  /// The parts of an outcome as records.
  static func rows(_ outcome: Outcome, _ stored: Gradebook.Stored?) -> [[Field]] {
    outcome.parts.map { part in
      [
        .text(outcome.assignment), .text(outcome.student), .count(stored?.number),
        .text(part.name.description),
        .number(part.points.value), .number(part.score?.value), .text(part.verdict.rawValue),
        .text(part.note), .number(part.worst?.error), .number(part.worst?.tolerance),
        .text(part.why),
      ]
    }
  }
}
