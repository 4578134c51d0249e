internal import Coursework
internal import Diagnostics
internal import Differences
internal import Tensors

/// The decision about one part, check by check; the first that applies decides.
struct PartGrading {
  let key: PartKey
  private let takesUnproved: Bool
  var part: Part { key.part }

  init(_ key: PartKey, takesUnproved: Bool) {
    self.key = key
    self.takesUnproved = takesUnproved
  }

  func outcome(_ reading: AnswerReading, _ earlier: inout EarlierAnswers) -> PartOutcome {
    guard key.proof.finding <= (takesUnproved ? .unproved : .agrees) else {
      return disputed(key.proof.reason, nil)
    }
    switch reading {
    case .missing: return made(.missing, why: "no answer was handed in")
    case .malformed(let diagnostic, let wholeFile):
      return made(
        .malformed, note: wholeFile ? "unreadable" : "not-numbers",
        why: (diagnostic.location.map { "\($0): " } ?? "") + diagnostic.message,
        isFileUnreadable: wholeFile)
    case .numbers(let answer): return outcome(answer, &earlier)
    }
  }

  private func outcome(_ answer: Answer, _ earlier: inout EarlierAnswers) -> PartOutcome {
    if part.takesTransposed, part.shape.rank > 1, let outcome = transposed(answer, &earlier) {
      return outcome
    }
    let fit = ShapeFit.of(answer, in: part.shape)
    var shapeNote: String?
    switch fit {
    case .exact: break
    case .squeezed: shapeNote = "squeezed"
    case .flat:
      // A list that is not right row by row tells nothing about the order its numbers were meant in.
      let outcome = decided(answer, "flattened", &earlier)
      return outcome.verdict == .incorrect
        ? wrongShape(answer, isReversed: false, isColumnMajor: isColumnMajor(answer)) : outcome
    case .wrong(let isReversed): return wrongShape(answer, isReversed: isReversed)
    }
    return decided(answer, shapeNote, &earlier)
  }

  /// The decision about an answer in the other layout; nil where it fits only as it is, or is better so.
  private func transposed(_ answer: Answer, _ earlier: inout EarlierAnswers) -> PartOutcome? {
    let turned = answer.transposed
    guard case .exact = ShapeFit.of(turned, in: part.shape), !key.isPlainlyRight(answer) else {
      return nil
    }
    var tried = earlier
    let outcome = decided(turned, "transposed", &tried)
    // Of a square both ways fit: the other one is meant where it earns something.
    if case .exact = ShapeFit.of(answer, in: part.shape),
      outcome.verdict != .correct, outcome.verdict != .carried
    {
      return nil
    }
    earlier = tried
    return outcome
  }

  private func decided(_ answer: Answer, _ shapeNote: String?, _ earlier: inout EarlierAnswers)
    -> PartOutcome
  {
    let comparison = compare(answer)
    let values = Tensor(shape: part.shape, scalars: answer.values)
    if comparison.match.isRight {
      if let entry = contradiction(of: values, allowances: comparison.allowances) {
        return disputed(
          "the reference accepts the answer, its numeric derivative at \(entry) does not",
          comparison.worst)
      }
      if comparison.match != .exact { earlier.add(rounded: answer.tokens, for: part) }
      return right(comparison, shapeNote: shapeNote)
    }
    if let slopes = key.reference(atKinksOf: answer.values) {
      let comparison = compare(answer, with: slopes)
      if comparison.match.isRight { return right(comparison, isAtKink: true, shapeNote: shapeNote) }
    }
    if let rounded = given(earlier.rounded(for: part), answer) {
      earlier.add(rounded: answer.tokens, for: part)
      if case .imprecise(let digits) = rounded.match { return imprecise(digits, rounded) }
      return right(rounded, isGivenRounding: true, shapeNote: shapeNote)
    }
    if let found = CarriedError.find(answer.tokens, key, earlier) {
      if found.isImprecise {
        earlier.add(
          wrong: answer.tokens, for: key, inPlaceOf: found.comparison.reference, isExplained: false)
        return imprecise(
          "the digits of your own \(found.names.joined(separator: " and "))", found.comparison)
      }
      defer {
        // What it was carried from was looked at before.
        earlier.add(
          wrong: answer.tokens, for: key, inPlaceOf: found.comparison.reference, isExplained: true)
      }
      // Where digits were lost on the way, the witness knows no better than the reference.
      if found.isExact, found.names.count == 1,
        let upstream = earlier.wrong(for: part)[found.names[0]],
        key.carriedWitness.contradicts(
          answer.values, upstream: upstream.values, of: found.names[0],
          allowances: found.comparison.allowances)
      {
        return disputed(
          "the reference accepts the answer given your \(found.names[0]), its numeric derivative does not",
          found.comparison.worst)
      }
      return carried(found, answer, shapeNote: shapeNote)
    }
    if case .imprecise(let digits) = comparison.match {
      earlier.add(rounded: answer.tokens, for: part)
      return imprecise(digits, comparison)
    }
    if isConfirmedNumerically(values) {
      return disputed(
        "the numeric derivative accepts the answer, the reference does not", comparison.worst)
    }
    // What is wrong here is what later parts are judged by, if anything may be carried from it.
    let diagnosis = diagnosis(answer, earlier)
    defer {
      earlier.add(
        wrong: answer.tokens, for: key, inPlaceOf: key.reference,
        isExplained: diagnosis.map { $0.isOfFormula } ?? false)
    }
    if let slip = diagnosis?.slip {
      if let first = earlier.part(of: slip, in: part.problem) {
        return carried(sameSlipAs: first, answer, shapeNote: shapeNote)
      }
      earlier.add(slip: slip, of: part)
    }
    return incorrect(answer, values, comparison, diagnosis, whyNotCarried(answer, earlier))
  }

