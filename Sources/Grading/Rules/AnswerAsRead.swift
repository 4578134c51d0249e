internal import Coursework
internal import Tensors

/// A layout in which numbers were read that is not quite the part's own.
enum AnswerLayout: String, Sendable {
  /// Axes of length 1 were ignored.
  case squeezed
  /// A flat list was read row by row.
  case flattened
  /// The axes are in reverse order, which the assignment accepts.
  case transposed
}

/// Numbers in the part's shape, with the comparisons that several rules look at, each made once.
final class AnswerAsRead {
  let key: PartKey
  let tokens: [NumberToken]
  let layout: AnswerLayout?
  let prior: PriorAnswers
  /// The answer, as the shape of its text has it.
  let answer: Answer

  init(_ answer: Answer, layout: AnswerLayout?, _ key: PartKey, _ prior: PriorAnswers) {
    self.answer = answer
    self.layout = layout
    self.key = key
    self.prior = prior
    tokens = answer.tokens
  }

  private(set) lazy var values = tokens.map(\.value)

  /// The comparison with the reference.
  private(set) lazy var comparison = key.compare(tokens)

  /// The comparison with the slopes at kinks; nil if there is no kink, or the numbers there are no slopes.
  private(set) lazy var kinkComparison = referenceAtKinks.map { key.compare(tokens, with: $0) }

  /// The reference with the slopes at kinks that the numbers are; nil if there is no kink, or they are no slopes.
  private(set) lazy var referenceAtKinks = key.reference(atKinksOf: values) {
    let units = PrintedDigits.largestUnits(of: tokens, asked: key.part.tolerance.asked)
    let most = RoundedOnTheWay.maximumShare * key.reference.largestMagnitude
    return zip(units, prior.rounding.slack(of: tokens, key)).map { min($0 + $1, most) }
  }

  /// The comparison by which the fewest entries are wrong: a slope that a kink permits is not wrong.
  private(set) lazy var closest: Comparison = {
    guard let kinkComparison,
      !key.excluded.isEmpty || kinkComparison.wrongCount < comparison.wrongCount
    else { return comparison }
    return kinkComparison
  }()

  /// The numbers that are compared.
  private(set) lazy var compared = key.withoutExcluded(tokens)

  /// The comparison with the reference at the student's own right answers; nil if the answer is wrong by these too.
  private(set) lazy var givenRightAnswers = compareAtRightAnswers()

  /// What is right given the student's own earlier wrong answers; nil if that is not so.
  private(set) lazy var carried = CarriedError.find(tokens, key, prior, deviating)

  /// The student's earlier wrong answers that the part depends on.
  private(set) lazy var deviating = prior.deviating(for: key)

  /// The mistake that explains the numbers, given the right answers to earlier parts or the student's own.
  private(set) lazy var diagnosis: Diagnosis? = {
    if var found = ownDiagnosis {
      found.mention(WrongStep.misreadGiven(for: equation, prior))
      // One wrong number of a step says more than a formula that many others are like.
      if !found.isTold, let step = WrongStep.find(for: [equation], prior), step.isTold,
        step.isOfOneNumber
      {
        found.say(step)
      }
      return found
    }
    if let (replaced, reference) = atOwnNumbers,
      let found = Diagnosis.find(
        answer, reference: reference, key,
        among: key.hypotheses.named(
          replacing: prior.numbers.merging(replaced) { $1 }, reference: reference),
        slack: equation.slack)
    {
      return found
    }
    return WrongStep.find(for: [equation], prior)
  }()

  /// What is right given the student's own earlier answers, wrong ones or, where none is, those that were printed with few
  /// digits; nil if that makes no difference.
  private(set) lazy var atOwnNumbers:
    (replaced: [String: Tensor<Double>], reference: Tensor<Double>)? = {
      guard deviating.isEmpty else { return CarriedError.reference(key, prior, deviating) }
      let rounded = prior.accepted(for: key).filter {
        $0.value.relation == .rounded && key.dependencies.depends(on: $0.key)
      }.mapValues(\.values)
      guard !rounded.isEmpty, let reference = key.dependencies.reference(replacing: rounded),
        reference.isFinite
      else { return nil }
      return (rounded, reference)
    }()

