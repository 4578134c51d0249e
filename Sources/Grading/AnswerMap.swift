public import Tensors

/// An answer entry by entry, as far as it may be told: what was handed in, where it is wrong, and by how much.
public struct AnswerMap: Sendable {
  /// How much of the entries is told.
  public enum Detail: Int, Sendable, Comparable {
    /// Nothing.
    case none
    /// How many are wrong, and rows or columns that are right or wrong as a whole.
    case slices
    /// Which entries are wrong.
    case entries
    /// The right numbers too.
    case differences

    /// Whether less is told.
    public static func < (a: Detail, b: Detail) -> Bool { a.rawValue < b.rawValue }
  }

  /// An axis whose slices are each right or wrong as a whole.
  public struct Slices: Sendable {
    /// The axis.
    public let axis: Int
    /// The indices along it that are wrong.
    public let wrong: [Int]
  }

  /// The extents of the answer.
  public let shape: Shape
  /// The numbers that were handed in, row by row.
  public let values: [Double]
  /// How many of them are wrong; nil if they could not be compared.
  public let wrongCount: Int?
  /// The axis whose slices are right or wrong as a whole; nil if there is none.
  public let slices: Slices?
  /// Which entries are wrong; nil where that is not told.
  public let isWrong: [Bool]?
  /// The right numbers and the differences that were allowed; nil where these are not told.
  public let right: (numbers: [Double], allowed: [Double])?

  /// Tells of an answer no more than a level of detail; nil if nothing of it is told.
  init?(_ values: [Double], _ entries: WrongEntries, _ comparison: Comparison?, _ detail: Detail) {
    guard detail > .none else { return nil }
    shape = entries.shape
    self.values = values
    wrongCount = entries.isWrong.count { $0 }
    slices = entries.wholeSlices.map { Slices(axis: $0.axis, wrong: $0.wrong) }
    isWrong = detail >= .entries ? entries.isWrong : nil
    right = detail == .differences ? comparison.map { ($0.reference.scalars, $0.allowances) } : nil
  }

  /// Tells what was handed in alone; nil if nothing is told.
  init?(unlike shape: Shape, _ values: [Double], _ detail: Detail) {
    guard detail > .none else { return nil }
    self.shape = shape
    self.values = values
    (wrongCount, slices, isWrong, right) = (nil, nil, nil, nil)
  }
}
