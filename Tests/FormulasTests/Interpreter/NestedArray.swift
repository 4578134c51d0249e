import Foundation

/// A row-major array with the few operations that the interpreter needs, each one a plain loop.
struct NestedArray {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    self.shape = shape
    self.values = values
  }

  init(_ value: Double) { self.init([], [value]) }

  init(_ shape: [Int], _ value: ([Int]) -> Double) {
    self.shape = shape
    values = NestedArray.indices(shape).map(value)
  }

  var rank: Int { shape.count }
  /// The only number of a scalar.
  var number: Double { values[0] }

  /// Every index of a shape, the last axis fastest.
  static func indices(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { all, extent in all.flatMap { index in (0..<extent).map { index + [$0] } } }
  }

  private func position(_ index: [Int]) -> Int {
    zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  subscript(index: [Int]) -> Double {
    get { values[position(index)] }
    set { values[position(index)] = newValue }
  }

  func map(_ change: (Double) -> Double) -> NestedArray { NestedArray(shape, values.map(change)) }

  /// Combines two arrays, axes of extent 1 and missing ones repeated.
  func combined(_ other: NestedArray, _ change: (Double, Double) -> Double) -> NestedArray {
    let rank = max(rank, other.rank)
    func padded(_ shape: [Int]) -> [Int] { Array(repeating: 1, count: rank - shape.count) + shape }
    let (a, b) = (padded(shape), padded(other.shape))
    let result = zip(a, b).map { $0 == 1 ? $1 : $0 }
    func read(_ array: NestedArray, _ extents: [Int], _ index: [Int]) -> Double {
      let own = zip(index, extents).map { $1 == 1 ? 0 : $0 }
      return array[Array(own.suffix(array.rank))]
    }
    return NestedArray(result) { change(read(self, a, $0), read(other, b, $0)) }
  }

  var transposed: NestedArray {
    NestedArray(Array(shape.reversed())) { self[Array($0.reversed())] }
  }

  /// What a function makes of each group of entries that differ along some axes alone.
  func reduced(_ axes: [Int], keeps: Bool, _ change: ([Double]) -> Double) -> NestedArray {
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    let summed = shape.indices.map { axes.contains($0) ? shape[$0] : 1 }
    let whole = NestedArray(kept) { outer in
      change(NestedArray.indices(summed).map { inner in self[zip(outer, inner).map(+)] })
    }
    guard !keeps else { return whole }
    let rest = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    return NestedArray(rest, whole.values)
  }

  /// What a function makes of each row along an axis.
  func rows(_ axis: Int, _ change: ([Double]) -> [Double]) -> NestedArray {
    var result = self
    var first = shape
    first[axis] = 1
    for start in NestedArray.indices(first) {
      let places = (0..<shape[axis]).map { place -> [Int] in
        var index = start
        index[axis] = place
        return index
      }
      for (place, value) in zip(places, change(places.map { self[$0] })) { result[place] = value }
    }
    return result
  }
}
