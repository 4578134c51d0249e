import Coursework
import Diagnostics
import Grading
import TestSupport

/// Reads an assignment from text.
func readAssignment(_ yaml: String, id: String = "a") throws -> Assignment {
  try AssignmentReader.read(SourceText(name: "\(id).yaml", text: yaml), id: id)
}

/// Reads an assignment from text and works its key out.
func answerKey(_ yaml: String, witnesses: AnswerKey.Witnesses = .all) throws -> AnswerKey {
  AnswerKey(try readAssignment(yaml), witnesses: witnesses)
}

/// Grades one JSON file.
func grade(_ json: String, _ key: AnswerKey, takesUnproved: Bool = false) -> Outcome {
  grade([.init(name: "answers.json", bytes: Array(json.utf8))], key, takesUnproved: takesUnproved)
}

/// Grades files.
func grade(_ files: [Submission.File], _ key: AnswerKey, takesUnproved: Bool = false) -> Outcome {
  let submission = SubmissionReader.read(files, student: "s", for: key.assignment)
  return Grader(key, takesUnproved: takesUnproved).grade(submission)
}

/// One problem called `p`, with the answers to it.
struct OneProblem {
  let key: AnswerKey
  let takesUnproved: Bool

  /// Reads a problem from the lines below its id, with lines of the assignment as `rules`.
  init(_ problem: String, rules: String = "title: T", takesUnproved: Bool = false) throws {
    key = try answerKey(
      "\(rules.contains("title:") ? "" : "title: T\n")\(rules)\nproblems:\n  - id: p\n"
        + problem.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n") + "\n")
    self.takesUnproved = takesUnproved
  }

  /// The results of the parts, given the JSON of the problem's answers.
  func graded(_ answers: String) -> [PartOutcome] {
    grade("{\"p\": \(answers)}", key, takesUnproved: takesUnproved).parts
  }
}
