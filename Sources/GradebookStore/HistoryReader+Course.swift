internal import Coursework
internal import GRDB

/// What people did around the marks.
extension HistoryReader {
  func voidings() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT voiding.stored_at, attempt.assignment, attempt.student, attempt.number,
        voiding.because, voiding.by_whom, voiding.undoes IS NOT NULL,
        EXISTS (SELECT 1 FROM voiding AS other WHERE other.undoes = voiding.id)
      FROM voiding JOIN attempt ON attempt.id = voiding.attempt CONDITION ORDER BY voiding.id
      """, "attempt"
    ).map { row in
      HistoryEvent(
        at: try row.requiredMoment(0), kind: try row.count(6) == 1 ? .undoneVoid : .void,
        assignment: try row.value(1), student: try row.value(2), attempt: try row.count(3),
        part: nil, points: nil, isUndone: try row.count(7) == 1, detail: try row.value(4),
        by: try row.value(5))
    }
  }

  func renamings() throws -> [HistoryEvent] {
    guard assignment == nil else { return [] }
    return try Row.fetchAll(
      database,
      sql: """
        SELECT stored_at, was, becomes, because, by_whom,
          EXISTS (SELECT 1 FROM renaming AS other WHERE other.undoes = renaming.id)
        FROM renaming WHERE ?1 IS NULL OR ?1 IN (was, becomes) ORDER BY id
        """, arguments: [student]
    ).map { row in
      let was: String = try row.value(1)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .renaming, assignment: "", student: try row.value(2),
        attempt: nil, part: nil, points: nil, isUndone: try row.count(5) == 1,
        detail: "was \(was): \(try row.value(3) as String)", by: try row.value(4))
    }
  }

  func marksTold() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT release.stored_at, released_mark.assignment, released_mark.student,
        released_mark.attempt, released_mark.score, released_mark.points, release.because,
        release.by_whom, released_mark.state, release.level,
        EXISTS (SELECT 1 FROM release AS other WHERE other.undoes = release.id)
      FROM released_mark JOIN release ON release.id = released_mark.release CONDITION
      ORDER BY released_mark.id
      """, "released_mark"
    ).map { row in
      let because: String? = try row.value(6)
      let level: String? = try row.value(9)
      let what =
        try row.optionalPoints(4).map { "\($0) of \(try row.points(5))" } ?? row.value(8) as String
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .told, assignment: try row.value(1),
        student: try row.value(2), attempt: try row.optionalCount(3), part: nil,
        points: try row.optionalPoints(4), isUndone: try row.count(10) == 1,
        detail: what + (level.map { ", level \($0)" } ?? ", by an act of a person")
          + (because.map { ": \($0)" } ?? ""), by: try row.value(7))
    }
  }

  func undoneReleases() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT release.stored_at, release.assignment, release.because, release.by_whom,
        made.stored_at
      FROM release JOIN release AS made ON made.id = release.undoes
        AND made.level IS NOT NULL CONDITION ORDER BY release.id
      """, "release", student: false
    ).map { row in
      HistoryEvent(
        at: try row.requiredMoment(0), kind: .undoneRelease, assignment: try row.value(1),
        student: nil, attempt: nil, part: nil, points: nil, isUndone: false,
        detail: "that of \(try row.requiredMoment(4)): \(try row.value(2) as String? ?? "")",
        by: try row.value(3))
    }
  }

  func appeals() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT appeal.stored_at, appeal.assignment, appeal.student, appeal.part, appeal.says,
        appeal.by_whom, appeal_closing.stored_at, appeal_closing.outcome,
        appeal_closing.because, appeal_closing.by_whom
      FROM appeal LEFT JOIN appeal_closing ON appeal_closing.appeal = appeal.id CONDITION
      ORDER BY appeal.id
      """, "appeal"
    ).flatMap { row -> [HistoryEvent] in
      func event(_ at: Moment, _ kind: HistoryEvent.Kind, _ detail: String, _ by: String?) throws
        -> HistoryEvent
      {
        HistoryEvent(
          at: at, kind: kind, assignment: try row.value(1), student: try row.value(2),
          attempt: nil, part: try row.value(3), points: nil, isUndone: false, detail: detail,
          by: by)
      }
      let opened = try event(
        try row.requiredMoment(0), .appeal, try row.value(4), try row.value(5))
      guard let closed = try row.moment(6), let outcome: String = try row.value(7) else {
        return [opened]
      }
      let because: String = try row.value(8)
      return [
        opened,
        try event(closed, .closedAppeal, "\(outcome): \(because)", try row.value(9)),
      ]
    }
  }

  func forgotten() throws -> [HistoryEvent] {
    guard assignment == nil else { return [] }
    return try Row.fetchAll(
      database,
      sql: """
        SELECT stored_at, student, total, because, by_whom FROM forgotten
        WHERE ?1 IS NULL OR student = ?1 ORDER BY id
        """, arguments: [student]
    ).map { row in
      let because: String? = try row.value(3)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .forgotten, assignment: "", student: try row.value(1),
        attempt: nil, part: nil, points: nil, isUndone: false,
        detail: "total \(try row.value(2) as String)" + (because.map { ": \($0)" } ?? ""),
        by: try row.value(4))
    }
  }
}
