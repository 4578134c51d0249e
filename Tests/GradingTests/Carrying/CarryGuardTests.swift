import Tensors
import Testing

@testable import Grading

@Suite struct CarryGuardTests {
  private let reference = Tensor(
    shape: Shape([2, 3]), scalars: [0.5, -1.25, 2.0, 1.5, 0.75, -0.5])
  private let given = Tensor(shape: Shape([2, 3]), scalars: [9.0, 8, 7, 6.5, 5, 4])

  private func refusal(_ scalars: [Double], unit: Double = 0, isExplained: Bool = false)
    -> CarryRefusal?
  {
    CarryGuard(Tensor(shape: Shape([2, 3]), scalars: scalars), units: [unit]).refusal(
      inPlaceOf: reference, givens: [given], isExplained: isExplained)
  }

  @Test func derivedNumbersCarry() {
    #expect(refusal([0.6, -1.0, 2.5, 1.1, 0.9, -0.25]) == nil)
    #expect(refusal(reference.scalars.map { -$0 }) == nil)
  }

  @Test func whatNobodyDerivedCarriesNothing() {
    #expect(refusal([0, 0, 0, 0, 0, 0]) == .isZero)
    #expect(refusal([2, 2, 2.005, 2, 2, 2]) == .isOneNumber)
    #expect(refusal(given.scalars) == .isGiven)
    #expect(refusal(given.scalars.map { $0 * 1.004 }) == .isGiven)
    #expect(refusal(given.scalars.map { $0 * 1.02 }) == nil)
  }

  @Test func aHundredTimesIsTheEdge() {
    let scalars = [0.6, -1.0, 2.0, 1.1, 0.9, -0.25]
    #expect(refusal(scalars.map { $0 * 99 }) == nil)
    #expect(refusal(scalars.map { $0 * 101 }) == .isOutOfProportion)
    #expect(refusal(scalars.map { $0 / 101 }) == .isOutOfProportion)
  }

  @Test func lessThanTheReferenceHasNeedsAnExplanation() {
    let sparse = [0.6, 0, 2.5, 1.1, 0.9, -0.25]
    #expect(refusal(sparse) == .hasFewerNonZeros)
    #expect(refusal(sparse, isExplained: true) == nil)
    let flat = [0.6, -1.0, 2.5, 1.2, -2.0, 5.0]
    #expect(refusal(flat) == .hasLowerRank)
    #expect(refusal(flat, isExplained: true) == nil)
  }

  /// What is below the last place written is printed as zero.
  @Test func zerosByRoundingAreNoLoss() {
    let small = Tensor(shape: Shape([2, 3]), scalars: [0.5, -1.25, 2, 1.5, 0.75, 0.0004])
    let rounded = CarryGuard(
      Tensor(shape: Shape([2, 3]), scalars: [0.6, -1.3, 2.1, 1.4, 0.8, 0]), units: [1e-3])
    #expect(rounded.refusal(inPlaceOf: small, givens: [], isExplained: false) == nil)
    #expect(
      rounded.refusal(inPlaceOf: reference, givens: [], isExplained: false) == .hasFewerNonZeros)
  }
}
