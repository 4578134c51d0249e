import Coursework
import Tensors
import Testing

@testable import Grading

@Suite struct WrongEntriesTests {
  private func text(_ dimensions: [Int], wrong: Set<Int>) throws -> String {
    let shape = Shape(dimensions)
    let right = (0..<shape.count).map { Double($0) + 0.5 }
    let values = right.enumerated().map { wrong.contains($0) ? -$1 : $1 }
    let tokens = values.compactMap { NumberToken(reading: "\($0)") }
    try #require(tokens.count == shape.count)
    let comparison = Comparison.compare(
      tokens, with: Tensor(shape: shape, scalars: right), singlePrecisionError: 0, rule: .init())
    return WrongEntries(Tensor(shape: shape, scalars: values), comparison).text
  }

  @Test func wholeRowsAndColumnsAreNamed() throws {
    #expect(try text([3, 2], wrong: [2, 3]) == "2 of 6 entries are wrong: only row 1 is wrong")
    #expect(
      try text([3, 2], wrong: [1, 3, 5]) == "3 of 6 entries are wrong: only column 0 is right")
    #expect(
      try text([4, 2], wrong: [0, 1, 6, 7])
        == "4 of 8 entries are wrong: only rows 1 and 2 are right")
    #expect(
      try text([2, 2, 2], wrong: [0, 1, 2, 3])
        == "4 of 8 entries are wrong: only index 1 of axis 0 is right")
  }

  @Test func scatteredEntriesAreCounted() throws {
    #expect(try text([3, 2], wrong: [0, 3]) == "2 of 6 entries are wrong")
    #expect(try text([5], wrong: [4]) == "1 of 5 entries is wrong")
    #expect(try text([2], wrong: [0, 1]) == "both entries are wrong")
    #expect(try text([3], wrong: [0, 1, 2]) == "all 3 entries are wrong")
  }
}
