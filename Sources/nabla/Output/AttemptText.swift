import Coursework
import Diagnostics
import GradebookStore
import Grading

/// One stored attempt in full.
struct AttemptText {
  private let content: AttemptContent
  private let judged: Standing.Attempt?
  private let standing: Standing

  private let tellsInputs: Bool

  init(
    _ content: AttemptContent, _ judged: Standing.Attempt?, _ standing: Standing, tellsInputs: Bool
  ) {
    self.tellsInputs = tellsInputs
    self.content = content
    self.judged = judged
    self.standing = standing
  }

  var text: String {
    var table = TextTable(["part", "points", "verdict", "note", "why"], rightAligned: [1])
    for part in content.parts {
      let score = part.score?.description ?? "disputed"
      table.add([
        part.name.description, "\(score) / \(part.points)\(part.isBonus ? " bonus" : "")",
        part.verdict.rawValue, part.note ?? "",
        part.why,
      ])
    }
    return visible("\(content.assignment)  \(content.student)") + "  attempt \(content.number)\n\n"
      + facts.map { "  \($0.0): \(visible($0.1))\n" }.joined() + "\n"
      + table.text()
      + "\n  \(sum)\n"
  }

  var sum: String {
    let parts = content.parts
    let earned = parts.reduce(Points.zero) { $0 + ($1.score ?? .zero) }
    let maximum = parts.filter { $0.score != nil }.maximum
    return "\(earned) of \(maximum) points as graded"
  }

  var facts: [(String, String)] {
    var facts = [("handed in", content.submitted.map { "\($0)" } ?? "at an unknown time")]
    facts.append(("stored", "\(content.stored)"))
    if content.earlierGradings > 0 {
      facts.append(("graded again", "\(content.graded), \(content.earlierGradings) times before"))
    }
    facts.append(("definition", content.definition))
    facts.append(("grader", content.grader))
    for (file, hash) in content.files {
      facts.append(
        ("file", "\(visible(file.name)), \(file.bytes.count) bytes, SHA-256 \(hash)"))
    }
    if let inputs = content.inputs {
      facts.append(
        ("inputs", tellsInputs ? inputs.json : "the student's own; --inputs prints them"))
    }
    if standing.counted?.record.number == content.number {
      facts.append(("counts", standingText))
    } else if let exclusion = judged?.exclusion {
      facts.append(("does not count", exclusion.rawValue))
    } else {
      facts.append(("does not count", "another attempt does"))
    }
    for decision in standing.decisions {
      let ruling =
        switch decision.ruling {
        case .points(let points): "\(points) points"
        case .accept: "accepted"
        case .excuse: "excused"
        }
      facts.append(
        (
          "decided",
          "\(decision.part ?? "the whole"): \(ruling) by \(visible(decision.by)), "
            + visible(decision.because)
        ))
    }
    return facts
  }

  private var standingText: String {
    guard let score = standing.score else { return standing.state.rawValue }
    let remarks = ScoreList.remarks(standing)
    return "\(score) of \(standing.maximum) points" + (remarks.isEmpty ? "" : " (\(remarks))")
  }

  var records: Records {
    Records(
      keys: [
        "assignment", "student", "attempt", "part", "points", "score", "verdict", "note", "index",
        "got", "wanted", "error", "tolerance", "why", "definition", "grader", "submitted_at",
        "stored_at",
      ],
      rows: content.parts.map { part in
        [
          .text(content.assignment), .text(content.student), .count(content.number),
          .text(part.name.description), .number(part.points.value), .number(part.score?.value),
          .text(part.verdict.rawValue),
          .text(part.note), .text(part.worstIndex), .number(part.got), .number(part.wanted),
          .number(part.error), .number(part.tolerance), .text(part.why), .text(content.definition),
          .text(content.grader), .text(content.submitted?.description),
          .text(content.stored.description),
        ]
      })
  }
}
