internal import Tensors

/// The loops of a sum of products of the entries of two tensors, each read through a view.
///
/// Positions factor into a base for each sum and an offset for each of its terms. Where the entries of a row of sums
/// lie side by side in one factor, or in both, several sums are added up at once, each in its own order: the
/// numbers are those of one sum after the other.
struct ContractionLoop: Sendable {
  /// Where the first sum of each row begins in either factor.
  private let aRows: [Int]
  private let bRows: [Int]
  /// The terms of a sum.
  private let aTerms: [Int]
  private let bTerms: [Int]
  /// How many sums a row has, and how far the next one is.
  private let columns: Int
  private let aStride: Int
  private let bStride: Int

  private static let width = 8

  init(_ a: StridedView, _ b: StridedView, length: Int) {
    let (aOuter, aInner) = a.split(length: length)
    let (bOuter, bInner) = b.split(length: length)
    (aTerms, bTerms) = (aInner.positions, bInner.positions)
    let rank = aOuter.shape.rank
    let strides = rank > 0 ? (aOuter.strides[rank - 1], bOuter.strides[rank - 1]) : (0, 0)
    let isContiguous = [strides.0, strides.1].allSatisfy { $0 == 0 || $0 == 1 }
    guard rank > 0, isContiguous, aOuter.shape == bOuter.shape else {
      (aRows, bRows) = (aOuter.positions, bOuter.positions)
      (columns, aStride, bStride) = (1, 0, 0)
      return
    }
    (aRows, bRows) = (aOuter.withoutLastAxis.positions, bOuter.withoutLastAxis.positions)
    columns = aOuter.shape.dimensions[rank - 1]
    (aStride, bStride) = strides
  }

  @inline(__always)
  func callAsFunction<S: FormulaScalar>(
    _ a: UnsafeMutablePointer<S>, _ b: UnsafeMutablePointer<S>, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    if trace.measuresProducts {
      measured(a, b, into: out, &trace)
      return
    }
    for row in aRows.indices {
      let (aBase, bBase) = (a + aRows[row], b + bRows[row])
      let result = out + row * columns
      if columns >= ContractionLoop.width, aStride + bStride > 0 {
        addRow(aBase, bBase, into: result)
      } else {
        for column in 0..<columns {
          let (x, y) = (aBase + column * aStride, bBase + column * bStride)
          var sum = S.zero
          for k in 0..<aTerms.count { sum += x[aTerms[k]] * y[bTerms[k]] }
          result[column] = sum
        }
      }
    }
  }

  /// Adds up, and finds the largest of all products and sums.
  @inline(__always)
  private func measured<S: FormulaScalar>(
    _ a: UnsafeMutablePointer<S>, _ b: UnsafeMutablePointer<S>, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    var largest = S.zero
    for row in aRows.indices {
      let (aBase, bBase) = (a + aRows[row], b + bRows[row])
      let result = out + row * columns
      var column = 0
      // Many at once are needed where the numbers themselves are: in double precision.
      if S.self == Double.self, columns >= ContractionLoop.width {
        column = addManyUp(
          UnsafeRawPointer(aBase).assumingMemoryBound(to: Double.self),
          UnsafeRawPointer(bBase).assumingMemoryBound(to: Double.self),
          into: UnsafeMutableRawPointer(result).assumingMemoryBound(to: Double.self), &trace)
      }
      while column < columns {
        result[column] = one(aBase + column * aStride, bBase + column * bStride, &largest)
        column += 1
      }
    }
    if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
  }

  /// Adds up all sums of a row side by side, a few terms of each at a time.
  @inline(__always)
  private func addRow<S: FormulaScalar>(
    _ a: UnsafeMutablePointer<S>, _ b: UnsafeMutablePointer<S>, into out: UnsafeMutablePointer<S>
  ) {
    out.update(repeating: 0, count: columns)
    if aStride == 0 {
      addMultiples(of: b, bTerms, by: a, aTerms, into: out)
    } else if bStride == 0 {
      addMultiples(of: a, aTerms, by: b, bTerms, into: out)
    } else {
      for k in 0..<aTerms.count {
        let (a, b) = (a + aTerms[k], b + bTerms[k])
        for column in 0..<columns { out[column] += a[column] * b[column] }
      }
    }
  }

