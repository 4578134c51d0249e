internal import Coursework

/// Something that led to a decision, told in a sentence from some level of feedback on.
enum Finding: Sendable {
  /// Why a decision is left to a person.
  enum Doubt: Sendable {
    /// The reference itself, in the proof's words.
    case reference(String)
    /// The reference names a part that is disputed.
    case builtOnDisputed(part: String)
    /// The reference accepts an entry that the numeric derivative rules out.
    case acceptedByReferenceAlone(entry: [Int])
    /// So it does given the student's answer to an earlier part.
    case acceptedGivenPriorAlone(part: String)
    /// The numeric derivative accepts what the reference does not.
    case acceptedByDerivativeAlone
    /// No rule applied, which is a fault of the grader.
    case noRuleApplied
  }

  case notHandedIn
  case unreadable(String)
  case leftToPerson
  case wrongShape(WrongShape)
  case tooFewDigits(String, decimalsNeeded: Int)
  case fewerDigitsThanAsked(String, asked: String)
  case roundedOnTheWay(digits: Int, needed: String)
  case right(RightAnswer)
  case carried(from: [String], which: PriorFault)
  case sameSlip(as: String)
  case carriedFromHidden(shownBy: [String])
  case carriedFactor(of: String)
  case allZeros(count: Int)
  case wrongNumber
  case wrongEntries(String)
  /// What is wrong, and, with the formulas in place, what belongs there.
  case explained(Explanation)
  /// The formulas of an explanation: they quote the right one.
  case formulas(Explanation)
  /// What is true of the numbers, where no mistake explains them.
  case fact(DifferenceFact)
  case nearMiss(digits: Int, isDerivative: Bool)
  case notCarried([(part: String, refusal: CarryRefusal)])
  case wrongBy(EntryComparison)
  case doubt(Doubt)
  /// All that is told where a level tells nothing of how the decision came about.
  case verdictAlone(Verdict)

  /// What is the matter with the earlier answers that something is carried from.
  struct PriorFault: Sendable {
    /// Whether only their digits are too few, for all that is known, or those of what they follow from.
    let isOfDigits: Bool
    /// Whether some are at fault themselves.
    let isOwn: Bool
    /// Whether some are right given others.
    let isInherited: Bool

    fileprivate func words(isOne: Bool) -> String {
      let are = isOne ? "is" : "are"
      let follow = isOne ? "follows" : "follow"
      let (own, other) =
        isOfDigits
        ? ("\(are) too imprecise", "\(follow) from one that is too imprecise")
        : ("\(are) wrong", "\(follow) from a wrong answer")
      return isOwn && isInherited ? "\(own), or \(other)" : isOwn ? own : other
    }
  }

  /// How far a right answer is off, and how it was read.
  struct RightAnswer: Sendable {
    let ratio: Double
    let match: Comparison.Match
    let basis: Ruling.Basis
    let excludesKinks: Bool
    let layout: AnswerLayout?
  }

  /// What shape was found and expected, and what is likely meant.
  struct WrongShape: Sendable {
    let given: String
    let wanted: String
    let isReversed: Bool
    let isColumnMajor: Bool
    let hasDecimalCommas: Bool
  }

  /// The level of feedback from which on it is told.
  var level: FeedbackLevel {
    switch self {
    case .notHandedIn, .unreadable, .leftToPerson, .wrongShape, .tooFewDigits,
      .fewerDigitsThanAsked, .roundedOnTheWay, .verdictAlone:
      .scores
    case .right, .carried, .sameSlip, .carriedFromHidden, .carriedFactor, .allZeros, .wrongNumber,
      .wrongEntries:
      .locations
    case .explained, .fact, .nearMiss, .notCarried: .mistakes
    case .formulas, .wrongBy, .doubt: .full
    }
  }

  /// The earlier parts whose errors an answer repeats.
  var origins: [String] {
    switch self {
    case .carried(let names, _), .carriedFromHidden(let names): names
    case .sameSlip(let name), .carriedFactor(let name): [name]
    default: []
    }
  }

  /// Whether something is carried from answers whose digits are too few, and that are not known to be wrong.
  var isCarriedFromImprecise: Bool {
    if case .carried(_, let fault) = self { fault.isOfDigits } else { false }
  }

  /// The mistake that explains a wrong answer.
  var mistake: String? {
    if case .explained(let explanation) = self { explanation.short } else { nil }
  }

  /// The formulas of that mistake.
  var formulas: String? {
    if case .formulas(let explanation) = self { explanation.formulas } else { nil }
  }

