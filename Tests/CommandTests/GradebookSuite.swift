import Foundation
import TestSupport
import Testing

/// The gradebook as people ask it: helpers of suites that run the built command in a fresh folder.
protocol GradebookSuite {
  var folder: FreshFolder { get }
}

extension GradebookSuite {
  /// A folder with the project's assignments.
  static func freshFolder() throws -> FreshFolder {
    let folder = try FreshFolder()
    try FileManager.default.copyItem(
      atPath: ProjectFiles.path("assignments"), toPath: folder.path + "/assignments")
    return folder
  }

  func run(_ arguments: String...) throws -> Tool.Result {
    try Tool.run(arguments, in: folder.path)
  }

  func rows(_ text: String) throws -> [[String: Any]] { try Workplace.rows(text) }

  /// An assignment of two parts, three points each.
  func define(_ reference: String = "2 * x", policy: String = "", points: Int = 3) throws {
    try folder.write(
      """
      title: Small
      \(policy)
      points: \(points)
      problems:
        - id: p
          given: {x: [1.2345, 2.3456]}
          forward: L = sum(x^2)
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: \(reference)}
            - {id: e, reference: 3 * x}

      """, to: "assignments/small/assignment.yaml")
  }

  var right: String { "[2.469, 4.6912]" }

  func hand(_ student: String, _ d: String?, at time: String? = nil) throws -> Tool.Result {
    let answer = d.map { ", \"p.d\": \($0)" } ?? ""
    try folder.write(
      "{\"p.e\": [3.7035, 7.0368]\(answer)}", to: "submissions/small/\(student)/answers.json")
    return try Tool.run(
      ["grade", "submissions/small/\(student)"] + (time.map { ["--submitted-at", $0] } ?? []),
      in: folder.path)
  }

  func scores() throws -> [String: Any] {
    Dictionary(
      uniqueKeysWithValues: try rows(run("scores", "--by", "student", "--format", "json").output)
        .map { ($0["student"] as? String ?? "", $0["score"] ?? "") })
  }
}
