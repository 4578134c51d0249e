import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Coursework

@Suite struct DrawTests {
  private let secret = Array("a secret for these samples only".utf8)
  private let fields = ["nabla draw 1", "two-layer-network", "unit", "w", "all-correct", "0"]

  /// The numbers in the documentation come from another implementation.
  private func vector(_ what: String) throws -> [String] {
    let text = try ProjectFiles.text("docs/drawn-inputs.md")
    let line = try #require(
      text.components(separatedBy: "\n").first { $0.hasPrefix("| \(what) |") })
    return line.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(
      \.element)
  }

  private func draw<T>(_ count: Int, _ next: (inout DrawStream) -> T) -> [T] {
    var stream = DrawStream(secret: secret, fields: fields)
    return (0..<count).map { _ in next(&stream) }
  }

  @Test func theGeneratorGivesTheDocumentedNumbers() throws {
    let words = draw(5) { $0.next() }.map { String($0, radix: 16) }
    #expect(try vector("64-bit numbers") == words)
    #expect(try vector("from 0 up to 1") == draw(3) { "\($0.unit())" })
    #expect(try vector("below 10") == draw(8) { "\($0.whole(below: 10))" })
    #expect(try vector("normal") == draw(3) { "\($0.normal())" })
  }

  private func assignment(_ rule: String) throws -> Assignment {
    let yaml = """
      title: T
      problems:
        - id: p
          given:
            n: 3
            x: \(rule)
          parts: [{id: a, reference: sum(x)}]
      """
    return try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
  }

  private func values(_ rule: String, student: String, counter: Int = 0) throws -> [Double] {
    let drawn = try #require(
      try assignment(rule).drawn(StudentDraw(secret: secret, student: student, counter: counter)))
    return drawn.problems[0].givens[1].value.scalars
  }

  @Test func eachStudentAndCounterHasOtherNumbers() throws {
    let rule = "{draw: normal, shape: [n, 4]}"
    var seen: Set<[Double]> = []
    for student in ["a", "b", "ab", "é"] {
      for counter in 0..<3 {
        let drawn = try values(rule, student: student, counter: counter)
        #expect(try values(rule, student: student, counter: counter) == drawn)
        seen.insert(drawn)
      }
    }
    #expect(seen.count == 12)
    // One name, composed or not.
    #expect(try values(rule, student: "e\u{301}") == values(rule, student: "é"))
  }

  @Test func constraintsAreKept() throws {
    for number in 0..<50 {
      let student = "\(number)"
      let distinct = try values(
        "{draw: integers, shape: [8], from: 0, to: 9, distinct: true}", student: student)
      #expect(Set(distinct).count == 8)
      let away = try values(
        "{draw: normal, shape: [9], away-from: 0, margin: 0.3}", student: student)
      #expect(away.allSatisfy { $0.magnitude >= 0.3 && $0 == ($0 * 100).rounded() / 100 })
      let uniform = try values("{draw: uniform, shape: [9], from: 0.5, to: 0.7}", student: student)
      #expect(uniform.allSatisfy { $0 >= 0.5 && $0 <= 0.7 })
      let symmetric = try values("{draw: symmetric, shape: [2, 2]}", student: student)
      #expect(symmetric[1] == symmetric[2])
      let hot = try values(
        "{draw: one-hot, shape: [4], classes: n2, axis: 0}".replacing("n2", with: "2"),
        student: student)
      #expect((0..<4).allSatisfy { hot[$0] + hot[$0 + 4] == 1 })
      let labels = try values("{draw: labels, classes: 3, shape: [5]}", student: student)
      #expect(labels.allSatisfy { [0, 1, 2].contains($0) })
      let windows = try values(
        "{draw: uniform, shape: [4, 4], windows: {size: 2, gap: 0.2}}", student: student)
      for corner in [0, 2, 8, 10] {
        let window = [0, 1, 4, 5].map { windows[corner + $0] }.sorted()
        #expect(window[3] - window[2] >= 0.2)
      }
    }
  }

  @Test(arguments: [2, 3, 5, 12, 64])
  func matricesHaveTheirProperty(_ n: Int) throws {
    for student in ["ada", "emmy", "grace"] {
      let triangle = try values(
        "{draw: lower-triangular, shape: [\(n), \(n)]}", student: student)
      for (place, entry) in triangle.enumerated() {
        if place % n > place / n { #expect(entry == 0) }
        if place % n == place / n { #expect(entry >= 0.5) }
      }
      let definite = try values(
        "{draw: positive-definite, shape: [\(n), \(n)]}", student: student)
      // Elimination without pivots meets none that is not above 0.
      var rest = definite
      for k in 0..<n {
        #expect(rest[k * n + k] > 0)
        for i in k + 1..<max(n, k + 1) {
          #expect(definite[i * n + k] == definite[k * n + i])
          let factor = rest[i * n + k] / rest[k * n + k]
          for j in k..<n { rest[i * n + j] -= factor * rest[k * n + j] }
        }
      }
      let rotation = try values("{draw: orthogonal, shape: [\(n), \(n)]}", student: student)
      for i in 0..<n {
        for j in 0..<n {
          let product = (0..<n).reduce(0.0) { $0 + rotation[i * n + $1] * rotation[j * n + $1] }
          #expect((product - (i == j ? 1 : 0)).magnitude < 1e-13)
        }
      }
      #expect((0..<n * n).contains { rotation[$0] != rotation[$0 % n * n + $0 / n] })
    }
  }

  @Test(arguments: [
    ("{draw: gaussian}", "a.yaml:6:17: error: 'draw' must be one of integers"),
    ("{draw: normal, shape: 3}", "'shape' must be a list"),
    ("{draw: normal, shape: [0]}", "expected a whole number above 0"),
    ("{draw: normal, shape: [m]}", "expected a whole number above 0"),
    ("{draw: normal, shape: [100000, 100000]}", "no entries, or too many"),
    ("{draw: normal, size: 3}", "unknown key 'size' in 'normal'"),
    ("{draw: normal, decimals: 10}", "'decimals' must be a whole number from 0 to 9"),
    ("{draw: normal, mean: 1e7}", "'mean' is beyond a million"),
    ("{draw: uniform, from: 2, to: 1}", "'from' must be less than 'to'"),
    ("{draw: positive, from: 0}", "'from' of a positive input must be above 0"),
    ("{draw: integers, from: 0}", "this input needs 'to'"),
    ("{draw: labels}", "this input needs 'classes'"),
    ("{draw: one-hot, classes: 3, axis: 1}", "'axis' must be a whole number from 0 to 0"),
    ("{draw: symmetric, shape: [2, 3]}", "a symmetric input is a square matrix"),
    ("{draw: orthogonal, shape: [3]}", "an orthogonal input is a square matrix"),
    ("{draw: orthogonal, shape: [1, 1]}", "an orthogonal input has 2 to 64 rows"),
    ("{draw: positive-definite, shape: [65, 65]}", "a positive-definite input has 1 to 64 rows"),
    (
      "{draw: positive-definite, shape: [2, 2], decimals: 1}",
      "'decimals' must be a whole number from 2 to 9"
    ),
    ("{draw: lower-triangular, shape: [2, 2], distinct: true}", "unknown key 'distinct'"),
    ("{draw: one-hot, classes: 3, distinct: true}", "unknown key 'distinct' in 'one-hot'"),
    ("{draw: normal, margin: 1}", "'margin' needs 'away-from'"),
    ("{draw: integers, from: 0, to: 3, shape: [5], distinct: true}", "no numbers were found"),
    ("{draw: uniform, away-from: 0, margin: 2}", "no numbers were found"),
    ("{draw: normal, shape: [4], windows: {size: 2}}", "windows need at least two axes"),
    ("{draw: normal, shape: [4, 4], windows: {size: 5}}", "must be a whole number from 1 to 4"),
  ])
  func faultsInARuleAreLocated(_ rule: String, _ message: String) {
    let error = #expect(throws: Diagnostics.self) { try assignment(rule) }
    let shown = (error?.list ?? []).map { DiagnosticRenderer().render($0) }.joined()
    #expect(shown.contains(message), "\(shown)")
  }

  @Test func inputsAreWrittenAndReadBackToTheBit() throws {
    let drawn = try #require(
      try assignment("{draw: normal, shape: [2, 3], decimals: 9}").drawn(
        StudentDraw(secret: secret, student: "s", counter: 0)))
    let inputs = drawn.drawnInputs
    #expect(DrawnInputs(json: inputs.json) == inputs)
    #expect(DrawnInputs(json: "{\"p.x\": [1, null]}") == nil)
    #expect(try assignment("{draw: normal, shape: [3, 2]}").with(inputs) == nil)
    #expect(try assignment("[1, 2]").with(inputs) == nil)
    #expect(drawn.with(inputs)?.drawnInputs == inputs)
  }
}