  /// The sentence.
  var text: String {
    switch self {
    case .notHandedIn: "no answer was handed in"
    case .unreadable(let reason): reason
    case .leftToPerson: "disputed: a person decides, at no cost to you"
    case .wrongShape(let shape): shape.text
    case .tooFewDigits(let digits, let needed):
      "\(digits) cannot tell whether numbers of this size are right; give \(needed) decimals or more"
    case .fewerDigitsThanAsked(let digits, let asked):
      "handed in with \(digits), and asked for with \(asked)"
    case .roundedOnTheWay(let digits, let needed):
      "agrees to about \(digits) digit\(digits == 1 ? "" : "s"), as if numbers were rounded on the way; "
        + "that cannot tell right from wrong here, so keep \(needed) in every step"
    case .right(let answer): answer.text
    case .carried(let names, let fault):
      "right given your own \(names.joined(separator: " and ")), which "
        + fault.words(isOne: names.count == 1)
    case .sameSlip(let first): "right but for the slip that \(first) was marked for"
    case .carriedFromHidden(let parts):
      "right given one wrong step on the way, which your \(parts.joined(separator: " and ")) "
        + "\(parts.count == 1 ? "shows" : "show")"
    case .carriedFactor(let part): "right but for the factor by which your \(part) is off"
    case .allZeros(let count): count == 1 ? "zero" : "all zeros"
    case .wrongNumber: "the number is wrong"
    case .wrongEntries(let places): places
    case .explained(let explanation): explanation.short
    case .formulas(let explanation): explanation.formulas
    case .fact(let fact): fact.text
    case .nearMiss(let digits, let isDerivative):
      "agrees to about \(digits) digits: rounded on the way"
        + (isDerivative ? ", or a numeric derivative with too large a step?" : "?")
    case .notCarried(let reasons):
      "nothing is carried from "
        + reasons.map { "your own \($0.part), because \($0.refusal.reason)" }
        .joined(separator: ", nor from ")
    case .wrongBy(let entry): entry.text
    case .doubt(let doubt): doubt.text
    case .verdictAlone(let verdict):
      switch verdict {
      case .correct: "right"
      case .carried: "right given your own earlier answers"
      case .incorrect: "not right"
      case .imprecise, .malformed, .missing, .disputed: ""
      }
    }
  }
}

extension Finding.Doubt {
  fileprivate var text: String {
    switch self {
    case .reference(let reason): reason
    case .builtOnDisputed(let part): "its reference is built on \(part), which is disputed"
    case .acceptedByReferenceAlone(let entry):
      "the reference accepts the answer, its numeric derivative at \(shown(index: entry)) does not"
    case .acceptedGivenPriorAlone(let part):
      "the reference accepts the answer given your \(part), its numeric derivative does not"
    case .acceptedByDerivativeAlone:
      "the numeric derivative accepts the answer, the reference does not"
    case .noRuleApplied: "no rule decides about it"
    }
  }
}

extension Finding.RightAnswer {
  fileprivate var text: String {
    var text =
      ratio == 0
      ? "no difference" : "largest difference is \(shown(ratio, digits: 2)) of what is allowed"
    switch match {
    case .rounded(let digits): text = "rounded to \(digits); " + text
    case .truncated(let digits): text = "cut off after \(digits); " + text
    case .exact, .imprecise, .wrong: break
    }
    if basis == .priorAnswers { text += ", given numbers that were rounded on the way" }
    if basis == .kink {
      text +=
        excludesKinks
        ? "; entries at a kink were not looked at"
        : "; at a kink every slope between the sides is right"
    }
    switch layout {
    case .squeezed: text += "; axes of length 1 were ignored"
    case .transposed: text += "; read as the transpose, which is accepted here"
    case .flattened: text += "; the flat list was read row by row"
    case nil: break
    }
    return text
  }
}

extension Finding.WrongShape {
  fileprivate var text: String {
    "\(given), expected \(wanted)" + (isReversed ? "; the transpose would fit" : "")
      + (isColumnMajor ? "; the list goes column by column, row by row it would be right" : "")
      + (hasDecimalCommas ? "; a comma separates numbers here, so write 0.5 and not 0,5" : "")
  }
}

extension EntryComparison {
  /// Both numbers, with as many digits as it takes to see that they differ, and what was allowed.
  fileprivate var text: String {
    let (got, wanted) = shownApart(got, wanted)
    let place = index.isEmpty ? "" : " at \(shown(index: index))"
    return "\(got) where \(wanted) is right\(place): off by \(shown(error, digits: 2)), "
      + "allowed \(shown(tolerance, digits: 2))"
  }
}

extension AskedDigits {
  /// How many digits to keep, in words: nobody counts more than eight decimals, or seven digits.
  var demand: String {
    switch self {
    case .decimals(let count) where count <= 8: "\(words) or more"
    case .significant(let count) where count <= 7: "\(words) or more"
    default: "all digits"
    }
  }
}
