import Coursework
import Diagnostics
import TestSupport
import Testing

/// A definition of a few lines that asks for more than any machine has is refused, and the budget is named.
@Suite struct AssignmentBudgetTests {
  private func fault(_ yaml: String) -> String? {
    do throws(Diagnostics) {
      _ = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t")
      return nil
    } catch {
      return error.list.first?.message
    }
  }

  private func problem(_ given: String, _ forward: String, _ reference: String, of: String = "L")
    -> String
  {
    """
    title: T
    problems:
      - id: p
        given: \(given)
        forward: |
          \(forward.replacing(";", with: "\n      "))
        parts:
          - {id: d, derivative: {of: \(of), wrt: x}, reference: "\(reference)"}
    """
  }

  @Test func whatIsTooMuchWorkIsRefused() {
    let cases = [
      (problem("{x: {draw: normal, shape: [1000, 1000]}}", "L = sum(x^2)", "2 * x"), "65536"),
      (
        problem(
          "{x: {draw: normal, shape: [200, 200], windows: {size: 2, gap: 0.9}}}", "L = sum(x)", "x"),
        "no numbers were found"
      ),
      (problem("{x: [1, 2]}", "L = sum[i<256,j<256,k<256](x[0]*i*j*k)", "x"), "8388608"),
      (
        problem(
          "{x: {draw: uniform, shape: [1440]}}", "y = x^2;L = sum(y)", "diag(2 * x)", of: "y"),
        "4 billion operations"
      ),
      (
        problem("{x: {draw: uniform, shape: [1900]}}", "y[i,j] = x[i] * x[j];L = sum(y)", "2 * x"),
        "the most is 8388608"
      ),
      (
        problem("{x: {draw: normal, shape: [9000]}}", "L = sum(sin(1e9*x)*exp(sin(1e7*x)))", "x"),
        "4 billion operations"
      ),
      (
        problem(
          "{x: [1, 2]}", "L = sum(reshape(x, [\(String(repeating: "1, ", count: 80))2]))", "x"),
        "64 axes"
      ),
    ]
    for (yaml, words) in cases {
      #expect(fault(yaml)?.contains(words) == true, "\(fault(yaml) ?? "taken"): \(yaml)")
    }
  }

  /// What a few hundred bytes may stand for by aliases.
  @Test func aliasesStandForNoMoreThanTheyMay() {
    func doubled(_ form: (Character, Character) -> String) -> String {
      "a: &a {x: 1}\n"
        + zip("bcdefghijklmnopqrst", "abcdefghijklmnopqrs").map {
          "\($0): &\($0) {\(form($0, $1))}\n"
        }.joined()
    }
    for keys in [
      doubled { "? [*\($1), *\($1)] : 1, ? [*\($1)] : 2" },
      doubled { "[*\($1), *\($1)]: 1, [*\($1)]: 2" }, doubled { "*\($1) : *\($1), q: *\($1)" },
      doubled { "?*\($1) : *\($1), q: *\($1)" }, doubled { "{*\($1) : *\($1)}: 1, q: *\($1)" },
    ] {
      #expect(fault(keys) == "this may be a key that is not a word")
    }
    let rows =
      "title: T\nr: &a [0,0,0,0,0,0,0,0]\n"
      + zip("bcdefgh", "abcdefg").map {
        "r\($0): &\($0) [\(Array(repeating: "*\($1)", count: 12).joined(separator: ","))]\n"
      }.joined()
    let given = rows + "problems: [{id: p, given: {x: *h}, parts: [{id: d, reference: x}]}]\n"
    #expect(fault(given) != nil)
    let shared = """
      title: T
      problems:
        - id: p
          given: &numbers {x: [1.5, 2.5]}
          parts: [{id: d, reference: "2*x"}]
        - id: q
          given: *numbers
          parts: [{id: d, reference: "3 *x"}]
      """
    #expect(fault(shared) == nil)
  }

  @Test func aDenseLayerOfAMillionWeightsIsNotTooMuch() {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {n: 1000}
          forward: |
            x[i] = sin(i) for i < n
            W[i,j] = cos(i * 0.3 + j) for i < n, j < n
            s = W @ x
            L = sum(s^2)
          parts:
            - {id: ds, derivative: {of: L, wrt: s}, reference: 2 * s}
            - {id: dW, derivative: {of: L, wrt: W}, reference: "outer(ds, x)"}
      """
    #expect(fault(yaml) == nil)
  }
}