  private func compare(
    _ answer: Answer, with reference: Tensor<Double>, slack: [Double]? = nil
  ) -> Comparison {
    Comparison.compare(
      answer.tokens, with: reference, rounding: key.rounding, rule: part.tolerance, slack: slack)
  }

  private func compare(_ answer: Answer) -> Comparison {
    Comparison.compare(
      answer.tokens, with: key.reference, rounding: key.rounding, rule: part.tolerance,
      known: key.tolerances)
  }

  /// The comparison with the reference at the student's own rounded answers and with steps rounded on the way;
  /// nil where the answer is wrong by these too.
  private func given(_ rounded: [String: Tensor<Double>], _ answer: Answer) -> Comparison? {
    let own = rounded.isEmpty ? nil : key.reference(replacing: rounded)
    if let own, own.isFinite {
      let comparison = compare(answer, with: own)
      if comparison.match != .wrong { return comparison }
    }
    // Steps within the part may have been rounded to the same digits.
    guard case let reference = own ?? key.reference, reference.isFinite,
      answer.tokens.contains(where: { $0.hasPoint || $0.hasExponent }),
      CarriedError.isNear(answer.tokens, reference, by: PartGrading.mostSteps),
      let steps = key.stepSensitivity(at: rounded)
    else { return nil }
    let most = PartGrading.mostSteps * reference.largestMagnitude
    var slacks: [[Double]] = []
    if let unit = PrintedDigits.lastDecimal(of: answer.tokens),
      unit > 1e-8 * reference.largestMagnitude
    {
      slacks.append(steps.absolute.map { min($0 * unit / 2, most) })
    }
    let digits = answer.tokens.map(\.significantDigits).max() ?? 17
    if (3...8).contains(digits) {
      // Half a unit of a number's last digit is at most so much of the number.
      slacks.append(steps.relative.map { min($0 * 5 * powerOfTen(-digits), most) })
    }
    let found = slacks.map { compare(answer, with: reference, slack: $0) }
    return found.first { $0.match.isRight } ?? found.first { $0.match != .wrong }
  }

  /// Why an answer that is right given an earlier one is not taken for that; nil where it is not.
  private func whyNotCarried(_ answer: Answer, _ earlier: EarlierAnswers) -> String? {
    guard earlier.isBarred(any: key.uses, for: part),
      let found = CarriedError.find(answer.tokens, key, earlier.unbarred), !found.isImprecise
    else { return nil }
    let reasons = found.names.compactMap { name in
      earlier.whyBarred(name, for: part).map { "your own \(name), because \($0)" }
    }
    return reasons.isEmpty
      ? nil : "nothing is carried from " + reasons.joined(separator: ", nor from ")
  }

  /// The largest share of the largest entry that steps rounded within a part may make: who writes few digits
  /// has to carry more of them on the way.
  private static let mostSteps = 1e-3

  // MARK: The numeric check of the student's own numbers

  /// The first entry whose accepted number the numeric derivative rules out.
  private func contradiction(of values: Tensor<Double>, allowances: [Double]) -> String? {
    guard let numeric = key.numeric else { return nil }
    for (position, derivative) in numeric.enumerated() {
      guard let (value, bound) = derivative.smooth else { continue }
      let allowed = allowances[position] + bound + key.proof.rounding
      if (values.scalars[position] - value).magnitude > allowed {
        return shown(index: part.shape.index(at: position))
      }
    }
    return nil
  }

  /// Whether the numeric derivative alone shows that every entry is within its tolerance.
  private func isConfirmedNumerically(_ values: Tensor<Double>) -> Bool {
    guard let numeric = key.numeric else { return false }
    let tolerances = key.tolerances
    for (position, derivative) in numeric.enumerated() {
      guard let (value, bound) = derivative.smooth,
        (values.scalars[position] - value).magnitude + bound <= tolerances[position],
        bound <= tolerances[position] / 3
      else { return false }
    }
    return true
  }
}
