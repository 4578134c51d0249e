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
  /// How far the result may be off where the row's entries are, and where it is computed by hand with rounded steps;
  /// the rounding of the result itself is left out where it is final.
  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double]
  /// Adds what computes the gradient by the argument; nil if it is zero everywhere.
  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID?
  /// Whether the pullback is all there is to it: false where it is left out.
  static var hasPullback: Bool { get }
  /// The function of a row, as messages write it where the result is not finite.
  static func words(_ row: [Double], _ show: (Double) -> String) -> String
  /// How many times larger a relative error may become; nil where that is no matter of the row.
  static func condition(_ row: [Double]) -> Double?
  /// What people hand on in its place.
  static var wrongPullbacks: [WrongPullback] { get }
  /// What people take for its value.
  static var wrongValues: [WrongValue<[Double]>] { get }
}

extension RowRule {
  static var hasPullback: Bool { true }
  static func condition(_ row: [Double]) -> Double? { nil }
  static func words(_ row: [Double], _ show: (Double) -> String) -> String {
    "a function of a row with \(show(row.max { $0.magnitude < $1.magnitude } ?? 0))"
  }
  static var wrongPullbacks: [WrongPullback] {
    []
  }
  static var wrongValues: [WrongValue<[Double]>] { [] }
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
  let wrongPullbacks: @Sendable () -> [WrongPullback]
  let wrongValues: @Sendable () -> [WrongValue<[Double]>]
  let reduces: Bool
  let hasPullback: Bool
  let words: @Sendable (_ row: [Double], _ show: (Double) -> String) -> String
  let condition: @Sendable (_ row: [Double]) -> Double?
  let error:
    @Sendable (
      _ x: UnsafePointer<Double>, _ errors: [Double], _ length: Int, _ rounding: StepRounding,
      _ isFinal: Bool
    ) -> [Double]
  let double: RowLoop<Double>
  let single: RowLoop<Float>

  init<R: RowRule>(_ rule: R.Type) {
    pullback = { R.pullback(&$0, $1) }
    wrongPullbacks = { R.wrongPullbacks }
    wrongValues = { R.wrongValues }
    reduces = R.reduces
    hasPullback = R.hasPullback
    words = { R.words($0, $1) }
    condition = { R.condition($0) }
    error = { x, errors, length, rounding, isFinal in
      stride(from: 0, to: errors.count, by: max(length, 1)).flatMap { start in
        R.error(x + start, errors[start..<start + length], rounding, isFinal: isFinal)
      }
    }
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
  trace.measure(largest, of: out, rows * width)
}

// Softmax and its relatives shift by the largest entry so that nothing overflows. The shift cancels
// in the result, so which entry was the largest is no branch. The logarithm of 0 is never selected: it has no share, and
// where there is nothing else, nothing has.

/// A softmax as it is computed by hand: exponentials, their sum, and the quotients.
private struct SoftmaxByHand {
  let shares: [Double]
  /// How far each quotient is off before it is rounded.
  let errors: [Double]
  let sum: Double
  let sumError: Double

  private static let largestByHand = 50.0

  init(_ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding) {
    // Nobody takes exponentials of logarithms of tiny probabilities as they are.
    let most = largest(row, errors.count)
    let shift = most.isFinite && most.magnitude > SoftmaxByHand.largestByHand ? most : 0
    let exponentials = errors.indices.map { Double.exp(row[$0 - errors.startIndex] - shift) }
    let sum = exponentials.reduce(0, +)
    guard sum > 0 else {
      shares = exponentials
      self.errors = exponentials
      (self.sum, sumError) = (1, 0)
      return
    }
    let own = zip(exponentials, errors).map { rounding.error(of: $0, inherited: $1) }
    let shares = exponentials.map { $0 / sum }
    // What the scores are off by cancels in part between the exponentials and their sum.
    let mean = zip(shares, errors).reduce(0) { $0 + $1.0 * $1.1 }
    let ownSum = own.reduce(0, +) + rounding.relative * sum
    self.sum = sum
    sumError = sum * mean + ownSum
    self.shares = shares
    self.errors = zip(zip(shares, errors), own).map { pair, own in
      let (share, error) = pair
      let ofScores = share * ((1 - 2 * share) * error + mean)
      return ofScores + (own + share * ownSum) / sum
    }
  }
}

enum Softmax: RowRule {
  static var reduces: Bool { false }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let shift = largest(row, length)
    guard shift != -.infinity else {
      for i in 0..<length { out[i] = 0 }
      return
    }
    var sum = S.zero
    for i in 0..<length {
      out[i] = S.exp(row[i] - shift)
      sum += out[i]
    }
    for i in 0..<length { out[i] /= sum }
  }

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    let byHand = SoftmaxByHand(row, errors, rounding)
    let own = isFinal ? StepRounding.none : rounding
    return zip(byHand.shares, byHand.errors).map { $1 + own.error(of: $0, inherited: $1) }
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

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    let byHand = SoftmaxByHand(row, errors, rounding)
    return zip(byHand.shares, byHand.errors).map { share, error in
      guard share > 0 else { return 0 }
      // By hand the shares are rounded before the logarithm is taken.
      let inherited = (error + rounding.error(of: share, inherited: error)) / share
      return inherited
        + (isFinal ? 0 : rounding.error(of: Double.log(share), inherited: inherited))
    }
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

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    let byHand = SoftmaxByHand(row, errors, rounding)
    let inherited = byHand.sumError / byHand.sum
    return [
      inherited
        + (isFinal ? 0 : rounding.error(of: Double.log(byHand.sum), inherited: inherited))
    ]
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    graph.binary(
      .product, graph.softmax(rows),
      graph.broadcastRows(rows.upstream, over: rows.length, rows.shape))
  }
}

extension FormulaGraph {
  /// The softmax of the argument of a function of rows.
  mutating func softmax(_ rows: RowsNode) -> NodeID {
    add(
      .rows(RowFunction(Softmax.self), length: rows.length), [rows.argument], shape: rows.shape)
  }
}

/// The largest entry, and the logarithm of the sum of exponentials after it was subtracted.
private func shiftedLogSum<S: FormulaScalar>(_ row: UnsafePointer<S>, _ length: Int)
  -> (shift: S, logarithm: S)
{
  let shift = largest(row, length)
  guard shift != -.infinity else { return (shift, 0) }
  var sum = S.zero
  for i in 0..<length { sum += S.exp(row[i] - shift) }
  return (shift, S.log(sum))
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

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    [Double](repeating: 0, count: errors.count)
  }

  /// It stands in gradients alone: whoever differentiates these again is told.
  static var hasPullback: Bool { false }
  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? { nil }
}
