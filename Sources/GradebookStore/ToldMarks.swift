internal import Coursework
internal import GRDB
internal import Grading

/// The marks that students were told, as acts change them.
struct ToldMarks {
  typealias Work = GradebookSnapshot.StudentWork

  let database: Database
  let rules: CourseRules

  /// What each student has by the rules, whatever was told.
  func standings(of work: Set<Work>) throws -> [Work: Standing] {
    let reader = RecordReader(database: database)
    let told = try work.filter(isTold)
    let totals = told.isEmpty ? [:] : try self.totals()
    var found: [Work: Standing] = [:]
    for own in told {
      let scope = rules.spansCourse(own.assignment) ? nil : own.assignment
      let records = try reader.records(assignment: scope, student: own.student)
      let decisions = try reader.decisions(assignment: scope, student: own.student)
      let ids = Set(records.map(\.assignment)).union([own.assignment]).sorted()
      let standings = rules.standings(
        of: own.student,
        ids.map { id in
          CourseRules.Work(
            id, total: totals[id] ?? .zero, records: records.filter { $0.assignment == id },
            decisions: decisions.filter { $0.assignment == id }, told: nil)
        })
      found[own] = standings.first { $0.assignment == own.assignment }
    }
    return found
  }

  /// The points of each assignment, for who has handed in nothing.
  private func totals() throws -> [String: Points] {
    let known = try RecordReader(database: database).assignments()
    return Dictionary(known.map { ($0.id, $0.total) }) { first, _ in first }
  }

  private func isTold(_ work: Work) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM released_mark WHERE assignment = ? AND student = ?)"),
      arguments: [work.assignment, work.student]) ?? false
  }

  /// The mark in force, the attempt that it was for, and the acts that were known when it was told.
  private func mark(_ work: Work) throws -> (mark: ToldMark, attempt: Int?, seen: [ActID])? {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT released_mark.score, released_mark.points, release.seen, released_mark.attempt
          FROM released_mark
          JOIN release ON release.id = released_mark.release
          WHERE released_mark.assignment = ? AND released_mark.student = ?
            AND NOT EXISTS (SELECT 1 FROM release AS other WHERE other.undoes = release.id)
          ORDER BY released_mark.id DESC LIMIT 1
          """), arguments: [work.assignment, work.student])
    guard let row, let score = try row.optionalPoints(0) else { return nil }
    return (
      ToldMark(score: score, maximum: try row.points(1)), try row.optionalCount(3),
      ActID.list(try row.value(2))
    )
  }

  /// Takes back what acts did to marks that were told, where all of them are undone.
  ///
  /// - Returns: The work whose mark is told as before.
  func withdraw(_ undone: [Work: [ActID]], _ reason: Reason?) throws -> Set<Work> {
    var withdrawn: Set<Work> = []
    for (work, acts) in undone {
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT release.id, release.acts FROM release
          JOIN released_mark ON released_mark.release = release.id
          WHERE released_mark.assignment = ? AND released_mark.student = ? AND release.acts IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM release AS other WHERE other.undoes = release.id)
          """, arguments: [work.assignment, work.student])
      for row in rows {
        let own = ActID.list(try row.value(1))
        guard own.contains(where: acts.contains), try own.allSatisfy(isUndone) else { continue }
        try database.execute(
          sql: "INSERT INTO release (assignment, because, by_whom, undoes) VALUES (?, ?, ?, ?)",
          arguments: [
            work.assignment, reason?.because, reason?.by ?? "", try row.value(0) as Int64,
          ])
        withdrawn.insert(work)
      }
    }
    return withdrawn
  }

  private func isUndone(_ act: ActID) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: "SELECT EXISTS (SELECT 1 FROM \(act.kind.table) WHERE undoes = ?)", arguments: [act.row])
      ?? false
  }

  /// What becomes of a mark that was told.
  private enum Change {
    case none
    /// Another mark takes its place; nil where there is none any more.
    case told(ToldMark?)
  }

  /// Tells what acts come to, where they cost points or the student is told in any case.
  ///
  /// - Parameters:
  ///   - before: What each student had by the rules.
  ///   - log: What was written.
  ///   - withdrawn: Work whose mark is told as before already.
  ///   - reason: Why, and who.
  /// - Throws: where a row cannot be read or written.
  func fall(
    _ before: [Work: Standing], _ log: ActLog, withdrawn: Set<Work>, _ reason: Reason
  ) throws {
    let work = Set(before.keys).union(log.told)
    let after = try standings(of: work)
    for own in work.sorted(by: { ($0.assignment, $0.student) < ($1.assignment, $1.student) }) {
      guard let now = try after[own] ?? standing(own) else { continue }
      let known = try mark(own)
      var change = Change.none
      if let known, !withdrawn.contains(own), counts(log, own, since: known.seen) {
        let isGone = known.attempt.map { log.voided[own]?.contains($0) ?? false } ?? false
        change = lowered(
          known.mark, from: before[own], to: now,
          isSettled: isGone || log.settled.contains(own))
      }
      if log.told.contains(own) { change = announced(now, change, known?.mark) }
      guard case .told(let mark) = change else { continue }
      try Gradebook.tell(
        [Gradebook.Told(now, mark: mark)], of: own.assignment, level: nil, reason.because,
        by: reason.by, acts: (log.made[own] ?? []) + (log.undone[own] ?? []), in: database)
    }
  }

  /// What a letter tells: what stands, which is the mark that was told before where grading comes to less.
  private func announced(_ now: Standing, _ change: Change, _ known: ToldMark?) -> Change {
    guard let score = now.score else { return change }
    var floor = known
    if case .told(let mark) = change { floor = mark }
    if let floor, now.isLower(than: floor) { return .told(floor) }
    return .told(ToldMark(score: score, maximum: now.maximum))
  }

  private func standing(_ work: Work) throws -> Standing? {
    let reader = RecordReader(database: database)
    return rules.standings(
      of: work.student,
      [
        CourseRules.Work(
          work.assignment, total: try totals()[work.assignment] ?? .zero,
          records: try reader.records(assignment: work.assignment, student: work.student),
          decisions: try reader.decisions(assignment: work.assignment, student: work.student),
          told: nil)
      ]
    ).first
  }

  /// Whether what was done changes what was known when the mark was told: what is undone may have come after it.
  private func counts(_ log: ActLog, _ work: Work, since seen: [ActID]) -> Bool {
    guard let undone = log.undone[work], log.made[work] == nil else { return true }
    return undone.contains { act in
      seen.contains { $0.kind == act.kind && $0.row >= act.row }
    }
  }

  /// The mark after an act that costs points: none where there is no score any more; the same where it costs nothing.
  private func lowered(
    _ mark: ToldMark, from before: Standing?, to now: Standing, isSettled: Bool
  ) -> Change {
    guard let score = now.score else { return now.state == .disputed ? .none : .told(nil) }
    let whole = ToldMark(score: score, maximum: now.maximum)
    if isSettled { return now.isLower(than: mark) ? .told(whole) : .none }
    guard let before, now.isLower(than: before) else { return .none }
    // The act costs as many points of the mark as it costs by the rules.
    guard let was = before.score, before.maximum == now.maximum, mark.maximum == now.maximum else {
      return now.isLower(than: mark) ? .told(whole) : .none
    }
    return .told(ToldMark(score: max(score, mark.score - (was - score)), maximum: mark.maximum))
  }
}
