internal import Coursework
internal import Diagnostics
internal import Formulas
internal import Grading
internal import Tensors

extension StudentReport {
  /// The report as a page: one file without script, that asks for nothing from elsewhere.
  public var page: [UInt8] { PageLibrary.render(.student, fields) }

  private var fields: PageFields {
    var fields: PageFields = [
      "title": title, "name": name, "closing": closing, "problems": problems,
      // The score stands above, larger.
      "summary": (standing.state == .graded ? Array(summary.dropFirst()) : summary) + outlook,
    ]
    if again != nil, let handIn, standing.attempts.isEmpty || !openParts.isEmpty {
      fields["place"] = HandoutSheet.paragraphs(handIn).map(PageLibrary.withLinks)
    }
    if standing.state == .graded, let score = standing.score {
      fields["score"] = [
        [
          "points": "\(score)", "maximum": "\(standing.maximum)", "value": "\(score.value)",
          "most": "\(max(standing.maximum.value, 1e-6))",
        ]
      ]
    }
    return fields.merging(faultFields) { $1 }
  }

  /// What holds of the whole: that nothing was handed in yet, or that nothing more counts.
  private var outlook: [String] {
    if standing.state == .missing, let again {
      return [again.prefix(1).uppercased() + again.dropFirst() + "."]
    }
    if attemptsLeft == 0, standing.state != .excused { return ["You have no attempts left."] }
    if !mayHandIn, standing.state != .excused {
      return ["Nothing more can be handed in."]
    }
    let open = openParts
    if parts.isEmpty || standing.state == .excused { return [] }
    if open.isEmpty { return ["Nothing is left to do."] }
    let names = open.prefix(8).map { $0.name.description }.joined(separator: ", ")
    let more = open.count - 8
    return [
      "Not right yet: \(names)\(more > 0 ? " and \(more) more" : "").",
      "If you hand in again, hand in all parts: an attempt counts as a whole.",
    ]
  }

  /// The parts that can be put right.
  private var openParts: [Part] {
    parts.filter { $0.score != $0.points && $0.verdict != .disputed }
  }

  /// Whether nothing that was handed in can be graded.
  private var isAllLost: Bool {
    parts.allSatisfy { [.malformed, .missing].contains($0.verdict) }
  }

  /// What could not be read.
  var faultFields: PageFields {
    let faults = diagnostics.filter { $0.severity == .error }
    let text = faults.prefix(20).map { DiagnosticRenderer().render($0) }.joined(separator: "\n")
    var fields = [
      "text": text,
      "rest": isAllLost
        ? "Nothing can be graded before this is corrected."
        : "Nothing else is lost: what could be read was graded.",
    ]
    if let again { fields["advice"] = "Correct it, and \(again)." }
    return faults.isEmpty ? [:] : ["faults": [fields]]
  }

  private var problems: [PageFields] {
    problems { part, _, _ in advice(part).map { ["advice": $0] } ?? [:] }
  }

  /// The parts in the groups of their problems, with what is to be added to each.
  func problems(
    adding extra: (Part, Coursework.Part?, ProblemNotation?) -> PageFields
  ) -> [PageFields] {
    var groups: [(id: String, parts: [Part])] = []
    for part in parts {
      if groups.last?.id == part.name.problem {
        groups[groups.count - 1].parts.append(part)
      } else {
        groups.append((part.name.problem, [part]))
      }
    }
    return groups.map { id, parts in
      let problem = assignment?.problems.first { $0.id == id }
      let notation = problem.map {
        ProblemNotation($0, boldsMatrices: assignment?.boldsMatrices ?? false)
      }
      var fields: PageFields = [
        "heading": problem?.title ?? id,
        "parts": parts.map { part in
          let defined = problem?.parts.first { $0.id == part.name.part }
          return self.fields(part, defined, notation).merging(extra(part, defined, notation)) { $1 }
        },
        "chains": chains(parts),
      ]
      if let forward = notation?.forward, !forward.isEmpty {
        fields["forward"] = [["mathMarkup": MathematicsFormat.mathml.display(forward)]]
      }
      if let problem, let notation {
        fields["background"] = [
          [
            "task": HandoutSheet.paragraphs(problem.text ?? ""),
            "givens": problem.givens.map { given in
              [
                "nameMarkup": MathematicsFormat.mathml.inline(notation.name(given.name)),
                "shape": HandoutSheet.words(given.value.shape),
              ]
            }, "legend": ProblemNotation.legend,
          ] as PageFields
        ]
      }
      return fields
    }
  }

