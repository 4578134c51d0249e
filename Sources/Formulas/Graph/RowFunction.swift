internal import RealModule
internal import Tensors

/// A loop over `rows` rows of `length` entries each.
public typealias RowLoop<S> =
  @Sendable (
    _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ rows: Int, _ length: Int,
    _ trace: inout EvaluationTrace
  ) -> Void

/// A function of a row of numbers as a whole.
protocol RowRule: SendableMetatype {
  /// Whether the result of a row is one number; else it is as long as the row.
  static var reduces: Bool { get }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace)
  /// Adds what computes the gradient by the argument; nil if it is zero everywhere.
  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID?
}

/// A function of rows in a graph, on its way to be differentiated.
struct RowsNode {
  /// The node it is applied to.
  let argument: NodeID
  /// Its own node.
  let result: NodeID
  /// The gradient that arrives at it.
  let upstream: NodeID
  /// The length of a row.
  let length: Int
  /// The argument's shape.
  let shape: Shape

  /// One number a row.
  var rowShape: Shape { Shape([shape.count / max(length, 1)]) }
}

/// A function applied along the last axis.
public struct RowFunction: Sendable {
  let pullback: @Sendable (inout FormulaGraph, RowsNode) -> NodeID?
  let reduces: Bool
  let double: RowLoop<Double>
  let single: RowLoop<Float>

  init<R: RowRule>(_ rule: R.Type) {
    pullback = { R.pullback(&$0, $1) }
    reduces = R.reduces
    double = { rowLoop(R.self, $0, $1, $2, $3, &$4) }
    single = { rowLoop(R.self, $0, $1, $2, $3, &$4) }
  }
}

@inline(__always)
private func rowLoop<R: RowRule, S: FormulaScalar>(
  _ rule: R.Type, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ rows: Int, _ length: Int,
  _ trace: inout EvaluationTrace
) {
  let width = R.reduces ? 1 : length
  for row in 0..<rows { R.apply(x + row * length, length, into: out + row * width, &trace) }
  var largest = S.zero
  for i in 0..<rows * width where out[i].magnitude > largest { largest = out[i].magnitude }
  if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
}

// Softmax and its relatives shift by the largest entry so that nothing overflows. The shift cancels
// in the result, so which entry was the largest is no branch.

enum Softmax: RowRule {
  static var reduces: Bool { false }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let shift = largest(row, length)
    var sum = S.zero
    for i in 0..<length {
      out[i] = S.exp(row[i] - shift)
      sum += out[i]
    }
    for i in 0..<length { out[i] /= sum }
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    let weighted = graph.binary(.product, rows.upstream, rows.result)
    let sum = graph.add(.reduce(.sum, length: rows.length), [weighted], shape: rows.rowShape)
    let centred = graph.binary(
      .difference, rows.upstream, graph.broadcastRows(sum, over: rows.length, rows.shape))
    return graph.binary(.product, rows.result, centred)
  }
}

enum LogSoftmax: RowRule {
  static var reduces: Bool { false }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let (shift, logarithm) = shiftedLogSum(row, length)
    for i in 0..<length { out[i] = (row[i] - shift) - logarithm }
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    let sum = graph.add(.reduce(.sum, length: rows.length), [rows.upstream], shape: rows.rowShape)
    let share = graph.binary(
      .product, graph.softmax(rows), graph.broadcastRows(sum, over: rows.length, rows.shape))
    return graph.binary(.difference, rows.upstream, share)
  }
}

enum LogSumExp: RowRule {
  static var reduces: Bool { true }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let (shift, logarithm) = shiftedLogSum(row, length)
    out[0] = shift + logarithm
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    graph.binary(
      .product, graph.softmax(rows),
      graph.broadcastRows(rows.upstream, over: rows.length, rows.shape))
  }
}

extension FormulaGraph {
  /// The softmax of the argument of a function of rows.
  fileprivate mutating func softmax(_ rows: RowsNode) -> NodeID {
    add(
      .rows(RowFunction(Softmax.self), length: rows.length), [rows.argument], shape: rows.shape)
  }
}

/// The largest entry, and the logarithm of the sum of exponentials after it was subtracted.
private func shiftedLogSum<S: FormulaScalar>(_ row: UnsafePointer<S>, _ length: Int)
  -> (shift: S, logarithm: S)
{
  let shift = largest(row, length)
  var sum = S.zero
  for i in 0..<length { sum += S.exp(row[i] - shift) }
  return (shift, S.log(sum))
}

enum ArgumentOfMaximum: RowRule {
  static var reduces: Bool { true }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    var best = 0
    for i in 0..<length where row[i] > row[best] || row[i].isNaN { best = i }
    out[0] = row[best].isNaN ? row[best] : S(best)
    trace.decide(UInt64(best))
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? { nil }
}

private func largest<S: FormulaScalar>(_ row: UnsafePointer<S>, _ length: Int) -> S {
  var largest = row[0]
  for i in 1..<max(length, 1) where row[i] > largest || row[i].isNaN { largest = row[i] }
  return largest
}

/// The product of all other entries of a row: the pullback of a product, exact where one is zero.
enum ProductOfOthers: RowRule {
  static var reduces: Bool { false }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    var before = S(1)
    for i in 0..<length {
      out[i] = before
      before *= row[i]
    }
    var after = S(1)
    for i in (0..<length).reversed() {
      out[i] *= after
      after *= row[i]
    }
  }

  /// It stands in gradients alone, which are not differentiated again.
  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? { nil }
}
