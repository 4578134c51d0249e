import Coursework
import Diagnostics
import Differences
import Foundation
import Testing

@testable import Grading

/// Where digits cancel on the way, the bound of a numeric derivative says so.
@Suite struct CancellationTests {
  /// The derivative of a function of one number, by a series that cancels nothing.
  private static let functions: [(text: String, exact: @Sendable (Double) -> Double)] = [
    ("(1 - cos(x)) / x^2", { -$0 / 12 + $0 * $0 * $0 / 180 }),
    ("(exp(x) - 1) / x", { 0.5 + $0 / 3 + $0 * $0 / 8 }),
    ("((1 + x) - 1) / x", { _ in 0 }),
    ("(sqrt(1 + x) - 1) / x", { -1 / 8.0 + $0 / 8 - 15 * $0 * $0 / 128 }),
    ("log(1 + x) / x", { -0.5 + 2 * $0 / 3 - 3 * $0 * $0 / 4 }),
    ("(x - sin(x)) / x^3", { -$0 / 60 }),
    ("(tanh(x) - x) / x^3", { 4 * $0 / 15 }),
    ("(sigmoid(x) - 0.5) / x", { -$0 / 24 }),
    ("(x + 1e9) - 1e9", { _ in 1 }),
    ("(x * 3 - x - x - x) / x", { _ in 0 }),
  ]
  private static let points = [1e-3, 3e-4, 1e-5, 2e-6, 1e-7, 1.5e-8, 1e-9, 1e-11, -4e-5, -1e-6]

  @Test(arguments: functions.indices)
  func theBoundHolds(_ place: Int) throws {
    let function = CancellationTests.functions[place]
    for x in CancellationTests.points {
      let yaml = """
        title: T
        problems:
          - id: p
            given: {x: [\(x)]}
            forward: |
              f = \(function.text)
              L = sum(f)
            parts: [{id: d, derivative: {of: L, wrt: x}, reference: 0 * x}]
        """
      let read = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
      let part = try #require(AnswerKey(read, witnesses: .all).parts.first)
      guard case .smooth(let value, let bound)? = part.numeric?.first else { continue }
      let error = (value - function.exact(x)).magnitude
      #expect(error <= bound, "\(function.text) at \(x): \(value) ± \(bound), off by \(error)")
    }
  }
}
