internal import Coursework
internal import Formulas
internal import Tensors

/// The student's answers to the earlier parts of one problem.
///
/// Later parts are also right if they are right given these: someone who rounds at every step carries that
/// rounding along, and someone who slipped once and went on correctly slipped once.
struct PriorAnswers {
  /// What all answers to the problem say about how the student rounded on the way.
  let rounding: RoundingEvidence
  /// By the part's id, in the order of the parts.
  private var answers: [(part: String, answer: PriorAnswer)] = []
  /// The parts that are disputed, by their ids.
  private(set) var disputed: Set<String> = []
  /// The parts that were marked for a slip in the forward or on the way back, and the slips that may be it, in their
  /// order.
  private var slips: [(part: String, edits: Set<EditID>, isFactor: Bool)] = []
  /// The parts that were marked for misreading what other formulas have too.
  private(set) var misreadings: [(part: String, all: Set<FormulaMisreading>)] = []
  /// The parts that are right.
  private var right: [PartKey] = []
  /// Those that are right given wrong ones, with their numbers.
  private var followed: [HiddenValue.Equation] = []

  init(rounding: RoundingEvidence = .none) { self.rounding = rounding }

  /// Keeps what later parts inherit of an answer.
  mutating func keep(_ ruling: Ruling, for key: PartKey) {
    let id = key.part.id
    if ruling.verdict == .disputed { disputed.insert(id) }
    if ruling.verdict == .correct { right.append(key) }
    if ruling.verdict == .carried, let tokens = ruling.tokens {
      followed.append(HiddenValue.Equation(key: key, tokens: tokens, self))
    }
    if let answer = PriorAnswer(ruling, key) {
      if ruling.isLost, answer.carryRefusal?.isWorkedOut ?? true,
        mayComeFromElsewhere(answer.cause), !isBuiltOnRefused(key)
      {
        lost.append(
          HiddenValue.Equation(
            key: key, tokens: key.withoutExcluded(answer.tokens), self,
            isFactor: isCommonFactor(ruling, key),
            isImprecise: ruling.verdict == .imprecise))
      }
      answers.append((id, answer))
    }
    if ruling.verdict == .incorrect, let all = ruling.diagnosis?.misreadings, !all.isEmpty {
      misreadings.append((id, all))
    }
    let together = ruling.slipsShownTogether
    let edits = together.isEmpty ? ruling.diagnosis?.slips ?? [] : together
    // Who has right as far as the digits tell made no slip.
    guard !edits.isEmpty, ruling.verdict != .imprecise || ruling.diagnosis?.isApart == true else {
      return
    }
    let isFactor = isCommonFactor(ruling, key)
    guard case .sameSlip(let first) = ruling.basis else {
      // One simple fraction may be another one by chance, and marks nobody for anything.
      if !Coincidence.isSimpleFraction(ruling.tokens) { slips.append((id, edits, isFactor)) }
      return
    }
    guard let place = slips.firstIndex(where: { $0.part == first }) else {
      return slips.append((first, edits, isFactor))
    }
    // What explains both is what was meant.
    let common = slips[place].edits.intersection(edits)
    if !common.isEmpty { slips[place].edits = common }
  }

  /// Whether an answer is the right one times a number that people slip by everywhere: a sign, a whole number of times,
  /// or what a mean makes of a sum.
  private func isCommonFactor(_ ruling: Ruling, _ key: PartKey) -> Bool {
    // What is true of the numbers, whatever gave them.
    guard let name = ruling.diagnosis?.name, name.isFactor else { return false }
    guard name == .factor, let values = ruling.tokens?.map(\.value) else { return true }
    let size = Tensor(shape: Shape([values.count]), scalars: values).rootMeanSquare
    let share = size / key.reference.rootMeanSquare
    let times = max(share, 1 / share)
    return (times - times.rounded()).magnitude <= 1e-3 * times
  }

  /// Whether a part depends on an answer that was not worked out.
  private func isBuiltOnRefused(_ key: PartKey) -> Bool {
    answers.contains { part, answer in
      answer.carryRefusal?.isWorkedOut == false
        && (key.dependencies.depends(on: part) || key.chainRule.uses(part))
    }
  }

  /// Whether an answer may be wrong by a slip in a step before it.
  private func mayComeFromElsewhere(_ cause: Cause?) -> Bool {
    switch cause {
    case nil, .edit, .forwardEdit, .backwardSlip, .updatedTooEarly, .wholeAnswer, .factor, .entry,
      .step:
      true
    case .authored, .copy, .permutation: false
    }
  }

