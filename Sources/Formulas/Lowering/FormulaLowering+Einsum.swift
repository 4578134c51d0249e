internal import Diagnostics
internal import Tensors

/// Sums of products whose axes are named by letters.
extension FormulaLowering {
  /// `einsum("ij,jk->ik", A, B)`: two operands at a time, and each letter summed over where the last operand with it is.
  mutating func einsum(_ call: PrimitiveCall, _ operandNames: [String]) throws(FormulaError)
    -> FormulaValue
  {
    let subscripts = try call.subscripts("subscripts")
    let named = operandNames.filter(call.has)
    let range = call.argument("subscripts").range
    guard named.count == subscripts.operands.count else {
      throw FormulaError(
        "\"\(subscripts)\" has letters for \(subscripts.operands.count) operands, and \(named.count) stand after it",
        at: range)
    }
    var extents: [Character: Int] = [:]
    var left: LetteredValue?
    for (place, (name, letters)) in zip(named, subscripts.operands).enumerated() {
      let operand = try call.tensor(name, &self)
      guard operand.shape.rank == letters.count else {
        throw FormulaError(
          "\(letters.count) letter\(letters.count == 1 ? "" : "s"), \"\(String(letters))\", for shape \(operand.shape), which has \(operand.shape.rank) axes",
          at: call.argument(name).range)
      }
      for (letter, extent) in zip(letters, operand.shape.dimensions) {
        let known = extents[letter, default: extent]
        guard known == extent else {
          throw FormulaError(
            "'\(letter)' stands for axes of \(known) and \(extent) entries",
            at: call.argument(name).range)
        }
        extents[letter] = extent
      }
      let rest = subscripts.operands[(place + 1)...].joined()
      left = try product(
        left, LetteredValue(value: operand, letters: letters),
        keeping: Set(subscripts.result).union(rest), extents, call)
    }
    guard let left else { throw FormulaError("einsum of nothing", at: range) }
    return permuted(
      left.value,
      subscripts.result.compactMap { letter in left.letters.firstIndex(of: letter) })
  }

  /// A value with a letter for each of its axes.
  private struct LetteredValue {
    let value: FormulaValue
    let letters: [Character]
  }

  /// The product of two values, or one value, summed over the letters that nothing else has.
  private mutating func product(
    _ left: LetteredValue?, _ right: LetteredValue, keeping needed: Set<Character>,
    _ extents: [Character: Int], _ call: PrimitiveCall
  ) throws(FormulaError) -> LetteredValue {
    var letters: [Character] = []
    for letter in (left?.letters ?? []) + right.letters where !letters.contains(letter) {
      letters.append(letter)
    }
    let kept = letters.filter(needed.contains)
    let summed = letters.filter { !needed.contains($0) }
    let lanes = union(left?.value.lanes ?? [], right.value.lanes)
    let range = call.expression.anchor
    let shape = try shape(kept.map { extents[$0] ?? 1 }, at: range)
    let all = try extentsOfProducts(
      lanes,
      try self.shape(
        (kept + summed).map { extents[$0] ?? 1 }, atMost: Shape.mostProducts, at: range), at: range)
    func laid(_ operand: LetteredValue) -> StridedView {
      let strides = Shape(operand.value.laneExtents + operand.value.shape.dimensions).strides
      let own = strides.suffix(operand.letters.count)
      return StridedView(
        offset: 0, shape: all,
        strides: lanes.map { lane in
          operand.value.lanes.firstIndex(of: lane).map { strides[$0] } ?? 0
        }
          + (kept + summed).map { letter in
            // A letter that stands twice goes along the diagonal.
            zip(operand.letters, own).reduce(0) { $1.0 == letter ? $0 + $1.1 : $0 }
          })
    }
    var node = graph.view(right.value.node, laid(right))
    if let left {
      node = graph.add(
        .binary(.product), [graph.view(left.value.node, laid(left)), node], shape: all)
    }
    if !summed.isEmpty {
      let sums = try self.extents(lanes, shape, at: range)
      node = graph.reduce(node, .sum, length: all.count / sums.count, to: sums, mask: nil)
    }
    return LetteredValue(value: FormulaValue(node, lanes: lanes, shape: shape), letters: kept)
  }
}
