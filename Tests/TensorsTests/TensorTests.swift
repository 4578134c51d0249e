import Tensors
import TestSupport
import Testing

@Suite struct ShapeTests {
  @Test func sizesFromOutsideAreChecked() {
    #expect(Shape(checking: [1 << 40, 1 << 40]) == nil)
    #expect(Shape(checking: [-1]) == nil)
    #expect(Shape(checking: [Int.max, 2]) == nil)
    #expect(Shape(checking: [1 << 24])?.count == 1 << 24)
    #expect(Shape(checking: [(1 << 24) + 1]) == nil)
    #expect(Shape(checking: [0, 5])?.count == 0)
  }

  @Test func positionsAndIndicesAgree() {
    let shape = Shape([2, 3, 4])
    #expect(shape.strides == [12, 4, 1])
    #expect(shape.index(at: 23) == [1, 2, 3])
    #expect(shape.index(at: 5) == [0, 1, 1])
    #expect(Shape.scalar.index(at: 0).isEmpty)
  }

  @Test(
    arguments: [
      ([3, 4], [4], [3, 4]), ([3, 1], [1, 4], [3, 4]), ([], [2], [2]),
      ([2, 1, 3], [5, 1], [2, 5, 3]),
      ([3, 4], [3], nil), ([2], [3], nil),
    ] as [([Int], [Int], [Int]?)])
  func broadcastingIsNumpys(_ a: [Int], _ b: [Int], _ expected: [Int]?) {
    #expect(Shape(a).broadcast(with: Shape(b))?.dimensions == expected)
    #expect(Shape(b).broadcast(with: Shape(a))?.dimensions == expected)
  }
}

@Suite struct TensorTests {
  @Test func rootMeanSquareWorksAtEverySize() {
    for scale in [1.0, 1e-300, 1e300] {
      let tensor = Tensor(shape: Shape([2]), scalars: [3 * scale, 4 * scale])
      #expect(abs(tensor.rootMeanSquare / scale - 12.5.squareRoot()) < 1e-15)
    }
    #expect(Tensor(repeating: 0.0, shape: Shape([4])).rootMeanSquare == 0)
  }

  @Test func notANumberIsTheLargest() {
    for position in 0..<3 {
      var tensor = Tensor(repeating: 5.0, shape: Shape([3]))
      tensor.scalars[position] = .nan
      #expect(tensor.largestMagnitude.isNaN)
      #expect(tensor.rootMeanSquare.isNaN)
    }
  }

  @Test func transposingTwiceChangesNothing() {
    let tensor = Tensor(shape: Shape([2, 3]), scalars: [1, 2, 3, 4, 5, 6.0])
    #expect(tensor.transposed.scalars == [1, 4, 2, 5, 3, 6])
    #expect(tensor.transposed.transposed == tensor)
  }
}

@Suite struct StridedViewTests {
  /// Positions beside a plain loop over the index.
  @Test func positionsAreThoseOfTheIndex() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<200 {
      let shape = Shape((0..<generator.below(4)).map { _ in 1 + generator.below(4) })
      let strides = (0..<shape.rank).map { _ in generator.below(9) - 4 }
      let view = StridedView(offset: 7, shape: shape, strides: strides)
      let plain = (0..<shape.count).map { position in
        zip(shape.index(at: position), strides).reduce(7) { $0 + $1.0 * $1.1 }
      }
      #expect(view.positions == plain)
    }
  }

  @Test func aSplitViewAddsUp() {
    let view = StridedView(offset: 3, shape: Shape([2, 3, 1, 4]), strides: [50, 7, 0, -1])
    let (outer, inner) = view.split(length: 4)
    let sums = outer.positions.flatMap { a in inner.positions.map { a + $0 } }
    #expect(sums == view.positions)
    #expect(inner.positions.count == 4)
  }
}