  /// The answer as equations for what is wrong on the way to it.
  private(set) lazy var equation = HiddenValue.Equation(key: key, tokens: compared, prior)

  /// The mistake that explains the numbers, given the right answers to earlier parts.
  private(set) lazy var ownDiagnosis = Diagnosis.find(
    answer, reference: key.reference, key, among: key.hypotheses.all, slack: equation.slack,
    isRefuted: { [prior, key] in prior.isRefuted($0, shownBy: key.part) },
    isContradicted: { [prior] in prior.isContradicted($0) })

  // MARK: Credit

  /// The share of the points that the answer earns by itself where it is wrong: by its entries, or by the credit of
  /// the mistake that was made.
  func ownCredit(_ cause: Cause?) -> Double {
    let credit = cause?.credit(in: key.part) ?? 0
    switch key.part.partialCredit {
    case .none: return credit
    case .perEntry(let least):
      return max(credit, EntryShare.earned(tokens, key, closest.reference, least: least))
    }
  }

  // MARK: Rulings

  /// The ruling that the answer is right.
  func correct(_ comparison: Comparison, on basis: Ruling.Basis = .reference) -> Ruling {
    var notes: [RulingNote] = layout.map { [.layout($0)] } ?? []
    switch comparison.match {
    case .rounded where basis != .priorAnswers: notes.append(.rounded)
    case .truncated where basis != .priorAnswers: notes.append(.truncated)
    default: break
    }
    if basis == .priorAnswers { notes.append(.roundedEarlier) }
    if basis == .kink { notes.append(.atKink) }
    return Ruling(
      verdict: .correct, basis: basis, notes: notes,
      findings: [
        .right(
          Finding.RightAnswer(
            ratio: comparison.worst.ratio, match: comparison.match, basis: basis,
            excludesKinks: key.part.kinks == .exclude, layout: layout))
      ], comparison: comparison, tokens: tokens)
  }

  /// The ruling that too few digits were printed, or kept on the way, to tell.
  func imprecise(
    _ doubt: RoundedOnTheWay.Doubt, _ comparison: Comparison, on basis: Ruling.Basis = .reference
  ) -> Ruling {
    let finding: Finding
    switch doubt {
    case .printed(let digits):
      if let asked = key.part.tolerance.asked, tooFewDigits != nil || digits != asked.words {
        finding = .fewerDigitsThanAsked(digits, asked: asked.words)
        break
      }
      // More than were given, whatever the size of the numbers.
      let given = PrintedDigits.usualDecimals(of: tokens)
      let needed = 2 - exponentOfTen(key.reference.largestMagnitude)
      finding = .tooFewDigits(digits, decimalsNeeded: max(needed, given + 1, 1))
    case .kept(let needed):
      finding = .roundedOnTheWay(
        digits: comparison.agreeingDigits(values), needed: needed.demand)
    }
    // What rounding might explain is no allowance where it is in doubt.
    var shown = comparison
    if case .kept = doubt { shown = key.compare(compared, with: comparison.reference) }
    var ruling = Ruling(
      verdict: .imprecise, basis: basis, notes: [.tooFewDigits], findings: [finding],
      comparison: shown, tokens: tokens)
    if case .imprecise = comparison.match { ruling.isOfFewDigits = true }
    if case .kept = doubt { ruling.notes = [.roundedSteps] }
    return ruling
  }

  /// The digits that were written, in words, where these are too few whatever the numbers are.
  private(set) lazy var tooFewDigits = PrintedDigits.tooFew(
    of: compared, asked: key.part.tolerance.asked, for: key.reference)

  /// The notes of an answer that is carried.
  var carriedNotes: [RulingNote] { [.carried] + (layout.map { [.layout($0)] } ?? []) }
}
