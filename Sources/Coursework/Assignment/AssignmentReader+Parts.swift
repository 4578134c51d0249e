internal import Diagnostics
internal import Formulas
internal import Tensors
internal import Yams

/// Reads a problem's parts.
extension AssignmentReader {
  mutating func part(
    _ node: Node, problem: String, _ known: [FormulaSymbol], _ forward: inout CompiledFormula?,
    _ givens: [Given], _ rules: Rules
  ) -> Part? {
    if isForm { return formPart(node, problem: problem) }
    guard
      let mapping = YAMLMapping(
        node, in: text, what: "a part",
        keys: AssignmentKeys.names("part"), &problems)
    else { return nil }
    let title = mapping.string("title", &problems)
    let task = mapping.string("text", &problems)
    let rules = self.rules(mapping, rules)
    guard let id = identifier(mapping, "a part", isValid: FormulaLanguage.isWord),
      let asked = asked(mapping, &forward, givens)
    else { return nil }
    let quantity = asked.quantity
    let layouts = rules.layouts.resolved(ofRank: asked.outputRank)
    guard let entries = entries(mapping, of: asked, layouts) else { return nil }
    let quantityShape = entries.view?.shape ?? asked.shape
    // The part's own name is not known in its reference, unless a binding bears it.
    var reference: CompiledFormula?
    if let node = mapping["reference"] {
      reference = compile(node, symbols: known, answerShape: quantityShape)
      guard reference != nil else { return nil }
    } else if case .derivative = quantity {
      problems.append(text.error("a derivative needs 'reference'", at: mapping.node))
      return nil
    }
    guard let shape = quantityShape ?? reference?.shape else { return nil }
    if let binding = known.last(where: { $0.name == id }), binding.origin != .part,
      quantity != .value(id)
    {
      problems.append(
        text.error(
          "'\(id)' is a \(binding.origin.rawValue) of the problem, but this part is another quantity",
          at: mapping["id"] ?? mapping.node, help: "choose another id, or write value: \(id)"))
      return nil
    }
    return Part(
      id: id, problem: problem, name: PartName(problem: problem, part: id), title: title ?? id,
      text: task, points: rules.points, isBonus: rules.isBonus,
      quantity: quantity, taken: entries.view, takenWords: entries.words,
      symmetry: asked.symmetry, unflattened: asked.unflattened.map { [$0.of, $0.by] },
      reference: reference, symbols: known,
      shape: shape,
      tolerance: rules.tolerance, kinks: rules.kinks, takesTransposed: layouts.takesOther,
      carry: rules.carry,
      partialCredit: rules.partialCredit,
      mistakes: mistakes(mapping["mistakes"], known))
  }

  /// Reads a part of which only the shape is told.
  private mutating func formPart(_ node: Node, problem: String) -> Part? {
    guard
      let mapping = YAMLMapping(
        node, in: text, what: "a part", keys: AssignmentKeys.names("answer-only"), &problems),
      let id = identifier(mapping, "a part", isValid: FormulaLanguage.isWord),
      let list = mapping.required("shape", what: "a part", &problems)
    else { return nil }
    let extents = list.sequence?.map { Int($0.scalar?.string ?? "") ?? 0 }
    guard let extents, extents.count <= 8, extents.allSatisfy({ $0 > 0 }),
      let shape = Shape(checking: extents)
    else {
      problems.append(
        text.error("'shape' must be a list of the extents", at: list, help: "such as [3, 4], or []")
      )
      return nil
    }
    return Part(
      id: id, problem: problem, name: PartName(problem: problem, part: id),
      title: mapping.string("title", &problems) ?? id, text: nil, points: .zero, isBonus: false,
      quantity: .value(nil), taken: nil, takenWords: nil, symmetry: nil, unflattened: nil,
      reference: nil,
      symbols: [], shape: shape,
      tolerance: Rules().tolerance, kinks: nil, takesTransposed: false, carry: 0,
      partialCredit: Rules().partialCredit, mistakes: [])
  }

  private mutating func mistakes(_ node: Node?, _ known: [FormulaSymbol]) -> [AuthoredMistake] {
    guard node != nil else { return [] }
    var mistakes: [AuthoredMistake] = []
    for item in items(node, what: "mistakes") {
      guard
        let mapping = YAMLMapping(
          item, in: text, what: "a mistake", keys: AssignmentKeys.names("mistake"),
          &problems),
        let id = identifier(mapping, "a mistake", isValid: AssignmentReader.isID),
        let formulaNode = mapping.required("formula", what: "a mistake", &problems),
        mapping.required("says", what: "a mistake", &problems) != nil,
        let formula = compile(formulaNode, symbols: known),
        let says = mapping.string("says", &problems)
      else { continue }
      if mistakes.contains(where: { $0.id == id }) {
        problems.append(text.error("mistake '\(id)' is defined twice", at: item))
      }
      let credit = share("credit", mapping) ?? 0
      mistakes.append(AuthoredMistake(id: id, formula: formula, says: says, credit: credit))
    }
    return mistakes
  }
}
