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
      let (quantity, wholeShape) = quantity(mapping, &forward, givens)
    else { return nil }
    var taken: StridedView?
    if let node = mapping["take"] {
      taken = take(node, from: wholeShape)
      guard taken != nil else { return nil }
    }
    let quantityShape = taken?.shape ?? wholeShape
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
      text: task, points: rules.points,
      quantity: quantity, taken: taken,
      takenWords: taken.flatMap { _ in takenWords(mapping["take"]) },
      reference: reference, symbols: known,
      shape: shape,
      tolerance: rules.tolerance, kinks: rules.kinks, takesTransposed: rules.takesTransposed,
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
      title: mapping.string("title", &problems) ?? id, text: nil, points: .zero,
      quantity: .value(nil), taken: nil, takenWords: nil, reference: nil, symbols: [], shape: shape,
      tolerance: Rules().tolerance, kinks: nil, takesTransposed: false, carry: 0,
      partialCredit: Rules().partialCredit, mistakes: [])
  }

  /// Reads `take: "[i,i,j]"`: which entries of a quantity are asked for.
  ///
  /// An index letter that stands twice takes a diagonal, a whole number one place of an axis.
  private mutating func take(_ node: Node, from shape: Shape?) -> StridedView? {
    func fault(_ message: String) -> StridedView? {
      problems.append(
        text.error(
          message, at: node, help: "such as \"[i,i,j]\" for a diagonal, \"[0,j]\" for a row"))
      return nil
    }
    guard let shape else { return fault("'take' needs 'value' or 'derivative'") }
    let pattern = (node.scalar?.string ?? "").filter { $0 != " " }
    guard pattern.hasPrefix("["), pattern.hasSuffix("]") else {
      return fault("'take' must be a list of indices in quotes")
    }
    let items = pattern.dropFirst().dropLast().split(
      separator: ",", omittingEmptySubsequences: false)
    guard items.count == shape.rank else {
      return fault("\(items.count) indices for shape \(shape), which has \(shape.rank) axes")
    }
    var offset = 0
    var axes: [(name: String, extent: Int, stride: Int)] = []
    for ((item, extent), stride) in zip(zip(items, shape.dimensions), shape.strides) {
      if let place = Int(item) {
        guard place >= 0, place < extent else {
          return fault("index \(place) is not among the \(extent) of its axis")
        }
        offset += place * stride
      } else if let known = axes.firstIndex(where: { $0.name == item }) {
        guard axes[known].extent == extent else {
          return fault(
            "index '\(item)' stands for axes of \(axes[known].extent) and \(extent) entries")
        }
        axes[known].stride += stride
      } else if FormulaLanguage.isWord(String(item)) {
        axes.append((String(item), extent, stride))
      } else {
        return fault("'\(item)' is no index")
      }
    }
    return StridedView(
      offset: offset, shape: Shape(axes.map(\.extent)), strides: axes.map(\.stride))
  }

  /// `[i,i,j]` in words: which axes share an index, and where an index stands still.
  private func takenWords(_ node: Node?) -> String? {
    let items = (node?.scalar?.string ?? "").filter { !" []".contains($0) }.split(separator: ",")
    var words: [String] = []
    for (axis, item) in items.enumerated() {
      if Int(item) != nil {
        words.append("index \(item) along axis \(axis)")
      } else if items.firstIndex(of: item) == axis {
        let same = items.indices.filter { items[$0] == item }.map(String.init)
        guard same.count > 1 else { continue }
        words.append(
          "the diagonal along axes \(same.joined(separator: " and ")): these have the same index")
      }
    }
    let entries = items.joined(separator: ", ")
    return "only the entries [\(entries)]"
      + (words.isEmpty ? "" : ", \(words.joined(separator: "; "))")
  }

  /// What a part asks for, and its shape where that is known without the reference.
  private mutating func quantity(
    _ mapping: YAMLMapping, _ forward: inout CompiledFormula?, _ givens: [Given]
  ) -> (Part.Quantity, Shape?)? {
    if let node = mapping["derivative"] {
      if mapping["value"] != nil {
        problems.append(
          text.error("a part asks for a value or a derivative, not for both", at: mapping.node))
      }
      guard
        let pair = YAMLMapping(
          node, in: text, what: "'derivative'", keys: AssignmentKeys.names("derivative"), &problems),
        let ofNode = pair.required("of", what: "'derivative'", &problems),
        let wrtNode = pair.required("wrt", what: "'derivative'", &problems),
        let (of, ofShape, byNode) = differentiated(ofNode, wrtNode, &forward, givens),
        let (plain, byShape) = quantityName(byNode, forward, givens)
      else { return nil }
      var by = plain
      if pair.flag("partial", &problems) == true {
        guard case .scalar = wrtNode else {
          problems.append(text.error("'partial' goes with one quantity after 'wrt'", at: wrtNode))
          return nil
        }
        guard forward?.isRecursion(by) == true else {
          problems.append(
            text.error("'partial' is for what a loop computes, and '\(by)' is not", at: byNode))
          return nil
        }
        by = DirectVariable.name(of: by)
      }
      guard let shape = Shape(checking: ofShape.dimensions + byShape.dimensions) else {
        problems.append(text.error("this derivative has too many entries", at: node))
        return nil
      }
      return (.derivative(of: of, by: by), shape)
    }
    if let node = mapping["value"] {
      guard let (name, shape) = quantityName(node, forward, givens) else { return nil }
      return (.value(name), shape)
    }
    guard mapping["reference"] != nil else {
      problems.append(
        text.error("a part needs 'value', 'derivative' or 'reference'", at: mapping.node))
      return nil
    }
    return (.value(nil), nil)
  }

  /// What is differentiated, by the last quantity of a list: for two of them the gradient by the first one.
  private mutating func differentiated(
    _ ofNode: Node, _ wrtNode: Node, _ forward: inout CompiledFormula?, _ givens: [Given]
  ) -> (String, Shape, Node)? {
    guard let (of, ofShape) = quantityName(ofNode, forward, givens) else { return nil }
    guard case .sequence(let list) = wrtNode else { return (of, ofShape, wrtNode) }
    guard list.count == 2 else {
      problems.append(
        text.error("a second derivative is by two quantities, such as [w, w]", at: wrtNode))
      return nil
    }
    guard let (first, shape) = quantityName(list[0], forward, givens) else { return nil }
    guard ofShape.count == 1 else {
      problems.append(
        text.error("a second derivative is of one number; '\(of)' has shape \(ofShape)", at: ofNode)
      )
      return nil
    }
    guard let extended = forward?.addingGradient(of: of, by: first) else {
      problems.append(
        text.error(
          "the gradient of '\(of)' goes through 'prod', which is not differentiated twice",
          at: wrtNode, help: "write exp(sum(log(x))) where x > 0"))
      return nil
    }
    forward = extended
    return (GradientVariable.name(of: of, by: first), shape, list[1])
  }

  private mutating func quantityName(
    _ node: Node, _ forward: CompiledFormula?, _ givens: [Given]
  ) -> (String, Shape)? {
    guard let name = node.scalar?.string else {
      problems.append(text.error("expected the name of one quantity", at: node))
      return nil
    }
    if let missing = forward?.missingSteps[name] {
      problems.append(
        text.error(
          "'\(name)' has no value at step \(missing), so it is of use in its loop only", at: node,
          help: "let the loop begin at 0: for 0 <= t < n, with h[t+1] = … from h[t]"))
      return nil
    }
    if let shape = forward?.shape(of: name) { return (name, shape) }
    let names = (forward?.bindings.map(\.name) ?? []) + givens.map(\.name)
    let close = suggestion(for: name, among: names)
    problems.append(
      text.error(
        forward == nil
          ? "a problem without 'forward' has no '\(name)'"
          : "'\(name)' is neither a given nor a binding of the forward", at: node,
        help: close.map { "did you mean \($0)?" }))
    return nil
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
