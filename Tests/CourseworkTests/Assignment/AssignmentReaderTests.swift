import Coursework
import Diagnostics
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct AssignmentReaderTests {
  static let good = """
    title: Softmax regression
    problems:
      - id: classifier
        given:
          W: [[1, 2], [3, 4], [5, 6.5]]
          x: [0.5, -1]
          n: 3
        forward: |
          # scores
          s = W @ x

          P = softmax(s)
          L = -log(P[n - 1])
        parts:
          - id: P
            value: P
          - id: dL_ds
            derivative: {of: L, wrt: s}
            reference: P - one_hot(n - 1, n)
            points: 1.5
            tolerance: {relative: 1e-6, strict: true}
          - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "outer(dL_ds, x)"}
    """

  private func read(_ text: String) throws -> Assignment {
    try AssignmentReader.read(SourceText(name: "a.yaml", text: text), id: "a")
  }

  @Test func anAssignmentIsRead() throws {
    let assignment = try read(Self.good)
    #expect(assignment.title == "Softmax regression")
    #expect(
      assignment.parts.map(\.part.name) == ["classifier.P", "classifier.dL_ds", "classifier.dL_dW"])
    #expect(assignment.parts.map(\.part.shape.dimensions) == [[3], [3], [3, 2]])
    #expect(assignment.maximum.description == "3.5")
    let part = assignment.parts[1].part
    #expect(part.tolerance.relative == 1e-6)
    #expect(part.tolerance.strict)
    #expect(assignment.problems[0].givens.map(\.size) == [nil, nil, 3])
    #expect(assignment.hash.count == 64)
  }

  /// What to replace in the good text, by what, and the error that comes of it.
  @Test(arguments: [
    ("title: Softmax regression\n", "", "1:1: error: an assignment needs 'title'"),
    ("title:", "titel:", "1:1: error: unknown key 'titel' in an assignment"),
    ("forward: |", "forward: >", "8:14: error: a folded scalar (>) joins lines"),
    ("s = W @ x", "s = x @ W", "10:13: error: shapes [2] and [3, 2] cannot be multiplied"),
    ("P - one_hot", "Q - one_hot", "19:20: error: unknown name 'Q'"),
    ("\"outer(dL_ds, x)\"", "\"outer(dL_ds, y)\"", "22:75: error: unknown name 'y'"),
    (
      "\"outer(dL_ds, x)\"", "\"outer(x, dL_ds)\"",
      "22:62: error: this has shape [2, 3], but the answer must have"
    ),
    ("of: L, wrt: s", "of: L, wrt: t", "18:34: error: 't' is neither a given nor a binding"),
    ("[3, 4]", "[3]", "5:19: error: this list has length 1, the others at its level have 2"),
    ("[3, 4]", "[3, four]", "5:23: error: 'four' is not a number"),
    ("[3, 4]", "[3, .nan]", "5:23: error: '.nan' is not a number"),
    ("[0.5, -1]", "1e400", "6:10: error: '1e400' is too large"),
    ("points: 1.5", "points: many", "20:17: error: 'points' must be a number of at least 0"),
    ("points: 1.5", "points: -1", "20:17: error: 'points' must be"),
    ("relative: 1e-6", "relative: 0.5", "21:31: error: 'relative' must be at most 0.1"),
    ("strict: true", "strict: maybe", "21:45: error: 'strict' must be true or false"),
    ("id: P\n", "id: d-x\n", "15:13: error: this cannot be the id of a part"),
    (
      "id: P\n", "id: x\n",
      "15:13: error: 'x' is a given of the problem, but this part is another quantity"
    ),
    ("id: dL_ds", "id: P", "part 'P' is defined twice"),
    ("id: classifier", "id: a.b", "3:9: error: this cannot be the id of a problem"),
    ("n: 3", "n: 3\n      n: 4", "the key n appears twice"),
    ("n: 3", "n: 3.0", "13:18: error: 'n' is not an index"),
    ("        value: P\n", "", "a part needs 'value', 'derivative' or 'reference'"),
    ("        reference: P - one_hot(n - 1, n)\n", "", "a derivative needs 'reference'"),
    ("  parts:", "  part:", "error: unknown key 'part' in a problem"),
    ("P = softmax(s)", "P = softmax(s", "'(' is never closed"),
    ("[0.5, -1]", "[0.5, -1", "the YAML cannot be read"),
    ("W @ x\n", "W @ x\n   bad indentation: [\n", "the YAML cannot be read"),
    ("P = softmax(s)", "y[i] = s[2*j]", "unknown index 'j'"),
  ])
  func faultsAreLocated(_ old: String, _ new: String, _ message: String) throws {
    #expect(Self.good.contains(old))
    let range = try #require(Self.good.range(of: old))
    let text = Self.good.replacingCharacters(in: range, with: new)
    do {
      _ = try read(text)
      Issue.record("no fault found after \(new)")
    } catch let diagnostics as Diagnostics {
      let shown = diagnostics.list.map { DiagnosticRenderer().render($0) }.joined()
      #expect(shown.contains(message), "\(shown)")
      #expect(diagnostics.list.count <= 2, "\(shown)")
    }
  }

  @Test func aByteOrderMarkIsNoPartOfTheText() throws {
    #expect(try read("\u{FEFF}" + Self.good).parts.count == (try read(Self.good)).parts.count)
    let diagnostics = #expect(throws: Diagnostics.self) { try read("\u{FEFF}name: 1") }
    #expect(diagnostics?.list.first?.location?.hasSuffix(":1:1") == true)
  }

  @Test func allFaultsAreReportedTogether() {
    let text = Self.good.replacing("points: 1.5", with: "points: x").replacing(
      "title:", with: "name:")
    let diagnostics = #expect(throws: Diagnostics.self) { try read(text) }
    #expect(diagnostics?.list.count == 3)
  }

  @Test(arguments: [
    String(repeating: "[", count: 10_000), String(repeating: "- ", count: 10_000) + "x",
    "title: " + String(repeating: "{a: ", count: 10_000), String(repeating: "? ", count: 10_000),
    "", "- 1", "just text",
    AssignmentReaderTests.good.replacing("\n", with: "\r"), "title: a\u{0}", "title: a\u{7F}",
    "title: a\rb\nproblems: []",
    "title: a\u{2028}b\n", "title: a\u{85}b",
    AssignmentReaderTests.good.replacing("W @ x", with: "W @\r x"),
    (0..<1_100).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
  ])
  func strangeFilesAreRefused(_ text: String) {
    #expect(throws: Diagnostics.self) { try read(text) }
  }
}

