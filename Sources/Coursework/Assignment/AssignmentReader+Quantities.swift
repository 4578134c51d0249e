internal import Diagnostics
internal import Formulas
internal import Tensors
internal import Yams

/// Reads what a part asks for: a value, or a derivative and what is meant by it.
extension AssignmentReader {
  /// What a part asks for.
  struct AskedQuantity {
    let quantity: Part.Quantity
    /// Its shape, where that is known without the reference.
    var shape: Shape?
    /// The number of axes of what is differentiated; nil where nothing is.
    var outputRank: Int?
    /// What a derivative by a symmetric matrix is taken to be.
    var symmetry: SymmetricArgument?
    /// What people are told besides.
    var words: String?
    /// What the rows and the columns of a Jacobian are of.
    var rows = ""
    var columns = ""
    /// The shapes of what is differentiated and by which, where the derivative is asked for as a matrix.
    var unflattened: (of: Shape, by: Shape)?

    /// What people are told of a derivative as a matrix; nil of others.
    func matrixWords(isReversed: Bool) -> String? {
      guard unflattened != nil else { return nil }
      let (down, across) = isReversed ? (columns, rows) : (rows, columns)
      return
        "as a matrix: a row for each entry of \(down), a column for each entry of \(across), both row by row"
    }
  }

  /// Reads what a part asks for; nil after a report.
  mutating func asked(
    _ mapping: YAMLMapping, _ forward: inout CompiledFormula?, _ givens: [Given]
  ) -> AskedQuantity? {
    if let node = mapping["derivative"] {
      if mapping["value"] != nil {
        problems.append(
          text.error("a part asks for a value or a derivative, not for both", at: mapping.node))
      }
      return derivative(node, &forward, givens)
    }
    if let node = mapping["value"] {
      guard let (name, shape) = quantityName(node, forward, givens) else { return nil }
      return AskedQuantity(quantity: .value(name), shape: shape)
    }
    guard mapping["reference"] != nil else {
      problems.append(
        text.error("a part needs 'value', 'derivative' or 'reference'", at: mapping.node))
      return nil
    }
    return AskedQuantity(quantity: .value(nil), shape: nil)
  }

  /// Reads `{of: L, wrt: W}`.
  private mutating func derivative(
    _ node: Node, _ forward: inout CompiledFormula?, _ givens: [Given]
  ) -> AskedQuantity? {
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
    var asked = AskedQuantity(
      quantity: .derivative(of: of, by: by), shape: shape, outputRank: ofShape.rank)
    if let node = pair["convention"] {
      var variables = [(name: plain, shape: byShape, stride: 1)]
      if let first = GradientVariable.parts(of: of)?.variable {
        variables.append((first, ofShape, byShape.count))
      }
      asked.symmetry = symmetry(node, by: variables)
      guard let symmetry = asked.symmetry else { return nil }
      asked.words = "the derivative \(symmetry.convention.words(symmetry.axes[0].name))"
    }
    asked.rows = GradientVariable.parts(of: of)?.variable ?? of
    asked.columns = plain
    return flattened(pair, asked, (ofShape, byShape))
  }

  /// What is asked for where `layout: flattened` may be said.
  private mutating func flattened(
    _ pair: YAMLMapping, _ asked: AskedQuantity, _ shapes: (of: Shape, by: Shape)
  ) -> AskedQuantity? {
    guard let node = pair["layout"] else { return asked }
    guard node.scalar?.string == "flattened" else {
      problems.append(
        text.error(
          "'layout' may be flattened: the derivative as a matrix", at: node,
          help: "whether it is transposed is said by 'layouts'"))
      return nil
    }
    var flattened = asked
    flattened.shape = Shape([shapes.of.count, shapes.by.count])
    // A matrix has a row even of one number: then its transpose is a column.
    flattened.outputRank = max(shapes.of.rank, 1)
    flattened.unflattened = shapes
    return flattened
  }

  /// Reads `convention: symmetric`; nil after a report.
  private mutating func symmetry(
    _ node: Node, by variables: [(name: String, shape: Shape, stride: Int)]
  ) -> SymmetricArgument? {
    let known = SymmetricConvention.allCases.map(\.rawValue).joined(separator: ", ")
    guard let convention = SymmetricConvention(rawValue: node.scalar?.string ?? "") else {
      problems.append(text.error("'convention' must be one of \(known)", at: node))
      return nil
    }
    let axes = variables.compactMap { variable -> SymmetricArgument.Axes? in
      guard let rows = variable.shape.dimensions.last,
        variable.shape.dimensions.suffix(2) == [rows, rows]
      else { return nil }
      return SymmetricArgument.Axes(name: variable.name, rows: rows, stride: variable.stride)
    }
    guard let first = axes.first, axes.allSatisfy({ $0.name == first.name }) else {
      let names = variables.reversed().map { "'\($0.name)' has shape \($0.shape)" }
      problems.append(
        text.error(
          axes.isEmpty
            ? "'convention' is for square matrices, and \(names.joined(separator: ", "))"
            : "'convention' is for one symmetric matrix, and \(names.joined(separator: ", "))",
          at: node))
      return nil
    }
    return SymmetricArgument(convention: convention, axes: axes)
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
}
