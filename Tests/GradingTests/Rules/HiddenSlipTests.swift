import Foundation
import Testing

@testable import Grading

@Suite struct HiddenSlipTests {
  /// Nobody asks for `h`, on which all three parts depend.
  private let problem = """
    given: {x: [0.37, -0.81, 1.24], A: [[0.5, -1.1, 0.3], [0.7, 0.2, -0.9], [1.3, 0.4, 0.6]], c: [0.3, 0.8, -0.6]}
    forward: |
      h = exp(x) + x^2
      y = A @ h
      L = sum(y^2) / 2
    parts:
      - {id: y, value: y}
      - {id: g, reference: c * h^2}
      - {id: k, reference: "outer(h, c)"}
    """
  private let a = [[0.5, -1.1, 0.3], [0.7, 0.2, -0.9], [1.3, 0.4, 0.6]]
  private let c = [0.3, 0.8, -0.6]

  private func graded(_ h: [Double], k: Double = 1) throws -> [PartOutcome] {
    let y = a.map { row in zip(row, h).reduce(0) { $0 + $1.0 * $1.1 } }
    let g = zip(c, h).map { $0 * $1 * $1 }
    let outer = h.map { left in c.map { k * left * $0 } }
    return try OneProblem(problem).graded("{\"y\": \(y), \"g\": \(g), \"k\": \(outer)}")
  }

  /// A digit copied wrongly, which no edit of the forward gives.
  private let h = [1.9846, 1.1010, 4.9932]

  @Test func theFirstPartThatShowsItIsLost() throws {
    let parts = try graded(h)
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried])
    #expect(parts[1].why == "right given one wrong step on the way, which your y shows")
  }

  @Test func aSecondSlipIsLostAsWell() throws {
    #expect(try graded(h, k: 1.37).map(\.verdict) == [.incorrect, .carried, .incorrect])
  }

  /// Two numbers cannot determine three: nothing is carried from them.
  @Test func tooFewEquationsShowNothing() throws {
    let few = problem.replacing("y = A @ h", with: "y = A[:2, :] @ h")
    let y = a.prefix(2).map { row in zip(row, h).reduce(0) { $0 + $1.0 * $1.1 } }
    let g = zip(c, h).map { $0 * $1 * $1 }
    let parts = try OneProblem(few).graded("{\"y\": \(y), \"g\": \(g)}")
    #expect(parts.map(\.verdict).prefix(2) == [.incorrect, .incorrect])
  }
}