  private func fields(_ part: Part, _ defined: Coursework.Part?, _ notation: ProblemNotation?)
    -> PageFields
  {
    let isRight = part.score == part.points && part.verdict != .carried
    var fields: PageFields = [
      "id": part.name.description,
      "verdict": isRight ? "right" : part.words,
      "kind": isRight ? "correct" : part.verdict.rawValue,
      "sign": isRight ? "✓" : part.verdict.sign,
      "points": points(part), "caption": part.title ?? part.name.part,
    ]
    if let defined, let notation {
      fields["askedMarkup"] = MathematicsFormat.mathml.inline(notation.asked(defined))
    }
    if part.isFileUnreadable {
      fields["why"] = "The file could not be read: see above."
    } else if !part.why.isEmpty {
      fields["why"] = sentence(part.why)
    }
    if let decision = part.decision { fields["decision"] = sentence(decision) }
    if let map = part.map {
      fields["map"] = [AnswerDrawing(map).fields]
    }
    return fields
  }

  /// The first letter large, unless a file's name stands there, and a full stop.
  func sentence(_ text: String) -> String {
    let isName = text.prefix { $0 != " " }.contains { $0 == ":" || $0 == "." }
    if isName { return text + (text.hasSuffix(".") ? "" : ".") }
    return text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }

  /// What to do about a part that is not right.
  private func advice(_ part: Part) -> String? {
    if part.decision == nil, part.verdict == .carried, again != nil, !part.origins.isEmpty {
      return "If you correct \(part.origins.joined(separator: " or ")), work this out again."
    }
    if part.decision != nil || part.score == part.points { return nil }
    switch part.verdict {
    case .correct, .carried: return nil
    case .disputed:
      return
        "You need not do anything: the grader's own checks disagree about this part, so a person decides."
    case .malformed where part.isFileUnreadable: return nil
    case .malformed:
      return again.map {
        "Correct what the sentence above says, and \($0)."
          + (attemptsLeft != nil && isAllLost
            ? " Nothing here could be judged, so no attempt was used up." : "")
      }
    case .imprecise:
      return
        "Too few digits are left to tell whether these numbers are right. Round at the end only"
        + (again.map { ", and \($0)." } ?? ".")
    case .missing:
      return again.map {
        "Work it out, and \($0.replacing("hand in again", with: "hand in"))."
      }
    case .incorrect: return again.map { "Correct this part, and \($0)." }
    }
  }

  /// How to hand in once more; nil if nothing more counts.
  private var again: String? {
    guard mayHandIn else { return nil }
    var remarks: [String] = []
    if let left = attemptsLeft { remarks.append("\(left) attempt\(left == 1 ? "" : "s") left") }
    if let due { remarks.append(dueWords(due)) }
    return (standing.attempts.isEmpty ? "hand in" : "hand in again")
      + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
  }

  private func dueWords(_ due: Moment) -> String {
    guard let now = contact.now, now.seconds > due.seconds else {
      return "due \(contact.zone.text(of: due))"
    }
    let cost = costPerDay.map { Points(millionths: $0 * 100) }
    return "it was due \(contact.zone.text(of: due))"
      + (cost.map { "; each day begun after that costs \($0) % of the points" } ?? "")
      + (costPerDay == nil ? "; nothing is deducted" : "")
      + (lastMoment.map { ", and after \(contact.zone.text(of: $0)) nothing counts" } ?? "")
  }

  /// Errors that were carried: where each began, what followed from it, and what it cost.
  private func chains(_ parts: [Part]) -> [PageFields] {
    var followers: [String: [Part]] = [:]
    var roots: [String] = []
    func root(of part: Part, depth: Int = 0) -> String? {
      guard let origin = part.origins.first else { return part.name.part }
      let earlier = parts.first { $0.name.part == origin }
      return depth > parts.count ? nil : earlier.flatMap { root(of: $0, depth: depth + 1) }
    }
    for part in parts where !part.origins.isEmpty {
      guard let root = root(of: part), root != part.name.part else { continue }
      if followers[root] == nil { roots.append(root) }
      followers[root, default: []].append(part)
    }
    return roots.compactMap { name -> PageFields? in
      guard let first = parts.first(where: { $0.name.part == name }), let own = followers[name]
      else { return nil }
      func cost(_ part: Part) -> Points { part.points - (part.score ?? part.points) }
      let more = own.reduce(Points.zero) { $0 + cost($1) }
      return [
        "root": name, "rootCost": "\(cost(first))", "followers": own.map(\.name.part),
        "cost": more == .zero
          ? "What follows from it was marked by your own numbers, and cost nothing more."
          : "What follows from it was marked by your own numbers, and cost \(more) more.",
        "again": again == nil
          ? ""
          : "If you correct it, work out again what follows from it: it was right for the wrong numbers."
          ,
      ]
    }
  }
}

extension Verdict {
  /// How near to right it is, the nearest first.
  var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }

  /// A sign that tells verdicts apart without colour.
  var sign: String {
    switch self {
    case .correct: "✓"
    case .carried: "↳"
    case .imprecise: "≈"
    case .incorrect: "✗"
    case .malformed: "!"
    case .missing: "–"
    case .disputed: "?"
    }
  }
}
