internal import Tensors

/// A row in ascending order; not numbers where two entries are equal, because the derivative has a kink there.
enum Sort: RowRule {
  static var reduces: Bool { false }
  static func words(_ row: [Double], _ show: (Double) -> String) -> String {
    let sorted = row.sorted()
    let equal = zip(sorted, sorted.dropFirst()).first { $0 == $1 }
    return
      "sort of numbers of which two are equal, \(show(equal?.0 ?? 0)) (drawn inputs may be distinct: true)"
  }

  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let order = order(of: row, length)
    for (place, index) in order.enumerated() {
      out[place] = row[index]
      trace.decide(UInt64(index))
    }
    let isStrict = (1..<max(length, 1)).allSatisfy { out[$0 - 1] < out[$0] }
    guard !isStrict else { return }
    for place in 0..<length { out[place] = .nan }
  }

  private static func order<S: FormulaScalar>(of row: UnsafePointer<S>, _ length: Int) -> [Int] {
    (0..<length).sorted { row[$0] != row[$1] ? row[$0] < row[$1] : $0 < $1 }
  }

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    order(of: row, errors.count).map { errors[errors.startIndex + $0] }
  }

  /// Each entry gets what arrives at its rank: the number of entries below it.
  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    let n = rows.length
    let pairs = Shape([rows.shape.count / max(n, 1), n, n])
    func laid(_ strides: [Int]) -> StridedView {
      StridedView(offset: 0, shape: pairs, strides: strides)
    }
    let (own, other) = (laid([n, 1, 0]), laid([n, 0, 1]))
    let isBelow = graph.add(
      .binary(BinaryFunction(Less.self)),
      [graph.view(rows.argument, other), graph.view(rows.argument, own)], shape: pairs)
    let ranks = graph.reduce(
      isBelow, .sum, length: n, to: Shape([rows.shape.count]), mask: nil)
    let places = graph.constant(Tensor(shape: Shape([n]), scalars: (0..<n).map(Double.init)))
    let isThere = graph.add(
      .binary(BinaryFunction(Equal.self)),
      [graph.view(ranks, own), graph.view(places, laid([0, 0, 1]))], shape: pairs)
    let products = graph.add(
      .binary(.product), [isThere, graph.view(rows.upstream, other)], shape: pairs)
    return graph.reduce(products, .sum, length: n, to: rows.shape, mask: nil)
  }

  static var wrongPullbacks: [WrongPullback] {
    [
      WrongPullback("not-put-back", "what arrives is not put back into the order before sorting") {
        $1.upstream
      }
    ]
  }

  static var wrongValues: [WrongValue<[Double]>] {
    [
      WrongValue("descending", "the entries were sorted in descending order") {
        $0.sorted(by: >)
      }
    ]
  }
}
