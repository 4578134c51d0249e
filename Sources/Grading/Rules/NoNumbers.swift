internal import Diagnostics
internal import Coursework

extension VerdictRule {
  /// What was handed in cannot be read as finite numbers.
  static let noNumbers = VerdictRule("No numbers") { question in
    guard case .malformed(let diagnostic, wholeFile: let isWholeFile) = question.reading else {
      return nil
    }
    // The file's name within the submission: where the folder lay says nothing about the work.
    let place = diagnostic.location.map { "\($0.split(separator: "/").last ?? ""): " } ?? ""
    return Ruling(
      verdict: .malformed, notes: [isWholeFile ? .unreadable : .notNumbers],
      findings: [.unreadable(place + diagnostic.message)], isFileUnreadable: isWholeFile)
  }
}
