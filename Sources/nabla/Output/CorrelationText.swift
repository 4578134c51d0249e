import Coursework
import GradebookStore
import Grading

/// How the scores of assignments correlate.
enum CorrelationText {
  /// A line for each pair of assignments.
  static func listing(_ course: Course) -> Listing {
    var listing = Listing(
      table: TextTable(["assignment", "and", "students", "correlation"], rightAligned: [2, 3]),
      records: Records(keys: ["assignment", "other", "students", "correlation"]),
      nothing: "there are no two assignments with scores")
    let scores = Dictionary(
      grouping: course.enrolled.filter { $0.score != nil && $0.maximum > .zero }, by: \.assignment
    ).mapValues { standings in
      Dictionary(
        standings.map { ($0.student, ($0.score?.value ?? 0) / $0.maximum.value) }
      ) { first, _ in first }
    }
    let ids = course.assignments.map(\.id).filter { scores[$0] != nil }
    for (index, id) in ids.enumerated() {
      for other in ids[(index + 1)...] {
        guard let a = scores[id], let b = scores[other] else { continue }
        let both = a.keys.filter { b[$0] != nil }.sorted()
        let correlation = SummaryStatistics.correlation(
          both.compactMap { a[$0] }, both.compactMap { b[$0] })
        listing.add(
          [id, other, "\(both.count)", correlation.map { shown($0, digits: 3) } ?? "-"],
          [.text(id), .text(other), .count(both.count), .number(correlation)])
      }
    }
    return listing
  }
}
