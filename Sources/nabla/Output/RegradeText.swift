import Coursework
import Grading
import GradebookStore

/// What grading again does to scores, for people or programs.
enum RegradeText {
  static func listing(
    _ changes: [RegradeRun.Change], kept: Set<String>, told: [String: ToldMark]
  ) -> Listing {
    var listing = Listing(
      table: TextTable(
        ["student", "from", "to", "part", "was", "is", "why"], rightAligned: [1, 2]),
      records: Records(keys: [
        "student", "from", "to", "kept", "part", "was_verdict", "was_score", "verdict", "score",
        "points", "why", "told",
      ]), nothing: "no score changes")
    for change in changes {
      let isKept = kept.contains(change.before.student)
      let mark = told[change.before.student]
      let (from, to) = (
        score(change.before) + (mark == nil ? "" : " (told)"),
        score(change.after) + (isKept ? " (kept)" : "")
      )
      let start: [Field] = [
        .text(change.before.student), .number(change.before.score?.value),
        .number(change.after.score?.value), .flag(isKept),
      ]
      if change.parts.isEmpty {
        let why = reason(change)
        listing.add(
          [change.before.student, from, to, "-", "", "", why],
          start + [
            .text(nil), .text(nil), .number(nil), .text(nil), .number(nil), .number(nil),
            .text(why), .number(mark?.score.value),
          ])
      }
      if !change.parts.isEmpty, change.before.deduction != change.after.deduction {
        listing.add(
          [change.before.student, from, to, "-", "", "", reason(change)],
          start + [
            .text(nil), .text(nil), .number(nil), .text(nil), .number(nil), .number(nil),
            .text(reason(change)), .number(mark?.score.value),
          ])
      }
      for (index, part) in change.parts.enumerated() {
        let name = (part.becomes ?? part.was)?.name.description
        listing.add(
          [
            change.before.student, index == 0 ? from : "", index == 0 ? to : "",
            name ?? "", shown(part.was), shown(part.becomes),
            why(part),
          ],
          start + [
            .text(name), .text(part.was?.verdict.rawValue), .number(part.was?.score?.value),
            .text(part.becomes?.verdict.rawValue), .number(part.becomes?.score?.value),
            .number((part.becomes ?? part.was)?.points.value),
            .text(why(part)), .number(mark?.score.value),
          ])
      }
    }
    return listing
  }

  private static func why(_ part: RegradeRun.PartChange) -> String {
    guard let becomes = part.becomes else { return "the part is gone" }
    return part.isDecided ? "a person decided about it, and the decision stands" : becomes.why
  }

  private static func score(_ standing: Standing) -> String {
    standing.score.map { "\($0) / \(standing.maximum)" } ?? standing.state.rawValue
  }

  private static func shown(_ part: StoredPart?) -> String {
    guard let part else { return "-" }
    let score = part.score?.description ?? "-"
    return "\(part.verdict.rawValue), \(score) / \(part.points)"
  }

  /// Why a score changes though no part does.
  private static func reason(_ change: RegradeRun.Change) -> String {
    let (before, after) = (change.before, change.after)
    if before.counted?.record.number != after.counted?.record.number {
      let (old, new) = (before.counted?.record.number, after.counted?.record.number)
      guard let new else { return "no attempt counts any more" }
      return "attempt \(new) counts"
        + (old.map { ", and not attempt \($0)" } ?? "; none did before")
    }
    if before.deduction != after.deduction {
      return "lateness costs \(after.deduction), and not \(before.deduction)"
    }
    return "the points of the assignment"
  }
}
