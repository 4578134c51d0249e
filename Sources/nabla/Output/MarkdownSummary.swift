import Coursework
import Diagnostics
import Grading
import Writing

/// A run's results in Markdown, as pages of pipelines show them: of one submission its parts, of a class a line each.
struct MarkdownSummary {
  private let file: OutputFile.Growing
  private let isOfOne: Bool

  /// Begins the file.
  ///
  /// - Throws: ``CommandFault`` where it cannot be written.
  init(_ path: String, isOfOne: Bool) throws(CommandFault) {
    self.isOfOne = isOfOne
    let header = isOfOne ? "" : MarkdownText.table(MarkdownSummary.columns, [], rightAligned: [2])
    file = try orFault { () throws(OutputFile.Failure) in
      try OutputFile.Growing(path, for: .staff, Array(header.utf8))
    }
  }

  private static let columns = ["assignment", "student", "points", "not correct"]

  /// Adds submissions.
  ///
  /// - Throws: ``CommandFault``.
  func add(_ entries: [GradedEntry]) throws(CommandFault) {
    let text = entries.map { isOfOne ? parts($0) : row($0) }.joined()
    try orFault { () throws(OutputFile.Failure) in try file.append(Array(text.utf8)) }
  }

  /// Moves the file to its place.
  ///
  /// - Throws: ``CommandFault``.
  func finish() throws(CommandFault) {
    try orFault { () throws(OutputFile.Failure) in try file.finish() }
  }

  private func row(_ entry: GradedEntry) -> String {
    let outcome = entry.redacted
    let remarks = ([OutcomeText.counts(outcome)] + entry.remarks).filter { !$0.isEmpty }
    return MarkdownText.row([
      outcome.assignment, outcome.student, "\(outcome.score) / \(outcome.maximum)",
      remarks.joined(separator: "; "),
    ])
  }

  private func parts(_ entry: GradedEntry) -> String {
    let outcome = entry.redacted
    let rows = outcome.parts.map { part in
      [
        part.name.description, "\(part.score?.description ?? "-") / \(part.points)",
        part.verdict.rawValue, part.why,
      ]
    }
    let title = MarkdownText.cell("\(outcome.assignment), \(outcome.student)")
    let remarks = entry.remarks.map { "\n\(MarkdownText.cell($0))\n" }.joined()
    return "### \(title): \(outcome.score) of \(outcome.maximum) points\n\n"
      + MarkdownText.table(["part", "points", "verdict", "why"], rows, rightAligned: [1]) + remarks
  }
}
