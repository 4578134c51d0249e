internal import Diagnostics
internal import Yams

/// Reads the key `totals` of a course.
enum TotalsReader {
  private static let mostCategories = 50

  static func read(_ node: Node, _ text: YAMLText, _ problems: inout [Diagnostic]) -> TotalsScheme?
  {
    guard
      let mapping = YAMLMapping(
        node, in: text, what: "'totals'",
        keys: ["out-of", "decimals", "missing", "scale", "categories"], &problems)
    else { return nil }
    let outOf = whole(mapping, "out-of", 1...10_000, &problems) ?? 100
    let decimals = whole(mapping, "decimals", 0...6, &problems) ?? 1
    let missing = word(mapping, "missing", TotalsScheme.Missing.self, &problems) ?? .zero
    let scale = mapping["scale"].map { self.scale($0, text, &problems) } ?? []
    guard let list = mapping.required("categories", what: "'totals'", &problems) else { return nil }
    guard case .sequence(let nodes) = list, (1...mostCategories).contains(nodes.count) else {
      problems.append(text.error("'categories' must be a list of 1 to \(mostCategories)", at: list))
      return nil
    }
    let categories = nodes.compactMap { category($0, text, &problems) }
    let inPercent = nodes.map { $0.mapping?["weight"]?.scalar?.string.hasSuffix("%") ?? false }
    if Set(inPercent).count > 1 {
      problems.append(
        text.error("some weights are in per cent and others are not", at: list))
    }
    var seen: Set<String> = []
    for node in nodes.flatMap(idNodes) {
      guard let id = node.scalar?.string, !seen.insert(id).inserted else { continue }
      problems.append(text.error("'\(id)' is in two places of the categories", at: node))
    }
    if problems.isEmpty, !categories.contains(where: { !$0.isBonus && $0.weight > 0 }) {
      problems.append(text.error("no category has a weight, so there is no total", at: list))
    }
    return TotalsScheme(
      outOf: outOf, decimals: decimals, missing: missing, scale: scale, categories: categories)
  }

  private static func category(_ node: Node, _ text: YAMLText, _ problems: inout [Diagnostic])
    -> TotalsScheme.Category?
  {
    guard
      let mapping = YAMLMapping(
        node, in: text, what: "a category",
        keys: [
          "title", "weight", "by", "drop-lowest", "bonus", "assignments", "bonus-assignments",
        ],
        &problems)
    else { return nil }
    _ = mapping.required("title", what: "a category", &problems)
    let title = mapping.string("title", &problems) ?? ""
    var weight = 0
    if let node = mapping.required("weight", what: "a category", &problems) {
      let word = node.scalar?.string ?? ""
      let isPercent = word.last == "%"
      if let value = NumberToken(reading: isPercent ? String(word.dropLast()) : word)?.value,
        value >= 0, value <= 10_000, let millionths = Int(exactly: (value * 1e6).rounded())
      {
        weight = millionths
      } else {
        problems.append(
          text.error("'weight' must be a number of at least 0", at: node, help: "such as 60%"))
      }
    }
    let assignments = ids(mapping, "assignments", text, &problems)
    let bonus = ids(mapping, "bonus-assignments", text, &problems)
    if assignments.isEmpty, bonus.isEmpty, mapping["assignments"] == nil {
      problems.append(text.error("a category needs 'assignments'", at: node))
    }
    return TotalsScheme.Category(
      title: title, weight: weight, isBonus: mapping.flag("bonus", &problems) ?? false,
      weighing: word(mapping, "by", TotalsScheme.Category.Weighing.self, &problems) ?? .points,
      dropped: whole(mapping, "drop-lowest", 0...100, &problems) ?? 0,
      assignments: assignments + bonus, bonusAssignments: Set(bonus))
  }

  /// Where a category names assignments.
  private static func idNodes(_ category: Node) -> [Node] {
    ["assignments", "bonus-assignments"].flatMap { key in
      category.mapping?[key]?.sequence.map(Array.init) ?? []
    }
  }

  private static func ids(
    _ mapping: YAMLMapping, _ key: String, _ text: YAMLText, _ problems: inout [Diagnostic]
  ) -> [String] {
    guard let node = mapping[key] else { return [] }
    guard case .sequence(let nodes) = node, nodes.count <= 1_000 else {
      problems.append(text.error("'\(key)' must be a list of assignments", at: node))
      return []
    }
    return nodes.compactMap { node in
      if let id = node.scalar?.string, AssignmentReader.isID(id) { return id }
      problems.append(text.error("expected the id of an assignment", at: node))
      return nil
    }
  }

  private static func scale(_ node: Node, _ text: YAMLText, _ problems: inout [Diagnostic]) -> [(
    grade: String, least: Points
  )] {
    guard case .mapping(let mapping) = node else {
      problems.append(
        text.error("'scale' must name grades, each with the least total", at: node))
      return []
    }
    var scale: [(grade: String, least: Points)] = []
    for (key, value) in mapping {
      guard let grade = key.scalar?.string, let word = value.scalar?.string,
        let least = NumberToken(reading: word)?.value, let points = Points(least)
      else {
        problems.append(text.error("expected a grade with the least total, such as A: 90", at: key))
        continue
      }
      scale.append((grade, points))
    }
    // Of equal ones the first that is written holds.
    return scale.enumerated().sorted {
      ($1.element.least, $0.offset) < ($0.element.least, $1.offset)
    }.map(\.element)
  }

  private static func whole(
    _ mapping: YAMLMapping, _ key: String, _ range: ClosedRange<Int>,
    _ problems: inout [Diagnostic]
  ) -> Int? {
    guard let node = mapping[key] else { return nil }
    if let number = Int(node.scalar?.string ?? ""), range.contains(number) { return number }
    problems.append(
      mapping.text.error(
        "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: node)
    )
    return nil
  }

  private static func word<Word: CaseIterable & RawRepresentable>(
    _ mapping: YAMLMapping, _ key: String, _ kind: Word.Type, _ problems: inout [Diagnostic]
  ) -> Word? where Word.RawValue == String {
    guard let node = mapping[key] else { return nil }
    if let word = Word(rawValue: node.scalar?.string ?? "") { return word }
    let known = Word.allCases.map(\.rawValue).joined(separator: " or ")
    problems.append(mapping.text.error("'\(key)' must be \(known)", at: node))
    return nil
  }
}
