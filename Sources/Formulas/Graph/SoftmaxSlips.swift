internal import RealModule
internal import Tensors

// What people take for softmax, its logarithm and their Jacobians by mistake.

extension Softmax {
  static var wrongValues: [WrongValue<[Double]>] {
    [
      WrongValue("argument-sign", "softmax was taken of the argument with its sign flipped") {
        shares($0) { Double.exp(-$0) }
      },
      WrongValue("base-2", "softmax was taken with the base 2") { shares($0) { Double.exp2($0) } },
      WrongValue("base-10", "softmax was taken with the base 10") {
        shares($0) { Double.exp10($0) }
      },
      WrongValue("base-2.7", "2.7 was taken for e in softmax") {
        shares($0) { Double.pow(2.7, $0) }
      },
      WrongValue("base-2.72", "2.72 was taken for e in softmax", lacksDigits: true) {
        shares($0) { Double.pow(2.72, $0) }
      },
      WrongValue("linear", "the exponential is left out of softmax") { shares($0) { $0 } },
      WrongValue("one-plus", "1 + x was taken for the exponential in softmax") {
        shares($0) { 1 + $0 }
      },
      WrongValue("series", "1 + x + x^2/2 was taken for the exponential in softmax") {
        shares($0) { 1 + $0 + $0 * $0 / 2 }
      },
      WrongValue("unnormalised", "softmax is not divided by the sum") {
        $0.map { Double.exp($0) }
      },
      WrongValue("one-in-sum", "a 1 is too much in softmax's sum") {
        exponentials($0) { 1 + $0.reduce(0, +) }
      },
      WrongValue("largest-for-sum", "softmax was divided by the largest exponential") {
        exponentials($0) { $0.max() ?? 0 }
      },
      WrongValue("mean-for-sum", "softmax was divided by the mean of the exponentials") {
        exponentials($0) { $0.reduce(0, +) / Double($0.count) }
      },
      WrongValue("last-skipped", "the last exponential is lost in softmax's sum") {
        exponentials($0) { $0.dropLast().reduce(0, +) }
      },
      WrongValue("first-skipped", "the first exponential is lost in softmax's sum") {
        exponentials($0) { $0.dropFirst().reduce(0, +) }
      },
      WrongValue("others", "the own exponential is lost in softmax's sum") { row in
        let values = row.map { Double.exp($0) }
        let sum = values.reduce(0, +)
        return values.map { $0 / (sum - $0) }
      },
      WrongValue("exp-of-sum", "softmax was divided by the exponential of the sum") { row in
        let sum = Double.exp(row.reduce(0, +))
        return row.map { Double.exp($0) / sum }
      },
      WrongValue("sigmoid", "sigmoid was taken for softmax") { $0.map { Sigmoid.value($0) } },
      WrongValue("largest", "the largest was set to 1, the others to 0, in place of softmax") {
        let largest = $0.max()
        return $0.map { $0 == largest ? 1 : 0 }
      },
    ]
  }

  /// Values of a function over their sum.
  private static func shares(_ row: [Double], _ function: (Double) -> Double) -> [Double] {
    let values = row.map(function)
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }

  /// Exponentials over what stands in place of their sum.
  private static func exponentials(_ row: [Double], over sum: ([Double]) -> Double) -> [Double] {
    let values = row.map { Double.exp($0) }
    let divisor = sum(values)
    return values.map { $0 / divisor }
  }

  static var wrongPullbacks: [WrongPullback] {
    [
      WrongPullback("left-out", "the derivative of softmax is left out") { _, rows in
        rows.upstream
      },
      WrongPullback(
        "diagonal", "only the diagonal of softmax's Jacobian, p (1 - p), is there",
        leavesZeros: true
      ) { graph, rows in
        let complement = graph.binary(.difference, graph.constant(1), rows.result)
        let diagonal = graph.binary(.product, rows.result, complement)
        return graph.binary(.product, rows.upstream, diagonal)
      },
      WrongPullback(
        "second-term-lost", "the term -p_i p_j of softmax's Jacobian is lost"
      ) { graph, rows in
        graph.binary(.product, rows.upstream, rows.result)
      },
      WrongPullback(
        "first-term-lost", "the diagonal of softmax's Jacobian has no term p_i"
      ) { graph, rows in
        let sum = graph.sharedSum(rows)
        return graph.binary(.product, rows.result, graph.negated(sum))
      },
      WrongPullback(
        "plus", "the minus in softmax's Jacobian became a plus"
      ) { graph, rows in
        graph.binary(
          .product, rows.result, graph.binary(.sum, rows.upstream, graph.sharedSum(rows)))
      },
      WrongPullback(
        "plus-off-diagonal", "off the diagonal of softmax's Jacobian a minus is lost"
      ) { graph, rows in
        // p u + p Σ p u - 2 p² u
        let twice = graph.binary(
          .product, graph.constant(2), graph.binary(.product, rows.result, rows.upstream))
        let sum = graph.binary(.sum, rows.upstream, graph.sharedSum(rows))
        return graph.binary(.product, rows.result, graph.binary(.difference, sum, twice))
      },
      WrongPullback(
        "one-on-diagonal", "the diagonal of softmax's Jacobian begins with 1, not with p"
      ) { graph, rows in
        graph.binary(
          .difference, rows.upstream,
          graph.binary(.product, rows.result, graph.sharedSum(rows)))
      },
      WrongPullback(
        "sign", "the sign of softmax's Jacobian is flipped"
      ) { graph, rows in
        graph.binary(
          .product, rows.result,
          graph.binary(.difference, graph.sharedSum(rows), rows.upstream))
      },
    ]
  }
}

extension LogSoftmax {
  static var wrongPullbacks: [WrongPullback] {
    [
      WrongPullback("left-out", "the derivative of log_softmax is left out") { _, rows in
        rows.upstream
      },
      WrongPullback(
        "plus", "the minus in the derivative of log_softmax became a plus"
      ) { graph, rows in
        let sum = graph.add(
          .reduce(.sum, length: rows.length), [rows.upstream], shape: rows.rowShape)
        let share = graph.binary(
          .product, graph.softmax(rows), graph.broadcastRows(sum, over: rows.length, rows.shape))
        return graph.binary(.sum, rows.upstream, share)
      },
      WrongPullback(
        "sum-lost", "the softmax in the derivative of log_softmax is not weighted"
      ) { graph, rows in
        graph.binary(.difference, rows.upstream, graph.softmax(rows))
      },
    ]
  }
}

extension FormulaGraph {
  /// The sum of a row's entries times what arrives at each, repeated over the row.
  fileprivate mutating func sharedSum(_ rows: RowsNode) -> NodeID {
    let weighted = binary(.product, rows.upstream, rows.result)
    let sum = add(.reduce(.sum, length: rows.length), [weighted], shape: rows.rowShape)
    return broadcastRows(sum, over: rows.length, rows.shape)
  }

  /// The same with the other sign.
  mutating func negated(_ node: NodeID) -> NodeID { binary(.product, constant(-1), node) }
}
