internal import Diagnostics
internal import Yams

/// Reads how answers are marked, which may be set for the assignment, a problem and a part.
extension AssignmentReader {
  /// Rules that may be set for the assignment, and again for a part.
  struct Rules {
    var points = Points(millionths: 1_000_000)
    var isBonus = false
    var tolerance = ToleranceRule()
    var carry = 1.0
    var partialCredit = PartialCredit.none
    var layouts = AnswerLayouts.matrix
    var kinks: KinkPolicy?
  }

  /// Reads `feedback: mistakes`.
  mutating func feedback(_ top: YAMLMapping) -> FeedbackLevel {
    guard let node = top["feedback"] else { return .mistakes }
    if let level = FeedbackLevel(rawValue: node.scalar?.string ?? "") { return level }
    let known = FeedbackLevel.allCases.map(\.rawValue).joined(separator: ", ")
    problems.append(text.error("'feedback' must be one of \(known)", at: node))
    return .mistakes
  }

  /// Reads `answer: {decimals: 4}` or `answer: {digits: 5}`, how answers are asked for.
  private mutating func askedDigits(_ mapping: YAMLMapping) -> AskedDigits? {
    guard let node = mapping["answer"],
      let answer = YAMLMapping(
        node, in: text, what: "'answer'", keys: AssignmentKeys.names("answer"), &problems)
    else { return nil }
    let decimals = wholeNumber("decimals", from: 0, answer)
    let digits = wholeNumber("digits", from: 3, answer)
    if decimals != nil, digits != nil {
      problems.append(text.error("'answer' takes 'decimals' or 'digits', not both", at: node))
    }
    return decimals.map(AskedDigits.decimals) ?? digits.map(AskedDigits.significant)
  }

  private mutating func wholeNumber(_ key: String, from least: Int, _ mapping: YAMLMapping) -> Int?
  {
    guard let value = mapping.number(key, atLeast: Double(least), &problems) else { return nil }
    if let count = Int(exactly: value), count <= 17 { return count }
    if let node = mapping[key] {
      problems.append(text.error("'\(key)' must be a whole number of at most 17", at: node))
    }
    return nil
  }

  mutating func rules(_ mapping: YAMLMapping, _ inherited: Rules) -> Rules {
    var rules = inherited
    rules.tolerance.asked = askedDigits(mapping) ?? inherited.tolerance.asked
    if let value = mapping.number("points", atLeast: 0, &problems) {
      if let points = Points(value) {
        rules.points = points
      } else if let node = mapping["points"] {
        problems.append(text.error("'points' must be at most a million", at: node))
      }
    }
    if let isBonus = mapping.flag("bonus", &problems) { rules.isBonus = isBonus }
    if let carry = share("carry", mapping) { rules.carry = carry }
    if let node = mapping["layouts"] { rules.layouts = layouts(node) ?? inherited.layouts }
    if let node = mapping["kinks"] {
      if let policy = KinkPolicy(rawValue: node.scalar?.string ?? "") {
        rules.kinks = policy
      } else {
        problems.append(
          text.error("'kinks' must be interval, convention or exclude", at: node))
      }
    }
    if let node = mapping["partial-credit"] {
      rules.partialCredit = partialCredit(node) ?? inherited.partialCredit
    }
    if let node = mapping["tolerance"],
      let tolerance = YAMLMapping(
        node, in: text, what: "'tolerance'", keys: AssignmentKeys.names("tolerance"), &problems)
    {
      if let relative = tolerance.number("relative", atLeast: 1e-12, &problems) {
        rules.tolerance.relative = relative
        if relative > 0.1, let node = tolerance["relative"] {
          problems.append(
            text.error("'relative' must be at most 0.1, or wrong answers would pass", at: node))
        }
      }
      if let strict = tolerance.flag("strict", &problems) { rules.tolerance.strict = strict }
      if let scale = tolerance.number("scale", atLeast: 0, &problems) {
        rules.tolerance.scale = scale
      }
    }
    return rules
  }

  /// A share of the points, from 0 to 1.
  mutating func share(_ key: String, _ mapping: YAMLMapping) -> Double? {
    guard let node = mapping[key] else { return nil }
    if let share = NumberToken(reading: node.scalar?.string ?? "")?.value, (0...1).contains(share) {
      return share
    }
    problems.append(text.error("'\(key)' is a share of the points, from 0 to 1", at: node))
    return nil
  }

  /// Reads `[matrix]`, `[matrix, transposed]`, or one or both of numerator and denominator.
  private mutating func layouts(_ node: Node) -> AnswerLayouts? {
    let words = node.sequence?.map { $0.scalar?.string ?? "" } ?? []
    let layouts = Set(words.compactMap(AnswerLayouts.Layout.init))
    let known: [Set<AnswerLayouts.Layout>] = [
      [.matrix], [.matrix, .transposed], [.numerator], [.denominator], [.numerator, .denominator],
    ]
    guard known.contains(layouts), layouts.count == words.count else {
      problems.append(
        text.error(
          "'layouts' must be [matrix], [matrix, transposed], or one or both of numerator and denominator",
          at: node))
      return nil
    }
    return AnswerLayouts(layouts: layouts)
  }

  /// Reads `none`, `per-entry`, or `{per-entry: 0.3}` for nothing below that share.
  private mutating func partialCredit(_ node: Node) -> PartialCredit? {
    switch node.scalar?.string {
    case "none": return PartialCredit.none
    case "per-entry": return .perEntry(least: 0)
    case nil:
      guard
        let mapping = YAMLMapping(
          node, in: text, what: "'partial-credit'", keys: AssignmentKeys.names("partial-credit"),
          &problems),
        let least = share("per-entry", mapping)
      else { return nil }
      return .perEntry(least: least)
    default:
      problems.append(
        text.error(
          "'partial-credit' must be none, per-entry, or {per-entry: SHARE}", at: node))
      return nil
    }
  }
}
