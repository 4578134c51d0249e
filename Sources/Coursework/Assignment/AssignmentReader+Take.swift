internal import Diagnostics
internal import Formulas
internal import Tensors
internal import Yams

/// Reads which entries of a quantity are asked for, and in which order.
extension AssignmentReader {
  /// What is asked for of a quantity, with words for people; nil after a report.
  mutating func entries(
    _ mapping: YAMLMapping, of asked: AskedQuantity,
    _ layouts: (isReversed: Bool, takesOther: Bool)
  ) -> (view: StridedView?, words: String?)? {
    let isTurned = layouts.isReversed && (asked.shape?.rank ?? 0) > 1
    let isEither = layouts.takesOther && (asked.shape?.rank ?? 0) > 1
    let known = [asked.matrixWords(isReversed: isTurned), asked.words]
    func all(_ words: String?...) -> String? {
      let all = (known + words).compactMap { $0 }
      return all.isEmpty ? nil : all.joined(separator: "; ")
    }
    guard let node = mapping["take"] else {
      guard isTurned, let shape = asked.shape else {
        return (nil, all(isEither ? "the axes may be in reverse order too" : nil))
      }
      let words = "in \(asked.outputRank == 0 ? "numerator" : "denominator") layout"
      return (StridedView(of: shape).permuted((0..<shape.rank).reversed()), all(words))
    }
    guard !isTurned else {
      problems.append(
        text.error("'take' does not go with a layout that turns the derivative", at: node))
      return nil
    }
    guard let view = take(node, from: asked.shape) else { return nil }
    return (view, all(takenWords(node)))
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
}
