internal import Coursework
internal import Diagnostics
internal import Grading

extension StudentReport {
  /// The report as plain text, lines of at most 78 characters.
  public var text: String {
    var lines = [visible(title), visible(name), ""]
    lines += summary.flatMap { StudentReport.wrapped($0, indent: 0) }
    for part in parts {
      lines.append("")
      let title = part.title.map { ": \(visible($0))" } ?? ""
      lines += StudentReport.wrapped("\(visible(part.name.description))\(title)", indent: 0)
      lines.append("  \(points(part))  \(part.score == part.points ? "right" : part.words)")
      if !part.why.isEmpty {
        lines += StudentReport.wrapped(visible(part.why), indent: 4)
      }
      if let decision = part.decision {
        lines += StudentReport.wrapped(visible(decision), indent: 4)
      }
    }
    lines.append("")
    lines += closing.flatMap { StudentReport.wrapped($0, indent: 0) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a part earned, in words.
  func points(_ part: Part) -> String {
    if let score = part.score {
      return "\(score) of \(part.points) \(part.isBonus ? "bonus " : "")"
        + "point\(part.points == Points(1) ? "" : "s")"
    }
    return part.verdict == .disputed && part.decision == nil
      ? "no points yet, of \(part.points)" : "left out of the score"
  }

  /// What the score comes to, a sentence an item.
  var summary: [String] {
    var lines: [String] = []
    switch standing.state {
    case .missing: lines.append("Nothing was handed in.")
    case .excused: lines.append("You are excused: this assignment does not count for you.")
    case .disputed:
      lines.append(
        "The score is open: a person will look at "
          + standing.disputedParts.map(\.description).joined(separator: ", ") + ".")
    case .graded:
      if let score = standing.score { lines.append("\(score) of \(standing.maximum) points.") }
    }
    if let attempt, standing.state != .excused {
      switch attempt.lateness {
      case .late(_, let days) where standing.deduction > .zero:
        lines.append(
          "It was \(days) day\(days == 1 ? "" : "s") late, \(slipped(attempt))which cost \(standing.deduction) points of the "
            + "\(attempt.earned) that were earned.")
      case .late where standing.slipDays > 0:
        lines.append("It was late; \(slipped(attempt))so nothing is deducted.")
      case .late: lines.append("It was late; nothing is deducted.")
      case .unknown: lines.append("When it was handed in is unknown; nothing is deducted.")
      case .tooLate, .none: break
      }
      if let exclusion = attempt.exclusion {
        lines.append(
          "Attempt \(attempt.record.number) does not count: \(StudentReport.words(exclusion)).")
      } else if standing.attempts.count > 1 {
        lines.append(
          "Attempt \(attempt.record.number) counts, of \(standing.attempts.count) that were handed in."
        )
      }
    }
    if standing.fallen != nil { lines.append("This is the mark that you were told before.") }
    if let decision {
      lines.append(visible(decision.prefix(1).uppercased() + decision.dropFirst()) + ".")
    }
    return lines
  }

  /// The slip days that an attempt takes, as part of a sentence; empty if it takes none.
  private func slipped(_ attempt: Standing.Attempt) -> String {
    let days = standing.slipDays
    return days == 0 ? "" : "\(days) of your slip days \(days == 1 ? "is" : "are") spent on it, "
  }

  /// Whom to ask, and what this is about.
  var closing: [String] {
    var lines: [String] = []
    if let whom = contact.whom ?? (contact.until == nil ? nil : "your instructor") {
      let until = contact.until.map { " until \(contact.zone.text(of: $0))" } ?? ""
      lines.append("If you think that a mark is wrong, ask \(visible(whom))\(until).")
    }
    if let attemptID {
      let time = attempt?.record.submitted.map { ", handed in \(contact.zone.text(of: $0))" } ?? ""
      lines.append("This is about attempt \(visible(attemptID))\(time).")
    }
    return lines
  }

  private static func words(_ exclusion: Standing.Exclusion) -> String {
    switch exclusion {
    case .void: "it was declared void"
    case .free: "nothing in it could be judged"
    case .beyondLimit: "you had used all attempts before"
    case .tooLate: "it came after the last time at which work was accepted"
    }
  }

  static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > 78 - indent {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [margin + line]
  }
}
