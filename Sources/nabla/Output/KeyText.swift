import Coursework
import Grading
import Tensors

/// The reference answers as JSON: `{"problem": {"part": numbers}}`, one part a line.
enum KeyText {
  static func json(_ key: AnswerKey) -> String {
    let problems = key.assignment.problems.map { problem in
      let parts = problem.parts.compactMap { part in
        key.parts.first { $0.part.name == part.name }.map {
          "    \(JSONText.quoted(part.id)): \($0.reference.nestedText)"
        }
      }
      return "  \(JSONText.quoted(problem.id)): {\n" + parts.joined(separator: ",\n") + "\n  }"
    }
    return "{\n" + problems.joined(separator: ",\n") + "\n}\n"
  }
}
