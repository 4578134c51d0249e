public import Coursework

/// Whether an assignment may be published: its references proved, and right told from wrong.
///
/// Drawn inputs are tried at five seeds, and everything must hold at each of them.
public struct AssignmentCheck: Sendable {
  /// The seeds at which drawn inputs are tried.
  public static let seeds = 1...5

  /// One part's key and proof, at the seed where it is gravest.
  public struct PartProof: Sendable {
    /// The key.
    public let key: PartKey
    /// The seed; nil if nothing is drawn.
    public let seed: Int?
    /// The fewest decimals to which every step may be rounded, at any seed, before known mistakes are told apart no
    /// more; nil where even eight are too few.
    public var coarsestRounding: Int?
  }

  /// The assignment.
  public let assignment: Assignment
  /// Each part's proof, in the assignment's order.
  public let parts: [PartProof]
  /// Whether the right answer to some part is zero everywhere, at every seed.
  let hasZeroAnswers: Bool
  /// What was tried with the marking rules, part by part.
  public let trials: [SelfAudit.Trial]
  /// What the marking rules got wrong, a sentence each.
  public let failures: [String]
  /// Inputs at which mistakes are hard to see, and mistakes of another shape, a sentence each.
  public let warnings: [String]

  /// What the references were proved by; nil if they were not, or at several seeds.
  public var numericRecord: NumericRecord? {
    parts.allSatisfy { $0.seed == nil } ? NumericRecord(of: parts.map(\.key)) : nil
  }

  /// The number of authored mistakes.
  public var mistakeCount: Int { parts.reduce(0) { $0 + $1.key.part.mistakes.count } }

  /// How many references are proved: those of each part, at each seed.
  public static func proofCount(of assignment: Assignment) -> Int {
    assignment.parts.count * (assignment.draws ? seeds.count : 1)
  }

  /// Checks an assignment; inputs that are drawn are tried at five seeds.
  ///
  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - proved: Told of each part as its reference is proved, on any thread.
  public init(_ assignment: Assignment, proved: (@Sendable (PartName) -> Void)? = nil) {
    guard assignment.draws else {
      self.init(assignment, at: [(assignment, nil)], proved: proved)
      return
    }
    let drawn = AssignmentCheck.seeds.compactMap { seed in
      assignment.drawn(
        StudentDraw(secret: Array("nabla check".utf8), student: "\(seed)", counter: 0)
      ).map { ($0, seed as Int?) }
    }
    let missing = AssignmentCheck.seeds.count - drawn.count
    self.init(
      assignment, at: drawn.isEmpty ? [(assignment, nil)] : drawn,
      failures: missing == 0
        ? [] : ["at \(missing) seeds no numbers were found that keep the constraints"],
      proved: proved)
  }

  /// What is said where students may ask as often as they like where they are wrong, and nobody has said that they may.
  private static func unlimitedAttempts(_ assignment: Assignment) -> [String] {
    let policy = assignment.policy
    guard policy.attempts == nil, !policy.isUnlimitedByChoice, assignment.feedback > .scores
    else { return [] }
    return [
      "students may hand in as often as they like, and are told each time where they are wrong: "
        + "set 'attempts', to 'unlimited' if that is meant, or 'feedback: scores'"
    ]
  }

  /// Checks an assignment at one student's inputs.
  ///
  /// How coarsely steps may be rounded is not looked at: it says nothing about the proof, and takes longer.
  public init(provedFor student: Assignment) {
    self.init(student, at: [(student, nil)], triesRounding: false)
  }

