internal import Coursework

extension VerdictRule {
  /// There is no answer.
  static let nothingHandedIn = VerdictRule("Nothing handed in") { question in
    guard case .missing = question.reading else { return nil }
    return Ruling(verdict: .missing, findings: [.notHandedIn])
  }
}
