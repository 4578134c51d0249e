internal import Coursework
internal import Diagnostics
internal import Differences
internal import Tensors

/// The decision about one part, check by check; the first that applies decides.
struct PartGrading {
  private let key: PartKey
  private var part: Part { key.part }

  init(_ key: PartKey) { self.key = key }

  func outcome(_ reading: AnswerReading, _ earlier: inout EarlierAnswers) -> PartOutcome {
    guard key.proof.finding != .contradicted else { return disputed(key.proof.reason, nil) }
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
    if part.takesTransposed, part.shape.rank > 1, let outcome = transposed(answer, earlier) {
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

  /// The decision about an answer in the other layout; nil unless it is right in that layout alone.
  private func transposed(_ answer: Answer, _ earlier: EarlierAnswers) -> PartOutcome? {
    let turned = answer.transposed
    guard case .exact = ShapeFit.of(turned, in: part.shape), !key.isPlainlyRight(answer) else {
      return nil
    }
    var tried = earlier
    let outcome = decided(turned, "transposed", &tried)
    return outcome.verdict == .correct ? outcome : nil
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
      if comparison.match != .exact { earlier.add(rounded: values, for: part) }
      return right(comparison, shapeNote: shapeNote)
    }
    if let slopes = key.reference(atKinksOf: answer.values) {
      let comparison = compare(answer, with: slopes)
      if comparison.match.isRight { return right(comparison, isAtKink: true, shapeNote: shapeNote) }
    }
    if let rounded = given(earlier.rounded(for: part), answer) {
      earlier.add(rounded: values, for: part)
      if case .imprecise(let digits) = rounded.match { return imprecise(digits, rounded) }
      return right(rounded, isGivenRounding: true, shapeNote: shapeNote)
    }
    if let found = CarriedError.find(answer.tokens, key, earlier) {
      defer { earlier.add(wrong: answer.tokens, for: key) }
      if found.names.count == 1, let upstream = earlier.wrong(for: part)[found.names[0]],
        key.carriedWitness.contradicts(
          answer.values, upstream: upstream.values, of: found.names[0],
          allowances: found.comparison.allowances)
      {
        return disputed(
          "the reference accepts the answer given your \(found.names[0]), its numeric derivative does not",
          found.comparison.worst)
      }
      return carried(found, shapeNote: shapeNote)
    }
    if case .imprecise(let digits) = comparison.match {
      earlier.add(rounded: values, for: part)
      return imprecise(digits, comparison)
    }
    if isConfirmedNumerically(values) {
      return disputed(
        "the numeric derivative accepts the answer, the reference does not", comparison.worst)
    }
    // What is wrong here is what later parts are judged by, if anything may be carried from it.
    defer { earlier.add(wrong: answer.tokens, for: key) }
    return incorrect(answer, values, comparison, diagnosis(answer, earlier))
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
    guard let unit = PrintedDigits.lastDecimal(of: answer.tokens),
      let reference = own ?? (part.reference == nil ? nil : key.reference),
      unit > 1e-8 * reference.largestMagnitude, reference.isFinite,
      let steps = key.stepSensitivity(at: rounded)
    else { return nil }
    let most = CarriedError.mostBlur * reference.largestMagnitude
    let slack = steps.map { min($0 * unit / 2, most) }
    let comparison = compare(answer, with: reference, slack: slack)
    return comparison.match == .wrong ? nil : comparison
  }

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

  // MARK: Outcomes

  private func right(
    _ comparison: Comparison, isGivenRounding: Bool = false, isAtKink: Bool = false,
    shapeNote: String?
  ) -> PartOutcome {
    var notes = [shapeNote].compactMap { $0 }
    var text =
      comparison.worst.ratio == 0
      ? "no difference"
      : "largest difference is \(shown(comparison.worst.ratio, digits: 2)) of what is allowed"
    switch comparison.match {
    case .rounded(let digits):
      notes.append("rounded")
      text = "rounded to \(digits); " + text
    case .truncated(let digits):
      notes.append("truncated")
      text = "cut off after \(digits); " + text
    case .exact, .imprecise, .wrong: break
    }
    if isGivenRounding {
      notes = notes.filter { $0 != "rounded" && $0 != "truncated" } + ["rounded-earlier"]
      text += ", given numbers that were rounded on the way"
    }
    if isAtKink {
      notes.append("kink")
      text +=
        part.kinks == .exclude
        ? "; entries at a kink were not looked at"
        : "; at a kink every slope between the sides is right"
    }
    if shapeNote == "squeezed" { text += "; axes of length 1 were ignored" }
    if shapeNote == "transposed" { text += "; read as the transpose, which is accepted here" }
    if shapeNote == "flattened" { text += "; the flat list was read row by row" }
    return made(
      .correct, note: notes.isEmpty ? nil : notes.joined(separator: ","), why: text,
      worst: comparison.worst)
  }

  private func entryShare(_ answer: Answer) -> Double {
    switch part.partialCredit {
    case .none: 0
    case .perEntry(let least): EntryShare.earned(answer.tokens, key, least: least)
    }
  }

  /// The mistake that explains an answer, given the right numbers or the student's own earlier ones.
  private func diagnosis(_ answer: Answer, _ earlier: EarlierAnswers) -> Diagnosis? {
    if let found = Diagnosis.find(
      answer, reference: key.reference, key, among: key.hypotheses.all)
    {
      return found
    }
    guard let (replaced, reference) = CarriedError.reference(key, earlier) else { return nil }
    return Diagnosis.find(
      answer, reference: reference, key,
      among: key.hypotheses.all(replacing: replaced, reference: reference))
  }

  private func carried(_ found: CarriedError, shapeNote: String?) -> PartOutcome {
    let names = found.names.joined(separator: " and ")
    return made(
      .carried, note: shapeNote.map { "carried,\($0)" } ?? "carried",
      why: "right given your own \(names), which \(found.names.count == 1 ? "is" : "are") wrong",
      worst: found.comparison.worst)
  }

  private func imprecise(_ digits: String, _ comparison: Comparison) -> PartOutcome {
    let needed = 2 - exponentOfTen(key.reference.largestMagnitude)
    return made(
      .imprecise, note: "too-few-digits",
      why: "right as far as \(digits) can tell, which is too little for numbers of this size; "
        + "give \(max(needed, 1)) decimals or more", worst: comparison.worst)
  }

  private func incorrect(
    _ answer: Answer, _ values: Tensor<Double>, _ comparison: Comparison, _ diagnosis: Diagnosis?
  ) -> PartOutcome {
    let worst = comparison.worst
    let (got, wanted) = shownApart(worst.got, worst.wanted)
    var findings: [PartOutcome.Finding] = []
    let isZero = values.scalars.allSatisfy { $0 == 0 }
    let count = part.shape.count
    if isZero {
      findings.append(PartOutcome.Finding(.locations, count == 1 ? "zero" : "all zeros"))
    } else if count > 1 {
      let places = WrongEntries(values, comparison).text
      findings.append(
        PartOutcome.Finding(.locations, "\(places), worst at \(shown(index: worst.index))"))
    }
    if let diagnosis { findings.append(PartOutcome.Finding(.mistakes, diagnosis.says)) }
    findings.append(
      PartOutcome.Finding(
        .full,
        "\(got) where \(wanted) is right: off by \(shown(worst.error, digits: 2)), "
          + "allowed \(shown(worst.tolerance, digits: 2))"))
    let mistake = part.mistakes.first { $0.id == diagnosis?.note }
    return made(
      .incorrect, note: isZero ? "all-zeros" : diagnosis.map { "\(part.id).\($0.note)" },
      findings: findings, worst: worst,
      share: isZero ? 0 : max(mistake?.credit ?? 0, entryShare(answer)))
  }

  /// Whether a flat list is right when it is read column by column.
  private func isColumnMajor(_ answer: Answer) -> Bool {
    guard part.shape.rank > 1 else { return false }
    let reversed = Shape(part.shape.dimensions.reversed())
    let order = StridedView(of: reversed).permuted(Array((0..<part.shape.rank).reversed()))
    let comparison = Comparison.compare(
      order.positions.map { answer.tokens[$0] }, with: key.reference, rounding: key.rounding,
      rule: part.tolerance)
    return comparison.match.isRight
  }

  private func wrongShape(_ answer: Answer, isReversed: Bool, isColumnMajor: Bool = false)
    -> PartOutcome
  {
    let mistake = Diagnosis.find(
      answer, reference: key.reference, key, among: key.hypotheses.all)
    let wanted = part.shape.rank == 0 ? "one number" : "shape \(part.shape)"
    let given = answer.shape.rank == 0 ? "one number" : "shape \(answer.shape)"
    var findings = [
      PartOutcome.Finding(
        .scores,
        "\(given), expected \(wanted)" + (isReversed ? "; the transpose would fit" : "")
          + (isColumnMajor ? "; the list goes column by column, row by row it would be right" : "")
          + (answer.mayHaveDecimalCommas && answer.shape.count == 2 * part.shape.count
            ? "; a comma separates numbers here, so write 0.5 and not 0,5" : ""))
    ]
    if let mistake { findings.append(PartOutcome.Finding(.mistakes, mistake.says)) }
    return made(
      .malformed,
      note: isReversed
        ? "shape.transposed"
        : isColumnMajor
          ? "shape.column-major" : mistake.map { "\(part.id).\($0.note)" } ?? "shape",
      findings: findings, worst: nil)
  }

  func disputed(_ reason: String, _ worst: EntryComparison?) -> PartOutcome {
    made(
      .disputed, note: "disputed",
      findings: [
        PartOutcome.Finding(.scores, "held for a person to decide, at no cost to you"),
        PartOutcome.Finding(.full, reason),
      ], worst: worst)
  }

  private func made(
    _ verdict: Verdict, note: String? = nil, why: String, worst: EntryComparison? = nil,
    isFileUnreadable: Bool = false
  ) -> PartOutcome {
    made(
      verdict, note: note, findings: [PartOutcome.Finding(.scores, why)], worst: worst,
      isFileUnreadable: isFileUnreadable)
  }

  private func made(
    _ verdict: Verdict, note: String?, findings: [PartOutcome.Finding],
    worst: EntryComparison?, isFileUnreadable: Bool = false, share: Double = 0
  ) -> PartOutcome {
    let score: Points? =
      switch verdict {
      case .correct: part.points
      case .carried: part.points.share(part.carry)
      case .disputed: nil
      case .incorrect: part.points.share(share)
      case .imprecise, .malformed, .missing: .zero
      }
    return PartOutcome(
      part: part.name, title: part.title, points: part.points, score: score, verdict: verdict,
      note: note, findings: findings, worst: worst, isFileUnreadable: isFileUnreadable)
  }
}
