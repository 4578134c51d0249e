internal import Yams

extension Assignment {
  /// The problems whose answers are read and graded by the very words of another definition.
  ///
  /// - Parameter other: The other definition.
  /// - Returns: The ids; none where an answer's file might be read otherwise, or a rule for all problems differs.
  public func unchangedProblems(since other: Assignment) -> Set<String> {
    let all = Set(problems.map(\.id))
    if hash == other.hash { return all }
    guard form == other.form, isForm == other.isForm,
      let (rules, own) = definition, let (otherRules, others) = other.definition,
      rules == otherRules
    else { return [] }
    return all.filter { own[$0] != nil && own[$0] == others[$0] }
  }

  /// What may be said otherwise without a verdict, or a word about an answer, coming out otherwise.
  private static let keysBesideGrading: Set<String> = [
    "title", "text", "hand-in", "expect", "due", "late", "attempts", "count", "group-work",
    "problems",
  ]

  /// What its file says for all problems, and of each.
  private var definition: (rules: [Node: Node], problems: [String: Node])? {
    guard let top = try? YAMLText(source).root.mapping, let list = top["problems"]?.sequence
    else { return nil }
    let rules = top.filter {
      !($0.key.scalar.map { Assignment.keysBesideGrading.contains($0.string) } ?? false)
    }
    let problems = list.compactMap { node in
      node.mapping?["id"]?.string.map { ($0, node) }
    }
    return (
      Dictionary(rules.map { ($0.key, $0.value) }) { first, _ in first },
      Dictionary(problems) { first, _ in first }
    )
  }
}
