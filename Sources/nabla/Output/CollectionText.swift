import Coursework
import Diagnostics

/// What became of a download, in words.
struct CollectionText {
  private let result: SubmissionCollector.Result
  private let folder: String

  init(_ result: SubmissionCollector.Result, folder: String) {
    self.result = result
    self.folder = folder
  }

  /// What goes to the results.
  var summary: String {
    let counts = result.counts
    var lines = [
      "\(visible(folder)): \(counts.new) collected, \(counts.again) handed in again, "
        + "\(counts.known) here already"
    ]
    func add(_ what: String, _ names: [String]) {
      guard !names.isEmpty else { return }
      let shown = names.prefix(10).map(visible).joined(separator: ", ")
      let more = names.count > 10 ? " and \(names.count - 10) more" : ""
      lines.append("  \(names.count) \(what): \(shown)\(more)")
    }
    add("without any answer, so nothing was collected", result.empty)
    add("on the roster with nothing collected", result.missing)
    if !result.unmatched.isEmpty {
      let count = result.unmatched.count
      lines.append(
        "  \(count) not matched, listed in \(visible(folder))/unmatched.csv: fill in the column student, "
          + "and collect again")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is said besides.
  var diagnostics: [Diagnostic] {
    var all = result.diagnostics
    func add(
      _ names: [String], _ what: String, _ severity: Diagnostic.Severity, help: String? = nil
    ) {
      guard !names.isEmpty else { return }
      let shown = names.prefix(10).map(visible).joined(separator: ", ")
      let more = names.count > 10 ? " and \(names.count - 10) more" : ""
      all.append(Diagnostic("\(what): \(shown)\(more)", severity: severity, help: help))
    }
    add(result.strays, "files that are nobody's, left out", .note)
    add(
      result.unknownRows, "rows of the times that name nobody, neither here nor on the roster",
      .warning)
    add(
      result.reverted, "the same as an attempt before the last one, so the last one stays", .note,
      help: "if it was handed in again, a table with the times says so: --times FILE")
    if result.untimed.all > 0 {
      let late = result.untimed.markedLate
      all.append(
        Diagnostic(
          "it is unknown when \(counted(result.untimed.all, "submission")) "
            + "\(result.untimed.all == 1 ? "was" : "were") handed in"
            + (late > 0 ? "; \(late) of them \(late == 1 ? "is" : "are") marked late" : ""),
          severity: late > 0 ? .warning : .note,
          help: "name a table with the times: --times FILE"))
    }
    return all
  }

  private func counted(_ count: Int, _ what: String) -> String {
    "\(count) \(what)\(count == 1 ? "" : "s")"
  }

  /// The exit status that this leads to.
  var status: ExitStatus {
    if result.diagnostics.contains(where: { $0.severity == .error }) { return .unreadable }
    return result.unmatched.isEmpty ? .done : .wrong
  }
}
