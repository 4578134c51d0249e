import Foundation
import Tensors
import TestSupport
import Testing

@testable import Coursework
@testable import Grading

/// The cases a comparison must get right, each in the words of a student's file.
@Suite struct ComparisonTests {
  private func compare(
    _ reference: [Double], _ answer: [String], rounding: Double = 0, rule: ToleranceRule = .init()
  ) throws -> Comparison {
    let tokens = try answer.map { text in
      var ignored = false
      return try NumberToken.read(Array(text.utf8)[...], usesMinusSign: &ignored)
    }
    return Comparison.compare(
      tokens, with: Tensor(shape: Shape([reference.count]), scalars: reference),
      singlePrecisionError: rounding,
      rule: rule)
  }

  private func random(_ count: Int, scale: Double = 1, seed: UInt64 = 5) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.normal() * scale }
  }

  private func written(_ values: [Double], _ format: String) -> [String] {
    values.map { String(format: format, $0) }
  }

  @Test func exactAnswersAreRight() throws {
    let r = random(32)
    #expect(try compare(r, r.map { "\($0)" }).match == .exact)
    #expect(try compare(r.map { $0 * 1e150 }, r.map { "\($0 * 1e150)" }).match == .exact)
    #expect(try compare(r.map { $0 * 1e-150 }, r.map { "\($0 * 1e-150)" }).match == .exact)
  }

  @Test func singlePrecisionAndDifferencesAreRight() throws {
    let r = random(32)
    #expect(try compare(r, r.map { "\(Float($0))" }).match == .exact)
    #expect(try compare(r, r.map { "\($0 + 1e-9)" }).match == .exact)
  }

  @Test(arguments: ["%.4f", "%.3f", "%.5g", "%.6e", "%.3e", "%.7f"])
  func printedDigitsAreRight(_ format: String) throws {
    let r = random(32).map { $0 + ($0 < 0 ? -0.3 : 0.3) }
    let match = try compare(r, written(r, format)).match
    #expect(match != .wrong, "\(format)")
    if case .imprecise = match { Issue.record("\(format) is imprecise") }
  }

  @Test func droppedZerosAreForgiven() throws {
    #expect(try compare([0.5, 0.12344], ["0.5", "0.1234"]).match == .rounded("4 decimals"))
    #expect(try compare([0.50004, 0.12344], ["0.5", "0.1234"]).match == .rounded("4 decimals"))
    #expect(try compare([0.53, 0.12344], ["0.5", "0.1234"]).match == .wrong)
  }

  @Test func truncatedAnswersAreRight() throws {
    let r = random(32)
    let cut = r.map { String(format: "%.3f", ($0 * 1e3).rounded(.towardZero) / 1e3) }
    #expect(try compare(r, cut).match == .truncated("3 decimals"))
    let away = r.map { String(format: "%.3f", ($0 * 1e3).rounded(.awayFromZero) / 1e3) }
    #expect(try compare(r, away).match == .wrong)
  }

  @Test func tooFewDigitsAreImprecise() throws {
    let r = random(32, scale: 1e-4)
    guard case .imprecise = try compare(r, written(r, "%.4f")).match else {
      Issue.record("4 decimals of 1e-4 cannot tell")
      return
    }
    #expect(try compare([0.004], ["0.004"]).match == .exact)
    // Half a unit is 0.005.
    #expect(try compare([0.0061], ["0.01"]).match == .imprecise("2 decimals"))
    #expect(try compare([0.0041], ["0.01"]).match == .wrong)
  }

  @Test func integersAreExact() throws {
    let counts = [109.0, 92, 72, 108]
    #expect(try compare(counts, ["109", "92", "72", "108"]).match == .exact)
    #expect(try compare(counts.map { $0 + 0.4 }, ["109", "92", "72", "108"]).match == .wrong)
    #expect(try compare(counts, ["110", "93", "73", "109"]).match == .wrong)
  }

  @Test func zerosAreNeverRightByRounding() throws {
    let r = random(32, scale: 1e-7)
    for zero in ["0", "0.0", "0.0000", "-0.0", "0e0"] {
      #expect(try compare(r, r.map { _ in zero }).match == .wrong)
    }
    #expect(try compare([0, 0, 0], ["0", "-0.0", "0.0"]).match == .exact)
    #expect(try compare([0, 0, 0], ["0", "1e-9", "0.0"]).match == .wrong)
    #expect(try compare([0, 0, 0], ["0", "1e-13", "0.0"]).match == .exact)
  }

  @Test(arguments: [1.0, 1e-7, 1e-150, 1e150])
  func wrongAnswersAreWrongAtEveryScale(_ scale: Double) throws {
    let r = random(24, scale: scale)
    for wrong in [
      r.map { -$0 }, r.map { 2 * $0 }, r.map { $0 / 2 }, r.map { $0 * 64 / 63 },
      Array(r.reversed()), r.map { $0 * 1.001 },
    ] {
      #expect(try compare(r, wrong.map { "\($0)" }).match == .wrong)
    }
  }

  @Test func oneEntryOfManyIsFound() throws {
    let r = random(10_000)
    var wrong = r
    wrong[3_759] *= 1.01
    let comparison = try compare(r, wrong.map { "\($0)" })
    #expect(comparison.match == .wrong)
    #expect(comparison.wrongCount == 1)
    #expect(comparison.worst.index == [3_759])
    #expect(comparison.worst.got == wrong[3_759])
    #expect(comparison.worst.wanted == r[3_759])
  }

  @Test func roundingOfTheReferenceIsAllowed() throws {
    let r = [1.0, 1e-9]
    #expect(try compare(r, ["1", "2e-5"], rounding: 3e-6).match == .exact)
    // But never more than a thousandth of the typical size.
    #expect(try compare(r, ["1", "2e-2"], rounding: 1).match == .wrong)
  }

  @Test func strictRulesLookAtEachEntry() throws {
    var rule = ToleranceRule()
    #expect(try compare([1, 1e-7], ["1.0", "0.0000003"], rule: rule).match == .exact)
    rule.strict = true
    #expect(try compare([1, 1e-7], ["1.0", "3e-7"], rule: rule).match != .exact)
  }

  @Test func theToleranceIsTheOneWrittenDown() {
    let reference = Tensor(shape: Shape([3]), scalars: [3.0, -4, 0])
    let rms = (25.0 / 3).squareRoot()
    let tolerances = Comparison.tolerances(
      reference, singlePrecisionError: 0, rule: ToleranceRule())
    for (got, wanted) in zip(tolerances, [3e-5, 4e-5, 1e-5 * rms]) {
      #expect((got - wanted).magnitude < 1e-18)
    }
    let capped = Comparison.tolerances(reference, singlePrecisionError: 1, rule: ToleranceRule())
    #expect((capped[2] - 1e-3 * rms).magnitude < 1e-15)
  }
}