  /// The part that was marked already for a slip that fits; nil if there is none.
  ///
  /// A slip that would have changed what is right on the way was not made. A sign or a factor is easily lost twice.
  func part(markedForSlipIn key: PartKey, _ fits: (EditID) -> Bool) -> String? {
    slips.first { part, edits, isFactor in
      edits.contains { fits($0) && !isRefuted($0, shownBy: key.part) }
        && !(isFactor && isSeenThrough(key, from: part))
    }?.part
  }

  /// The answers that lost their points, and with which a wrong value may have begun that a part has in common.
  func lost(beside key: PartKey) -> [HiddenValue.Equation] {
    lost.filter { !($0.isFactor && isSeenThrough(key, from: $0.key.part.id)) }
  }

  /// Whether a part follows from right answers and givens alone, so that nothing it has in common with another derivative
  /// was wrong.
  ///
  /// A value of the forward is in common with what is derived from it.
  func isSeenThrough(_ key: PartKey, from other: String) -> Bool {
    guard key.problem.parts.first(where: { $0.id == other })?.isDerivative == true else {
      return false
    }
    return key.dependencies.isBuiltOnly(on: Set(right.map(\.part.id)))
  }

  /// Whether a slip that a part shows would have changed what is right on the way.
  func isRefuted(_ edit: EditID, shownBy part: Part) -> Bool {
    right.contains { $0.hypotheses.refutes(edit, shownBy: part) }
  }

  /// The derivatives on the way to a part that are right given wrong answers.
  func followed(onWayTo part: Part) -> [HiddenValue.Equation] {
    followed.filter { $0.key.part.isDerivative && $0.key.hypotheses.isOnWay(to: part) }
  }

  /// Whether what follows from wrong answers on the way says that the student did not go on with a slip.
  func isBelied(_ edit: EditID, shownBy part: Part) -> Bool {
    followed(onWayTo: part).contains { answer in
      answer.key.slips.answer(after: edit, to: answer.key.part).map(answer.isFar) ?? false
    }
  }

  /// Whether a slip would have changed anything that is right.
  func isContradicted(_ edit: EditID) -> Bool {
    right.contains { $0.hypotheses.isChanged(by: edit) }
  }

  /// Whether one of some misreadings at least would not have changed what is right.
  func isStanding(_ misreadings: Set<FormulaMisreading>) -> Bool {
    misreadings.contains { misreading in
      !right.contains { key in
        key.hypotheses.all.all.contains { $0.edit?.misreading == misreading }
      }
    }
  }

  /// Whether a part that is right depends on a step.
  func isRight(where depends: (PartKey) -> Bool) -> Bool { right.contains(where: depends) }

  /// The answers that are right, which their numbers may be without being the reference's.
  var accepted: [String: PriorAnswer] {
    var accepted: [String: PriorAnswer] = [:]
    for (part, answer) in answers where answer.relation != .deviating && answer.carryRefusal == nil
    {
      accepted[part] = answer
    }
    return accepted
  }

  /// The same as a part takes them: not where its formula does nothing with them but compare them with others, such as a
  /// largest number with those it is the largest of, which no rounded number is equal to.
  func accepted(for key: PartKey) -> [String: PriorAnswer] {
    key.dependencies.comparedNames.isEmpty
      ? accepted : accepted.filter { !key.dependencies.isOnlyCompared($0.key) }
  }

  /// The numbers of the wrong answers from which something may be carried.
  var carriedValues: [String: Tensor<Double>] {
    var values: [String: Tensor<Double>] = [:]
    for (part, answer) in answers where answer.relation == .deviating && answer.carryRefusal == nil
    {
      values[part] = answer.values
    }
    return values
  }

  /// The numbers of all answers.
  var numbers: [String: Tensor<Double>] {
    Dictionary(answers.map { ($0.part, $0.answer.values) }) { $1 }
  }

  /// The answers that lost their points, and with which a wrong value may have begun.
  private(set) var lost: [HiddenValue.Equation] = []

  /// The wrong answers that a part depends on.
  ///
  /// - Parameters:
  ///   - key: The part's key.
  ///   - includesRefused: Whether those are included from which nothing may be carried.
  /// - Returns: The answers by the parts' ids.
  func deviating(for key: PartKey, includesRefused: Bool = false) -> [String: PriorAnswer] {
    var deviating: [String: PriorAnswer] = [:]
    for (part, answer) in answers
    where answer.relation == .deviating
      && (includesRefused || answer.carryRefusal?.isConditional ?? true)
      && (key.dependencies.depends(on: part) || key.chainRule.uses(part))
    {
      deviating[part] = answer
    }
    return deviating
  }
}
