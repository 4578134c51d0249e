import Foundation
import TestSupport
import Testing

/// `key` on the built command.
@Suite struct KeyCommandTests {
  @Test(arguments: Array(Workplace.parts.keys))
  func theKeyIsASubmissionWithFullMarks(_ assignment: String) throws {
    let folder = try Workplace.make(nil)
    let key = try Tool.run(
      ["key", assignment, "--student", "key"] + Workplace.secret, in: folder.path)
    #expect(key.status == 0)
    try folder.write(key.output, to: "submissions/\(assignment)/key/answers.json")
    #expect(try Tool.run(["grade", "submissions"] + Workplace.secret, in: folder.path).status == 0)
    let byPath = try Tool.run(
      ["key", "assignments/\(assignment)", "--student", "key"] + Workplace.secret, in: folder.path)
    #expect(byPath.output == key.output)
  }

  /// The committed sample comes from another implementation.
  @Test(arguments: Array(Workplace.parts.keys))
  func theKeyAgreesWithTheIndependentSample(_ assignment: String) throws {
    let folder = try Workplace.make(nil)
    func numbers(_ text: String) throws -> [String: [Double]] {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: Any]])
      var numbers: [String: [Double]] = [:]
      for (problem, parts) in object {
        for (part, value) in parts { numbers["\(problem).\(part)"] = flat(value) }
      }
      return numbers
    }
    let key = try numbers(
      try Tool.run(
        ["key", assignment, "--student", "all-correct"] + Workplace.secret, in: folder.path
      ).output)
    let sample = try numbers(
      try ProjectFiles.text("submissions/\(assignment)/all-correct/answers.json"))
    #expect(key.count == sample.count)
    for (part, values) in sample {
      let largest = values.map(\.magnitude).max() ?? 0
      let got = try #require(key[part])
      #expect(got.count == values.count)
      for (a, b) in zip(got, values) { #expect((a - b).magnitude <= 1e-10 * largest, "\(part)") }
    }
  }

  private func flat(_ value: Any) -> [Double] {
    if let list = value as? [Any] { return list.flatMap(flat) }
    return (value as? NSNumber).map { [$0.doubleValue] } ?? []
  }
}
