import Coursework
import Diagnostics
import Grading

/// Totals of a course, for people or programs.
enum TotalsText {
  static func listing(
    _ totals: [CourseTotal], _ scheme: TotalsScheme, _ entry: (String) -> RosterEntry
  ) -> Listing {
    let titles = scheme.categories.map(\.title)
    let hasGrades = !scheme.scale.isEmpty
    var listing = Listing(
      table: TextTable(
        ["student"] + titles.map { "\($0) %" } + ["total"] + (hasGrades ? ["grade"] : [])
          + ["remarks"],
        rightAligned: Set(1...titles.count + 1)),
      records: Records(
        keys: ["student", "name", "section"] + titles.map { "\($0) %" }
          + ["total", "grade", "missing", "excused", "disputed", "dropped"]),
      nothing: "no students")
    for total in totals {
      let percents = total.categories.map { $0.percent }
      let student = entry(total.student)
      listing.add(
        [total.student] + percents.map { $0?.description ?? "-" }
          + [total.total.map { fixed($0, scheme.decimals) } ?? "-"]
          + (hasGrades ? [total.grade ?? "-"] : []) + [remarks(total, scheme)],
        [.text(total.student), .text(student.name), .text(student.section)]
          + percents.map { .number($0?.value) }
          + [
            .number(total.total?.value), .text(total.grade), names(total.missing),
            names(total.excused), names(total.disputed), names(total.dropped),
          ])
    }
    return listing
  }

  private static func names(_ assignments: [String]) -> Field {
    .text(assignments.joined(separator: " "))
  }

  /// The total with all its digits: `71.0`.
  static func fixed(_ total: Points, _ decimals: Int) -> String {
    let text = total.description
    guard decimals > 0 else { return text }
    let point = text.firstIndex(of: ".")
    let digits = point.map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
    return text + (point == nil ? "." : "")
      + String(repeating: "0", count: max(0, decimals - digits))
  }

  private static func remarks(_ total: CourseTotal, _ scheme: TotalsScheme) -> String {
    [
      ("open, to be decided", total.disputed),
      (scheme.missing == .zero ? "missing" : "missing, not counted", total.missing),
      ("excused", total.excused), ("dropped", total.dropped),
    ].filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
      .joined(separator: "; ")
  }

  // MARK: One student

  /// Every figure of a total, and where it comes from.
  ///
  /// - Parameters:
  ///   - total: The total.
  ///   - scheme: How it is made.
  ///   - student: The student's line of the roster.
  ///   - remarks: What is to be known about the score of an assignment.
  /// - Returns: Lines of text.
  static func explanation(
    _ total: CourseTotal, _ scheme: TotalsScheme, _ student: RosterEntry,
    remarks: (String) -> String
  ) -> String {
    var text = visible(total.student) + (student.name.map { "  \(visible($0))" } ?? "") + "\n"
    for category in total.categories {
      let weight = Points(millionths: category.scheme.weight)
      let notes = [
        "weight \(weight)", category.scheme.isBonus ? "on top of the total" : nil,
        category.scheme.weighing == .equally ? "all assignments alike" : "by points",
        category.scheme.dropped > 0 ? "the lowest \(category.scheme.dropped) left out" : nil,
      ].compactMap { $0 }
      text += "\n  \(visible(category.scheme.title)): \(notes.joined(separator: ", "))\n\n"
      var table = TextTable(["assignment", "points", "%", ""], rightAligned: [1, 2])
      for entry in category.entries {
        table.add([
          entry.assignment, "\(entry.score?.description ?? "-") / \(entry.maximum)",
          entry.percent?.description ?? "-",
          [note(entry, scheme), remarks(entry.assignment)].filter { !$0.isEmpty }
            .joined(separator: "; "),
        ])
      }
      text += table.text()
      text += "  together \(category.percent.map { "\($0) %" } ?? "nothing that counts")\n"
    }
    guard let sum = total.total else {
      let why = total.disputed.isEmpty ? "nothing counts" : "a person has to decide first"
      return text + "\n  no total: \(why)\n"
    }
    let counted = total.categories.filter { $0.percent != nil }
    let weights = counted.filter { !$0.scheme.isBonus }.map {
      "\(Points(millionths: $0.scheme.weight))"
    }
    let terms = counted.map {
      "\(Points(millionths: $0.scheme.weight)) × \($0.percent?.description ?? "")"
    }
    text += "\n  (\(terms.joined(separator: " + "))) / (\(weights.joined(separator: " + ")))"
    if scheme.outOf != 100 { text += " × \(scheme.outOf) / 100" }
    text += ", with the exact shares, then rounded once\n"
    return text + "  total \(fixed(sum, scheme.decimals)) of \(scheme.outOf)"
      + (total.grade.map { ", grade \(visible($0))" } ?? "") + "\n"
  }

  private static func note(_ entry: CourseTotal.Entry, _ scheme: TotalsScheme) -> String {
    if entry.isDropped {
      return (entry.state == .missing ? "missing; " : "") + "left out as one of the lowest"
    }
    switch entry.state {
    case .graded: return entry.isBonus ? "bonus" : ""
    case .missing:
      return scheme.missing == .zero ? "missing, counts as 0" : "missing, not counted"
    case .excused: return "excused, not counted"
    case .disputed: return "a person has to decide first"
    }
  }
}
