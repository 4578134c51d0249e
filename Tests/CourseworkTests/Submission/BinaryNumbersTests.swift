import Foundation
import TestSupport
import Testing

@testable import Coursework

/// The digits of numbers that came in binary, against those that printing them gives.
@Suite struct BinaryNumbersTests {
  private func expectAsPrinted(_ value: Double) {
    let (found, printed) = (
      NumberToken(double: value), NumberToken(shortest: "\(value)", of: value)
    )
    if printed.significantDigits <= 13 || !printed.hasPoint {
      #expect(found == printed, "\(value)")
    } else {
      #expect(found.value == value)
      #expect(found.significantDigits >= 14 && found.hasPoint, "\(value)")
      #expect(found.magnitudeExponent == printed.magnitudeExponent, "\(value)")
    }
  }

  @Test func digitsAreThoseThatPrintingGives() {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<20_000 {
      let value = generator.normal() * pow(10, Double(generator.below(20) - 8))
      expectAsPrinted(value)
      // Rounded as people round, up to the digits at which nothing is told any more.
      for decimals in [0, 1, 3, 4, 6, 10, 13] {
        guard let rounded = Double(String(format: "%.\(decimals)f", value)) else { continue }
        expectAsPrinted(rounded)
        expectAsPrinted(rounded.nextUp)
      }
      if let short = Double(String(format: "%.\(generator.below(15))e", value)) {
        expectAsPrinted(short)
      }
    }
    for value in [
      0, 1, -0.5, 1e-4, 9.999e-5, 1e12, 1e15, 1e300, Double.leastNonzeroMagnitude, 0.1 + 0.2,
      999999999999.5,
    ] {
      expectAsPrinted(value)
      expectAsPrinted(-value)
      expectAsPrinted(value.nextUp)
      expectAsPrinted(value.nextDown)
    }
  }
}
