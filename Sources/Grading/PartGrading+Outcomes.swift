internal import Coursework
internal import Tensors

/// What each decision is told as.
extension PartGrading {
  func right(
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
      .correct, note: notes.isEmpty ? nil : notes.joined(separator: ","),
      findings: [PartOutcome.Finding(.locations, text)], worst: comparison.worst)
  }

  func entryShare(_ answer: Answer) -> Double {
    switch part.partialCredit {
    case .none: 0
    case .perEntry(let least): EntryShare.earned(answer.tokens, key, least: least)
    }
  }

  /// The mistake that explains an answer, given the right numbers or the student's own earlier ones.
  func diagnosis(_ answer: Answer, _ earlier: EarlierAnswers) -> Diagnosis? {
    if let found = Diagnosis.find(
      answer, reference: key.reference, key, among: key.hypotheses.all)
    {
      return found
    }
    guard let (replaced, reference) = CarriedError.reference(key, earlier) else { return nil }
    return Diagnosis.find(
      answer, reference: reference, key,
      among: key.hypotheses.all(replacing: replaced, reference: reference), fits: false)
  }

  /// The share of the points that an incorrect answer earns by itself.
  private func ownShare(_ answer: Answer, _ note: String?) -> Double {
    max(part.mistakes.first { $0.id == note }?.credit ?? 0, entryShare(answer))
  }

  func carried(_ found: CarriedError, _ answer: Answer, shapeNote: String?) -> PartOutcome {
    let names = found.names.joined(separator: " and ")
    // Whoever went on correctly must not have less than whoever did not.
    let note =
      part.mistakes.contains { $0.credit > part.carry }
      ? Diagnosis.find(answer, reference: key.reference, key, among: key.hypotheses.all)?.note : nil
    return made(
      .carried, note: shapeNote.map { "carried,\($0)" } ?? "carried",
      findings: [
        PartOutcome.Finding(
          .locations,
          "right given your own \(names), which \(found.names.count == 1 ? "is" : "are") wrong")
      ],
      worst: found.comparison.worst,
      share: max(part.carry, part.carry < 1 ? ownShare(answer, note) : 0))
  }

  /// An answer that is wrong by the same slip in the forward as an earlier one: one error costs once.
  func carried(sameSlipAs first: String, _ answer: Answer, shapeNote: String?) -> PartOutcome {
    made(
      .carried, note: shapeNote.map { "carried,\($0)" } ?? "carried",
      findings: [
        PartOutcome.Finding(
          .locations, "right but for the slip in the forward that \(first) was marked for")
      ], worst: nil, share: part.carry)
  }

  func imprecise(_ digits: String, _ comparison: Comparison) -> PartOutcome {
    let needed = 2 - exponentOfTen(key.reference.largestMagnitude)
    return made(
      .imprecise, note: "too-few-digits",
      why: "\(digits) cannot tell whether numbers of this size are right; "
        + "give \(max(needed, 1)) decimals or more", worst: comparison.worst)
  }

  func incorrect(
    _ answer: Answer, _ values: Tensor<Double>, _ comparison: Comparison, _ diagnosis: Diagnosis?,
    _ whyNotCarried: String?
  ) -> PartOutcome {
    let worst = comparison.worst
    let (got, wanted) = shownApart(worst.got, worst.wanted)
    var findings: [PartOutcome.Finding] = []
    let isZero = values.scalars.allSatisfy { $0 == 0 }
    let count = part.shape.count
    if isZero {
      findings.append(PartOutcome.Finding(.locations, count == 1 ? "zero" : "all zeros"))
    } else if count == 1 {
      findings.append(PartOutcome.Finding(.locations, "the number is wrong"))
    } else {
      let places = WrongEntries(values, comparison).text
      findings.append(
        PartOutcome.Finding(.locations, "\(places), worst at \(shown(index: worst.index))"))
    }
    if let diagnosis { findings.append(PartOutcome.Finding(.mistakes, diagnosis.says)) }
    if let whyNotCarried { findings.append(PartOutcome.Finding(.mistakes, whyNotCarried)) }
    findings.append(
      PartOutcome.Finding(
        .full,
        "\(got) where \(wanted) is right: off by \(shown(worst.error, digits: 2)), "
          + "allowed \(shown(worst.tolerance, digits: 2))"))
    return made(
      .incorrect, note: isZero ? "all-zeros" : diagnosis.map { "\(part.id).\($0.note)" },
      findings: findings, worst: worst,
      share: isZero ? 0 : ownShare(answer, diagnosis?.note))
  }

  /// Whether a flat list is right when it is read column by column.
  func isColumnMajor(_ answer: Answer) -> Bool {
    guard part.shape.rank > 1 else { return false }
    let reversed = Shape(part.shape.dimensions.reversed())
    let order = StridedView(of: reversed).permuted(Array((0..<part.shape.rank).reversed()))
    let comparison = Comparison.compare(
      order.positions.map { answer.tokens[$0] }, with: key.reference, rounding: key.rounding,
      rule: part.tolerance)
    return comparison.match.isRight
  }

  func wrongShape(_ answer: Answer, isReversed: Bool, isColumnMajor: Bool = false)
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

  func made(
    _ verdict: Verdict, note: String? = nil, why: String, worst: EntryComparison? = nil,
    isFileUnreadable: Bool = false
  ) -> PartOutcome {
    made(
      verdict, note: note, findings: [PartOutcome.Finding(.scores, why)], worst: worst,
      isFileUnreadable: isFileUnreadable)
  }

  func made(
    _ verdict: Verdict, note: String?, findings: [PartOutcome.Finding],
    worst: EntryComparison?, isFileUnreadable: Bool = false, share: Double = 0
  ) -> PartOutcome {
    let score: Points? =
      switch verdict {
      case .correct: part.points
      case .disputed: nil
      case .carried, .incorrect: part.points.share(share)
      case .imprecise, .malformed, .missing: .zero
      }
    return PartOutcome(
      part: part.name, title: part.title, points: part.points, score: score, verdict: verdict,
      note: note, findings: findings, worst: worst, isFileUnreadable: isFileUnreadable)
  }
}
