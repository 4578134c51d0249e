import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

/// The verdicts, scores and notes of simulated students, beside those on record.
///
/// `NABLA_RECORD=1 make test` writes them anew; what changes is explained in Tests/Data/simulation/README.md.
@Suite struct SimulatedVerdictsTests {
  struct Course: Sendable, CustomTestStringConvertible {
    let name: String
    /// The file, or the folder, from the project's root.
    let path: String
    /// How many sets of inputs are drawn; 0 if everybody has the same.
    let draws: Int
    let students: Int

    var testDescription: String { name }
  }

  static let courses = [
    Course(
      name: "backprop-by-hand", path: "assignments/backprop-by-hand", draws: 0, students: 240),
    Course(name: "convnet-layers", path: "assignments/convnet-layers", draws: 0, students: 200),
    Course(
      name: "linear-classifier", path: "assignments/linear-classifier", draws: 0, students: 280),
    Course(
      name: "softmax-and-convolution", path: "assignments/softmax-and-convolution", draws: 0,
      students: 160),
    Course(name: "kinks", path: "Tests/Data/simulation/kinks.yaml", draws: 0, students: 280),
    Course(name: "doubted", path: "Tests/Data/simulation/doubted.yaml", draws: 0, students: 60),
    Course(
      name: "two-layer-network", path: "assignments/two-layer-network", draws: 8, students: 80),
  ]

  @Test(arguments: courses)
  func verdictsAreAsOnRecord(_ course: Course) throws {
    let lines = try simulated(course)
    let file = "Tests/Data/simulation/\(course.name).txt"
    let text = lines.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      try Data(text.utf8).write(to: URL(fileURLWithPath: ProjectFiles.path(file)))
    }
    let recorded = try ProjectFiles.text(file).split(separator: "\n").map(String.init)
    #expect(recorded.count == lines.count)
    let changed = zip(recorded, lines).filter { $0 != $1 }
    #expect(
      changed.isEmpty,
      "\(changed.count) students differ: \(changed.prefix(12).map { "\n- \($0)\n+ \($1)" }.joined())"
    )
  }

  /// A line a student: the seed and a hash of all that was handed in; then part, verdict, score and note.
  private func simulated(_ course: Course) throws -> [String] {
    let assignment =
      course.path.hasSuffix(".yaml")
      ? try AssignmentReader.read(
        SourceText(name: course.path, text: ProjectFiles.text(course.path)), id: course.name)
      : try AssignmentReader.read(folder: ProjectFiles.path(course.path))
    var lines = [assignment.parts.map(\.part.name.description).joined(separator: "; ")]
    let sets = max(course.draws, 1)
    for set in 0..<sets {
      var own = assignment
      if course.draws > 0 {
        let draw = StudentDraw(secret: Array("simulation".utf8), student: "\(set)", counter: 0)
        own = try #require(assignment.drawn(draw))
      }
      let grader = Grader(AnswerKey(own, witnesses: .all))
      for number in 0..<course.students / sets {
        var student = SimulatedStudent(own, seed: UInt64(set * 10_000 + number))
        let json = student.answers()
        let submission = SubmissionReader.read(
          [.init(name: "answers.json", bytes: Array(json.utf8))], student: "s", for: own)
        let outcome = grader.grade(submission)
        lines.append(
          "\(set)/\(number) \(hash(json)): "
            + outcome.parts.map(summary).joined(separator: "; "))
      }
    }
    return lines
  }

  /// Such as `carried 1 carried,flattened`; a right answer without a note is `=`.
  private func summary(_ part: PartOutcome) -> String {
    if part.verdict == .correct, part.note == nil, part.score == part.points { return "=" }
    return "\(part.verdict.rawValue) \(part.score.map { "\($0)" } ?? "held") \(part.note ?? "")"
  }

  /// FNV-1a, so that changed answers are told from changed verdicts.
  private func hash(_ text: String) -> String {
    let value = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return String(value, radix: 36)
  }
}
