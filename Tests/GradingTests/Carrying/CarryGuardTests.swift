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

  /// What fills a shape with a given's numbers in a row was not derived, unless a wrong formula gives them.
  @Test func theFirstNumbersOfAGivenCarryNothing() {
    let longer = Tensor(shape: Shape([8]), scalars: [9.0, 8, 7, 6.5, 5, 4, 3, 2])
    let shorter = Tensor(shape: Shape([4]), scalars: [9.0, 8, 7, 6.5])
    for (given, scalars) in [
      (longer, [9.0, 8, 7, 6.5, 5, 4]), (shorter, [9.0, 8, 7, 6.5, 9, 8]),
    ] {
      func refusal(_ scalars: [Double], isExplained: Bool = false) -> CarryRefusal? {
        CarryGuard(Tensor(shape: Shape([2, 3]), scalars: scalars), units: [0]).refusal(
          inPlaceOf: reference, givens: [given], isExplained: isExplained)
      }
      #expect(refusal(scalars) == .isRunOfGiven)
      #expect(refusal(scalars, isExplained: true) == nil)
      #expect(refusal(scalars.dropLast() + [4.5]) == nil)
    }
  }

  /// Per cent are a slip, and no way to drown what follows.
  @Test func aHundredAndFiftyTimesIsTheEdge() {
    let scalars = [0.6, -1.0, 2.0, 1.1, 0.9, -0.25]
    #expect(refusal(scalars.map { $0 * 100 }) == nil)
    #expect(refusal(scalars.map { $0 * 151 }) == .isOutOfProportion)
    #expect(refusal(scalars.map { $0 / 151 }) == .isOutOfProportion)
    // A sum of exponentials that is forgotten is as large as it is.
    #expect(refusal(scalars.map { $0 * 400 }, isExplained: true) == nil)
  }

  /// What should be near a given is no copy of it.
  @Test func aSmallStepFromAGivenIsNoCopy() {
    let step = Tensor(shape: given.shape, scalars: given.scalars.map { $0 + 0.01 })
    let other = CarryGuard(
      Tensor(shape: given.shape, scalars: given.scalars.map { $0 - 0.01 }), units: [0])
    #expect(other.refusal(inPlaceOf: step, givens: [given], isExplained: false) == nil)
    #expect(other.refusal(inPlaceOf: reference, givens: [given], isExplained: false) == .isGiven)
  }

  @Test func lessThanTheReferenceHasNeedsAnExplanation() {
    #expect(refusal([0.6, 0, 2.5, 1.1, 0.9, -0.25]) == nil)
    let sparse = [0.6, 0, 2.5, 0, 0, 0]
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
    let sparse = CarryGuard(
      Tensor(shape: Shape([2, 3]), scalars: [0.6, -1.3, 0, 0, 0, 0]), units: [1e-3])
    #expect(sparse.refusal(inPlaceOf: small, givens: [], isExplained: false) == .hasFewerNonZeros)
  }
}
