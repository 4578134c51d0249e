import Foundation
import TestSupport
import Testing

@testable import Coursework

@Suite struct NumberTokenTests {
  private func read(_ text: String, comma: Bool = false) throws -> NumberToken {
    var ignored = false
    return try NumberToken.read(
      Array(text.utf8)[...], decimalComma: comma, usesMinusSign: &ignored)
  }

  @Test(arguments: [
    "0", "-0.0", "1", "+1.5", "5.", ".5", "0.1", "123456789012345678901234567890", "1e22", "1e23",
    "9007199254740993", "4.9406564584124654e-324", "1.7976931348623157e308",
    "2.2250738585072011e-308",
    "0.000000000000000000000000000001234567890123456789", "1e-400", "3.14159265358979323846",
  ])
  func valuesAreTheNearestDoubles(_ text: String) throws {
    #expect(try read(text).value == strtod(text, nil))
  }

  @Test func randomNumbersReadBack() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      #expect(try read("\(value)").value.bitPattern == value.bitPattern)
      let short = String(format: "%.7g", value)
      if let wanted = Double(short), wanted.isFinite {
        #expect(try read(short).value.bitPattern == wanted.bitPattern)
      }
    }
  }

  /// Digits as people and programs write them, and numbers halfway between two doubles.
  ///
  /// `NABLA_NUMBERS=10000000` tries so many; a million takes a few seconds.
  @Test func randomDecimalsAreTheNearestDoubles() throws {
    let wanted = ProcessInfo.processInfo.environment["NABLA_NUMBERS"].flatMap { Int($0) } ?? 300_000
    var generator = SeededGenerator(seed: 17)
    var different: [String] = []
    for number in 0..<wanted {
      var text: String
      if number % 8 == 0 {
        // A double of 53 bits and the one after it, and the number between them.
        let whole = (generator.next() >> 11 | 1 << 52) * 2 + 1
        text = "\(whole)e\(generator.below(29))"
        if whole % 3 == 0 { text = "\(whole >> 1)5e-1" }
      } else {
        let digits = 1 + generator.below(20)
        text = (0..<digits).map { _ in "\(generator.below(10))" }.joined()
        let point = generator.below(digits + 1)
        text.insert(".", at: text.index(text.startIndex, offsetBy: point))
        if generator.below(2) == 0 { text += "e\(generator.below(60) - 30)" }
      }
      let value = try read(text).value
      if value.bitPattern != strtod(text, nil).bitPattern { different.append(text) }
    }
    #expect(different.isEmpty, "\(different.prefix(5))")
  }

  @Test func digitsAreCounted() throws {
    #expect(try read("0.1200").decimals == 4)
    #expect(try read("0.1200").significantDigits == 4)
    #expect(try read("-0.0045").significantDigits == 2)
    #expect(try read("1.50e-03").lastPlace == 1e-5)
    #expect(try read("0.0045").magnitudeExponent == -3)
    #expect(try read("45.10").magnitudeExponent == 1)
    #expect(try read("1.5e3").magnitudeExponent == 3)
    #expect(try read("12").hasPoint == false)
    #expect(try read("0,25", comma: true).value == 0.25)
    #expect(try read("\u{2212}0.25").value == -0.25)
  }

  /// Counts, powers and marks share one word: none may spill into another.
  @Test func digitsOfAnyCountAreKept() throws {
    let long = try read("-0." + String(repeating: "0", count: 40_000) + "12e-99")
    #expect(long.decimals == 40_002)
    #expect(long.significantDigits == 2)
    #expect(long.exponent == -99)
    #expect(long.hasExponent && long.hasPoint)
    let whole = try read(String(repeating: "9", count: 300))
    #expect(whole.decimals == 0)
    #expect(whole.significantDigits == 300)
    #expect(!whole.hasExponent && !whole.hasPoint)
    let longest = try read("0." + String(repeating: "1", count: 3_000_000) + "e-99999")
    #expect(longest.decimals == 1 << 20 - 1)
    #expect(longest.significantDigits == 1 << 20 - 1)
    #expect(longest.exponent == -99_999)
    #expect(NumberToken(binary: 4096, isHalf: true).decimals == -1)
    #expect(MemoryLayout<NumberToken>.stride == 16)
  }

  @Test(arguments: [
    ("", NumberProblem.empty), ("nan", .notFinite("nan")), ("-Infinity", .notFinite("-Infinity")),
    ("1e400", .overflow("1e400")), ("0x1p3", .hexadecimal("0x1p3")), ("true", .boolean("true")),
    ("1,5", .decimalComma("1,5")), ("1.2.3", .other("1.2.3")), ("1e", .other("1e")),
    ("--1", .other("--1")), ("1 2", .other("1 2")), ("e5", .other("e5")), ("-", .other("-")),
    ("1+2j", .other("1+2j")), ("１", .other("１")), ("inf", .notFinite("inf")),
    ("nan(0x1)", .notFinite("nan(0x1)")), (".", .other(".")), ("1_000", .other("1_000")),
  ])
  func whatIsNoNumberIsNamed(_ text: String, _ problem: NumberProblem) {
    #expect(throws: problem) { try read(text) }
  }
}
