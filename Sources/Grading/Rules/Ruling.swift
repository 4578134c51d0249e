internal import Coursework
internal import Formulas

/// What a rule decided about one answer, and on what evidence.
struct Ruling: Sendable {
  /// What the answer was compared with.
  enum Basis: Sendable, Hashable {
    /// The reference at the given inputs, or nothing at all.
    case reference
    /// The slopes of both sides of a kink, here or in earlier answers.
    case kink
    /// The reference at earlier answers that are right, and steps that were rounded on the way.
    case priorAnswers
    /// The reference at earlier answers that are wrong.
    case priorErrors
    /// The slip in the forward that another part was marked for.
    case sameSlip(as: String)
  }

  let verdict: Verdict
  var basis = Basis.reference
  /// The share of the points that a carried or incorrect answer earns.
  var credit = 0.0
  /// How the decision came about, in stable words.
  var notes: [RulingNote] = []
  /// What led to the decision, for people.
  var findings: [Finding]
  /// The comparison that decided: its worst entry, and what each entry was allowed.
  var comparison: Comparison?
  /// Which entries are wrong; nil where the answer is not.
  var wrongEntries: WrongEntries?
  /// The numbers in the order of the part's shape; nil if they could not be laid out in it.
  var tokens: [NumberToken]?
  /// What made the answer wrong; nil if that is not known.
  var diagnosis: Diagnosis?
  /// The slips that explain these numbers and those of an earlier part, where only both together show them.
  var slipsShownTogether: Set<EditID> = []
  /// What the numbers show to be wrong with earlier parts that lost their points.
  var nameOfEarlier: (parts: [String], diagnosis: Diagnosis)?
  /// Whether the file as a whole could not be read.
  var isFileUnreadable = false
  /// Whether nothing but the number of printed digits is wrong.
  var isOfFewDigits = false

  /// Whether nothing was earned by numbers that are wrong, or near the right ones by rounding at best.
  var isLost: Bool {
    verdict == .incorrect || verdict == .imprecise && notes.contains(.roundedSteps)
  }

  /// What the numbers are to later parts; nil if these inherit none.
  var relation: PriorAnswer.Relation? {
    switch verdict {
    case .correct where basis == .kink: .atKink
    case .correct where basis == .reference && comparison?.match == .exact: .exact
    case .correct: .rounded
    // What is right as far as its few digits go.
    case .imprecise where basis == .reference && isOfFewDigits: .rounded
    case .carried, .imprecise, .incorrect, .malformed: .deviating
    case .missing, .disputed: nil
    }
  }

  /// Gives an unnamed mistake the name that a later answer shows, and what it earns.
  mutating func name(_ diagnosis: Diagnosis, in part: Part) {
    guard verdict == .incorrect, diagnosis.isTold, self.diagnosis?.isTold != true else { return }
    self.diagnosis = diagnosis
    credit = max(credit, diagnosis.cause.credit(in: part))
    findings.removeAll { if case .fact = $0 { true } else { false } }
    notes.removeAll { if case .fact = $0 { true } else { false } }
    notes.append(.cause(diagnosis.name, part: part.id))
    findings.insert(contentsOf: diagnosis.explanation.findings, at: min(1, findings.count))
  }

  /// A part whose own reference, or whose answer, the witnesses do not agree on.
  static func disputed(_ doubt: Finding.Doubt, _ comparison: Comparison? = nil) -> Ruling {
    Ruling(
      verdict: .disputed, notes: [.disputed], findings: [.leftToPerson, .doubt(doubt)],
      comparison: comparison)
  }
}

/// How a decision came about, in a word that is stored and counted.
enum RulingNote: Sendable, Hashable {
  case layout(AnswerLayout)
  case rounded
  case truncated
  case roundedEarlier
  case atKink
  case carried
  /// Too few digits were handed in.
  case tooFewDigits
  /// Too few digits were kept on the way.
  case roundedSteps
  case allZeros
  /// The cause of a wrong answer to a part.
  case cause(Cause, part: String)
  /// What is true of the wrong numbers of a part, in a word.
  case fact(String, part: String)
  case shape
  case shapeTransposed
  case shapeColumnMajor
  case unreadable
  case notNumbers
  case disputed

  /// The word.
  var text: String {
    switch self {
    case .layout(let layout): layout.rawValue
    case .rounded: "rounded"
    case .truncated: "truncated"
    case .roundedEarlier: "rounded-earlier"
    case .atKink: "kink"
    case .carried: "carried"
    case .tooFewDigits: "too-few-digits"
    case .roundedSteps: "rounded-steps"
    case .allZeros: "all-zeros"
    case .cause(let cause, let part): "\(part).\(cause.note)"
    case .fact(let note, let part): "\(part).\(note)"
    case .shape: "shape"
    case .shapeTransposed: "shape.transposed"
    case .shapeColumnMajor: "shape.column-major"
    case .unreadable: "unreadable"
    case .notNumbers: "not-numbers"
    case .disputed: "disputed"
    }
  }
}
