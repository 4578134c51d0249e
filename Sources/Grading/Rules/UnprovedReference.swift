extension VerdictRule {
  /// Nobody is graded by a reference that a witness contradicts, nor, unless that was asked for, by one that none
  /// could prove.
  static let unprovedReference = VerdictRule("Unproved reference") { question in
    let proof = question.key.proof
    guard proof.finding > (question.takesUnproved ? .unproved : .agrees) else { return nil }
    return .disputed(.reference(proof.reason))
  }
}