  private init(
    _ assignment: Assignment, at inputs: [(assignment: Assignment, seed: Int?)],
    failures: [String] = [], triesRounding: Bool = true,
    proved: (@Sendable (PartName) -> Void)? = nil
  ) {
    let keys = inputs.map { AnswerKey($0.assignment, witnesses: .all, made: proved) }
    let batches = assignment.problems.flatMap { problem in problem.parts.map { _ in problem.batch }
    }
    let roundings =
      triesRounding ? AssignmentCheck.roundings(keys) : batches.map { _ in nil }
    var failures = failures
    var parts: [PartProof] = []
    var trials: [SelfAudit.Trial] = []
    for (place, batch) in batches.enumerated() {
      let proofs = zip(keys, inputs).map { PartProof(key: $0.parts[place], seed: $1.seed) }
      var gravest = proofs.dropFirst().reduce(proofs[0]) { $1.isGraver(than: $0) ? $1 : $0 }
      gravest.coarsestRounding = roundings[place]
      parts.append(gravest)
      let audits = proofs.map { SelfAudit($0.key, batch: batch) }
      trials += SelfAudit.merged(audits)
      // The first seed at which something fails says enough.
      if let (audit, proof) = zip(audits, proofs).first(where: { !$0.0.failures.isEmpty }) {
        let place = proof.seed.map { "at seed \($0): " } ?? ""
        failures += audit.failures.map { place + $0 }
      }
    }
    for (key, input) in zip(keys, inputs) {
      let place = input.seed.map { "at seed \($0): " } ?? ""
      let missed = ExpectationTrial.failures(key).map { place + $0 }
      failures += missed
      if !missed.isEmpty { break }
    }
    failures += AssignmentCheck.constantDraws(inputs.map(\.assignment))
    let zeros = parts.map(\.key.part.name).indices.filter { place in
      keys.allSatisfy { $0.parts[place].isZero }
    }
    hasZeroAnswers = !zeros.isEmpty
    var warnings: [String] = []
    for (input, seed) in inputs {
      for warning in input.problems.flatMap({ InputWarnings.of($0) })
      where !warnings.contains(where: { $0.hasSuffix(warning) }) {
        warnings.append((seed.map { "at seed \($0): " } ?? "") + warning)
      }
    }
    for (key, (_, seed)) in zip(keys, inputs) {
      for warning in key.parts.compactMap(\.triangleWarning)
      where !warnings.contains(where: { $0.hasSuffix(warning) }) {
        warnings.append((seed.map { "at seed \($0): " } ?? "") + warning)
      }
    }
    warnings += AssignmentCheck.unlimitedAttempts(assignment)
    warnings += zeros.map {
      "\(parts[$0].key.part.name): the right answer is zero everywhere, which a blank page gives too"
    }
    self.assignment = assignment
    self.parts = parts
    self.trials = trials
    self.failures = failures
    self.warnings = warnings
  }

  /// The coarsest rounding of each part at any of some inputs.
  private static func roundings(_ keys: [AnswerKey]) -> [Int?] {
    concurrently(
      (keys.first?.parts ?? []).indices.map { place in
        { @Sendable () -> Int? in
          let decimals = keys.map { CoarsestRounding.decimals(of: $0.parts[place]) }
          return decimals.contains(nil) ? nil : decimals.compactMap { $0 }.max()
        }
      })
  }

  /// Inputs that are drawn and yet the same for everybody.
  private static func constantDraws(_ drawn: [Assignment]) -> [String] {
    guard drawn.count > 1 else { return [] }
    return drawn[0].problems.enumerated().flatMap { index, problem in
      problem.givens.enumerated().compactMap { place, given -> String? in
        guard let draw = given.draw, !draw.isCategorical,
          drawn.allSatisfy({ $0.problems[index].givens[place].value == given.value })
        else { return nil }
        return "\(problem.id): \(given.name) is drawn, but the same at every seed; "
          + "allow more decimals or a wider range"
      }
    }
  }

  /// What the marking rules get wrong at the inputs of a key, a sentence each: what ``failures`` says of one seed.
  public static func failures(of key: AnswerKey) -> [String] {
    key.parts.flatMap { SelfAudit($0, batch: $0.problem.batch).failures }
      + ExpectationTrial.failures(key)
  }

  /// Whether every derivative is proved and the marking rules tell right from wrong.
  public var isProved: Bool {
    failures.isEmpty && parts.allSatisfy { $0.key.proof.finding <= .agrees }
  }
}

extension AssignmentCheck.PartProof {
  /// Whether this finding is graver, or its witnesses are further apart.
  fileprivate func isGraver(than other: AssignmentCheck.PartProof) -> Bool {
    if key.proof.finding != other.key.proof.finding {
      return key.proof.finding > other.key.proof.finding
    }
    let gap = key.proof.gaps.values.map(\.ratio).max() ?? 0
    let otherGap = other.key.proof.gaps.values.map(\.ratio).max() ?? 0
    return gap > otherGap
  }
}
