import Formulas
import Tensors
import TestSupport
import Testing

/// Sums of products beside sums written out, in the same order: the numbers are the same to the last bit.
@Suite struct ContractionTests {
  /// Numbers whose products and sums are rounded.
  private func numbers(_ dimensions: Int..., by step: Double) -> Tensor<Double> {
    let shape = Shape(dimensions)
    return Tensor(
      shape: shape,
      scalars: (0..<shape.count).map {
        (Double($0) * step).truncatingRemainder(dividingBy: 3) - 1.3
      })
  }

  @Test(arguments: [1, 7, 8, 9, 19])
  func rowsOfAMatrixProductAreAddedUpInOrder(columns: Int) throws {
    let a = numbers(5, 6, by: 0.7)
    let b = numbers(6, columns, by: 1.1)
    let value = try compile("a @ b", ["a": a, "b": b]).evaluate(["a": a, "b": b])
    for i in 0..<5 {
      for j in 0..<columns {
        let sum = (0..<6).reduce(0.0) { $0 + a.scalars[i * 6 + $1] * b.scalars[$1 * columns + j] }
        #expect(value.scalars[i * columns + j] == sum)
      }
    }
  }

  /// Where the largest product is wanted too, another loop adds up.
  @Test(arguments: [1, 7, 8, 9, 19])
  func sumsAreTheSameWhereProductsAreMeasured(columns: Int) throws {
    let inputs = ["a": numbers(5, 6, by: 0.7), "b": numbers(6, columns, by: 1.1)]
    let product = try compile("y = a @ b\ny", inputs, forward: true)
    let a = try #require(inputs["a"]).scalars
    let b = try #require(inputs["b"]).scalars
    for (name, point) in [("a", a), ("b", b)] {
      let sampler = try #require(ForwardSampler(product, of: "y", by: name, inputs: inputs))
      var values = Array(repeating: 0.0, count: sampler.sampleCount)
      let trace = sampler.sample(at: point, into: &values)
      #expect(values == product.evaluate(inputs).scalars)
      let products = (0..<5 * 6 * columns).map { place in
        let (i, k, j) = (place / (6 * columns), place / columns % 6, place % columns)
        return (a[i * 6 + k] * b[k * columns + j]).magnitude
      }
      #expect(trace.magnitude >= (products + values.map(\.magnitude)).reduce(0, max))
    }
  }

  /// In single precision sums of a row are added up side by side as well.
  @Test(arguments: [7, 8, 19])
  func rowsAreAddedUpInOrderInSinglePrecision(columns: Int) throws {
    let a = numbers(5, 6, by: 0.7).singlePrecision
    let b = numbers(6, columns, by: 1.1).singlePrecision
    let product = try compile("a @ b", ["a": counting(5, 6), "b": counting(6, columns)])
    let value = product.evaluate(["a": a, "b": b])
    for place in 0..<5 * columns {
      let (i, j) = (place / columns, place % columns)
      let sum = (0..<6).reduce(Float(0)) {
        $0 + a.scalars[i * 6 + $1] * b.scalars[$1 * columns + j]
      }
      #expect(value.scalars[place] == sum)
    }
  }

  @Test func aConvolutionReadsItsInputWhereItLies() throws {
    let (x, w) = (numbers(2, 13, 14, by: 0.37), numbers(3, 2, 3, 3, by: 0.91))
    let inputs = ["x": x, "w": w]
    let formula = try compile(
      "y[k,i,j] = sum[c,p,q](x[c,i+p,j+q] * w[k,c,p,q])\ny", inputs, forward: true)
    #expect(formula.shape == Shape([3, 11, 12]))
    let value = formula.evaluate(inputs)
    for place in 0..<value.scalars.count {
      let (k, i, j) = (place / 132, place / 12 % 11, place % 12)
      var sum = 0.0
      for c in 0..<2 {
        for p in 0..<3 {
          for q in 0..<3 {
            sum +=
              x.scalars[c * 182 + (i + p) * 14 + j + q]
              * w.scalars[k * 18 + c * 9 + p * 3 + q]
          }
        }
      }
      #expect(value.scalars[place] == sum)
    }
  }

  @Test func moreProductsThanAreEverHeldMayBeAddedUp() throws {
    let inputs = ["x": counting(64, 34, 34), "w": counting(64, 64, 3, 3)]
    let formula = try compile(
      "y[k,i,j] = sum[c,p,q](x[c,i+p,j+q] * w[k,c,p,q])\ny", inputs, forward: true)
    #expect(formula.shape == Shape([64, 32, 32]))
    #expect(formula.addsUpMore(than: Shape.largestCount, from: "w", to: "y"))
    #expect(formula.entryCount < 1 << 20)
  }

  @Test func whatWouldBeHeldIsRefused() throws {
    let inputs = ["x": counting(64, 34, 34), "w": counting(64, 64, 3, 3)]
    let error = #expect(throws: FormulaError.self) {
      try compile(
        "y[k,i,j] = sum[c,p,q](relu(x[c,i+p,j+q] * w[k,c,p,q]))\ny", inputs, forward: true)
    }
    #expect(error.map { "\($0)".contains("16777216") || "\($0)".contains("intermediate") } == true)
  }
}