  /// Adds rows to a row, each times a factor, in their order.
  @inline(__always)
  private func addMultiples<S: FormulaScalar>(
    of row: UnsafeMutablePointer<S>, _ rowTerms: [Int], by factor: UnsafeMutablePointer<S>,
    _ factorTerms: [Int], into out: UnsafeMutablePointer<S>
  ) {
    var k = 0
    // Four terms a pass: the row of sums is read and written less often.
    while k + 4 <= rowTerms.count {
      let (p, q) = (factor[factorTerms[k]], factor[factorTerms[k + 1]])
      let (r, s) = (factor[factorTerms[k + 2]], factor[factorTerms[k + 3]])
      let (x, y) = (row + rowTerms[k], row + rowTerms[k + 1])
      let (z, w) = (row + rowTerms[k + 2], row + rowTerms[k + 3])
      for column in 0..<columns {
        var sum = out[column]
        sum += p * x[column]
        sum += q * y[column]
        sum += r * z[column]
        sum += s * w[column]
        out[column] = sum
      }
      k += 4
    }
    while k < rowTerms.count {
      let (factor, row) = (factor[factorTerms[k]], row + rowTerms[k])
      for column in 0..<columns { out[column] += factor * row[column] }
      k += 1
    }
  }

  @inline(__always)
  private func one<S: FormulaScalar>(
    _ a: UnsafeMutablePointer<S>, _ b: UnsafeMutablePointer<S>, _ largest: inout S
  ) -> S {
    var sum = S.zero
    for k in 0..<aTerms.count {
      let product = a[aTerms[k]] * b[bTerms[k]]
      sum += product
      if product.magnitude > largest { largest = product.magnitude }
    }
    if sum.magnitude > largest { largest = sum.magnitude }
    return sum
  }

  /// Adds up sums of a row, eight at a time.
  ///
  /// - Returns: how many were added up.
  private func addManyUp(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into out: UnsafeMutablePointer<Double>, _ trace: inout EvaluationTrace
  ) -> Int {
    var extremes = Extremes()
    var column = 0
    while column + ContractionLoop.width <= columns {
      let sums = eight(a + column * aStride, b + column * bStride, &extremes)
      for lane in 0..<ContractionLoop.width { out[column + lane] = sums[lane] }
      column += ContractionLoop.width
    }
    trace.magnitude = max(trace.magnitude, extremes.magnitude)
    return column
  }

  @inline(__always)
  private func eight(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ extremes: inout Extremes
  ) -> SIMD8<Double> {
    var sums = SIMD8<Double>.zero
    for k in 0..<aTerms.count {
      let product =
        side(a + aTerms[k], isRepeated: aStride == 0)
        * side(b + bTerms[k], isRepeated: bStride == 0)
      sums += product
      extremes.take(product)
    }
    extremes.take(sums)
    return sums
  }

  /// Eight entries side by side, or one of them eight times.
  @inline(__always)
  private func side(_ entry: UnsafePointer<Double>, isRepeated: Bool) -> SIMD8<Double> {
    isRepeated
      ? SIMD8(repeating: entry.pointee)
      : UnsafeRawPointer(entry).loadUnaligned(as: SIMD8<Double>.self)
  }
}

/// The largest and the smallest of many numbers, eight at a time; what is not a number never counts.
private struct Extremes {
  private var largest = SIMD8<Double>.zero
  private var smallest = SIMD8<Double>.zero

  @inline(__always)
  mutating func take(_ values: SIMD8<Double>) {
    largest.replace(with: values, where: values .> largest)
    smallest.replace(with: values, where: values .< smallest)
  }

  /// The largest magnitude.
  var magnitude: Double { max(largest.max(), -smallest.min()) }
}