/// Which entries of a derivative a part asks for.
@Suite struct TakeTests {
  private func read(_ take: String, reference: String) throws -> Assignment {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {W: [[1, 2], [3, 4], [5, 6]], x: [7, 8]}
          forward: s = W @ x
          parts:
            - {id: d, derivative: {of: s, wrt: W}, take: \(take), reference: "\(reference)"}
      """
    return try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
  }

  @Test(arguments: [
    ("\"[i,i,j]\"", "outer(ones(3), x)", [3, 2]),
    ("\"[1, i, j]\"", "outer(one_hot(1, 3), x)", [3, 2]),
    ("\"[j,i,0]\"", "eye(3) * x[0]", [3, 3]), ("\"[2,2,1]\"", "x[1]", []),
  ])
  func partsOfADerivative(_ take: String, _ reference: String, _ shape: [Int]) throws {
    let part = try read(take, reference: reference).parts[0].part
    #expect(part.shape.dimensions == shape)
    #expect(part.take((0..<18).map(Double.init)).count == part.shape.count)
  }

  @Test(arguments: [
    ("\"[i,j]\"", "2 indices for shape [3, 3, 2]"), ("\"[i,j,i]\"", "axes of 3 and 2 entries"),
    ("\"[3,i,j]\"", "index 3 is not among the 3"), ("i", "must be a list of indices"),
    ("\"[i,,j]\"", "'' is no index"),
  ])
  func faultsAreSaid(_ take: String, _ words: String) {
    let diagnostics = #expect(throws: Diagnostics.self) { try read(take, reference: "x") }
    #expect(diagnostics?.list.first?.message.contains(words) == true)
  }

  // MARK: Policies

  private func policy(_ lines: String) throws -> SubmissionPolicy {
    let yaml = """
      title: T
      \(lines)
      problems: [{id: p, given: {x: [1, 2]}, parts: [{id: a, reference: 2 * x}]}]
      """
    return try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t").policy
  }

  /// The example of the documentation.
  @Test func aPolicyIsRead() throws {
    let text = try ProjectFiles.text("docs/policies.md")
    let example = try #require(
      text.components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)
    let found = try policy(example)
    #expect(found.due == Moment("2026-11-20T22:59:00Z"))
    #expect(found.late?.perDay == 100_000)
    #expect(found.late?.grace == TimeSpan("1h"))
    #expect(found.late?.until == Moment("2026-11-27T22:59:00Z"))
    #expect(found.attempts == 5 && found.count == .best)
    #expect(try policy("") == SubmissionPolicy())
  }

  @Test(arguments: [
    ("due: tomorrow", "'due' must be a date and time with a time zone"),
    ("due: 2026-11-20T23:59", "'due' must be a date and time with a time zone"),
    ("late: {per-day: 10%}", "'late' needs 'due'"),
    ("due: 2026-11-20T23:59Z\nlate: {grace: 1h}", "'late' needs 'per-day' or 'until'"),
    ("due: 2026-11-20T23:59Z\nlate: {per-day: 110%}", "'per-day' must be a share"),
    ("due: 2026-11-20T23:59Z\nlate: {per-day: 10}", "'per-day' must be a share"),
    ("due: 2026-11-20T23:59Z\nlate: {per-day: 10%, grace: soon}", "'grace' must be a length"),
    ("due: 2026-11-20T23:59Z\nlate: {until: 2026-11-19T23:59Z}", "'until' is before 'due'"),
    ("attempts: 0", "'attempts' must be a whole number"), ("count: all", "'count' must be best"),
  ])
  func aFaultyPolicyIsReported(_ lines: String, _ message: String) {
    let error = #expect(throws: Diagnostics.self) { try policy(lines) }
    #expect(error?.list.contains { $0.message.hasPrefix(message) && $0.location != nil } == true)
  }
}
