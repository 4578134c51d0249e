import Coursework
import GradebookStore
import Grading

/// Whole scores, put together by assignment, by section or by student.
extension ScoreList {
  /// One line an assignment.
  static func assignments(_ standings: [Standing], _ known: [AssignmentRecord]) -> Listing {
    var listing = groups(["assignment", "points"], ["late", "attempts"])
    for record in known {
      let own = standings.filter { $0.assignment == record.id }
      let handedIn = own.filter { !$0.attempts.isEmpty && $0.state != .excused }
      let late = own.count { ListedState.late.matches($0, isOnRoster: true) }
      let attempts = SummaryStatistics(handedIn.map { Double($0.handedInCount) }).mean
      add(
        own, to: &listing, [record.id, "\(record.total)"],
        [.text(record.id), .number(record.total.value)],
        ["\(late)", attempts.map { shown($0, digits: 3) } ?? "-"],
        [.count(late), .number(attempts)]
      )
    }
    return listing
  }

  /// One line a section and assignment.
  static func sections(
    _ standings: [Standing], _ known: [AssignmentRecord], _ section: (String) -> String
  ) -> Listing {
    var listing = groups(["assignment", "section"], [])
    for record in known {
      let own = Dictionary(grouping: standings.filter { $0.assignment == record.id }) {
        section($0.student)
      }
      for (name, group) in own.sorted(by: { $0.key < $1.key }) {
        add(
          group, to: &listing, [record.id, name.isEmpty ? "-" : name],
          [.text(record.id), .text(name)], [], [])
      }
    }
    return listing
  }

  private static let figures = [
    "graded", "disputed", "missing", "excused", "mean", "median", "least", "most",
  ]

  private static func groups(_ first: [String], _ last: [String]) -> Listing {
    let columns = first + figures + last
    return Listing(
      table: TextTable(columns, rightAligned: Set(1..<columns.count)),
      records: Records(keys: columns), nothing: "no scores")
  }

  private static func add(
    _ group: [Standing], to listing: inout Listing, _ cells: [String], _ fields: [Field],
    _ lastCells: [String], _ lastFields: [Field]
  ) {
    let spread = SummaryStatistics(group.compactMap { $0.score?.value })
    let counts = [Standing.State.graded, .disputed, .missing, .excused].map { state in
      group.count { $0.state == state }
    }
    let figures = [spread.mean, spread.median, spread.least, spread.most]
    listing.add(
      cells + counts.map { "\($0)" } + figures.map { $0.map { shown($0, digits: 4) } ?? "-" }
        + lastCells,
      fields + counts.map { .count($0) } + figures.map { .number($0) } + lastFields)
  }

  /// One line a student and assignment: how the score went from attempt to attempt, before lateness.
  static func attempts(_ standings: [Standing]) -> Listing {
    var listing = Listing(
      table: TextTable(
        ["assignment", "student", "attempts", "first", "best", "last", "gain", "points"],
        rightAligned: Set(2...7)),
      records: Records(
        keys: ["assignment", "student", "attempts", "first", "best", "last", "gain", "points"]),
      nothing: "no attempts")
    for standing in standings {
      // An attempt with something disputed in it has no score yet.
      let settled = standing.attempts.filter { $0.disputedParts.isEmpty }
      guard let first = settled.first?.earned, let last = settled.last?.earned,
        let best = settled.map(\.earned).max()
      else { continue }
      let gain = last - first
      listing.add(
        [
          standing.assignment, standing.student, "\(standing.handedInCount)", "\(first)",
          "\(best)", "\(last)", "\(gain)", "\(standing.total)",
        ],
        [
          .text(standing.assignment), .text(standing.student), .count(standing.handedInCount),
          .number(first.value), .number(best.value), .number(last.value), .number(gain.value),
          .number(standing.total.value),
        ])
    }
    return listing
  }
}
