import Coursework
import Grading
import Tensors
import Writing

/// The reference answers as JSON: `{"problem": {"part": numbers}}`, one part a line.
enum KeyText {
  static func json(_ key: AnswerKey) -> String {
    let problems = key.assignment.problems.map { problem in
      let parts = problem.parts.compactMap { part in
        key.parts.first { $0.part.name == part.name }.map {
          (part.id, JSONValue.verbatim($0.reference.nestedText))
        }
      }
      return (problem.id, JSONValue.object(parts))
    }
    return JSONValue.object(problems).document(breaks: 2)
  }
}
