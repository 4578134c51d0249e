public import Coursework
public import Grading

/// A course for its instructor: assignments side by side, totals, and whom to talk to.
public struct CoursePage: Sendable {
  /// An assignment of the course.
  public struct Assignment: Sendable {
    /// Its id.
    public let id: String
    /// What it is called.
    public let title: String
    /// The points there are.
    public let points: Points
    /// The class.
    public let members: [ClassFigures.Member]

    /// Creates an assignment.
    public init(id: String, title: String, points: Points, members: [ClassFigures.Member]) {
      self.id = id
      self.title = title
      self.points = points
      self.members = members
    }

    private func count(_ state: Standing.State) -> Int {
      members.count { $0.standing.state == state }
    }

    fileprivate var fields: PageFields {
      let statistics = AssignmentStatistics(members.map(\.standing), parts: [], of: points)
      let shares = SummaryStatistics(
        members.compactMap { member in
          member.standing.maximum > .zero
            ? member.standing.score.map { $0.value / member.standing.maximum.value } : nil
        })
      return [
        "id": id, "title": title == id ? "" : title, "points": "\(points)",
        "graded": "\(count(.graded))", "missing": "\(count(.missing))",
        "excused": "\(count(.excused))", "disputed": "\(count(.disputed))",
        "attempts": statistics.attempts.map { "\($0.students) × \($0.attempts)" }
          .joined(separator: ", "),
        "mean": percent(shares.mean), "median": percent(shares.median),
        "width": "\(Int(exactly: ((shares.mean ?? 0) * 120).rounded()) ?? 0)",
      ]
    }
  }

  /// The totals of a course that has a scheme.
  public struct Totals: Sendable {
    let totals: [CourseTotal]
    let scheme: TotalsScheme

    /// Takes the totals.
    public init(_ totals: [CourseTotal], _ scheme: TotalsScheme) {
      self.totals = totals
      self.scheme = scheme
    }
  }

  private let assignments: [Assignment]
  private let title: String
  private let totals: Totals?
  private let now: Moment?

  /// Puts a page together.
  ///
  /// - Parameters:
  ///   - assignments: The assignments, in the order of the course.
  ///   - title: What the course is called; nil if nothing says.
  ///   - now: When the page is made.
  ///   - totals: What students have for the course; nil if nothing says how that is added up.
  public init(_ assignments: [Assignment], title: String?, now: Moment?, totals: Totals?) {
    self.now = now
    self.assignments = assignments
    self.title = title ?? "The course"
    self.totals = totals
  }

  /// The page: one file; a script sorts its tables.
  public var page: [UInt8] {
    let entries = entries
    var fields: PageFields = [
      "title": title, "assignments": assignments.map(\.fields), "risks": risks,
      "lowShare": percent(RiskSigns.lowShare), "fall": percent(RiskSigns.fall),
      "columns": assignments.map(\.id), "rows": rows,
      "hasTotals": totals != nil, "hasGrades": !(totals?.scheme.scale.isEmpty ?? true),
    ]
    fields["summary"] =
      "\(entries.count) student\(entries.count == 1 ? "" : "s"), \(assignments.count) assignment\(assignments.count == 1 ? "" : "s")."
    if let totals {
      let known = totals.totals.compactMap(\.total)
      if !known.isEmpty {
        fields["totals"] = [
          [
            "outOf": "\(totals.scheme.outOf)",
            "histogram": [
              Histogram(
                tenths: AssignmentStatistics.histogram(
                  known.map(\.value), of: Double(totals.scheme.outOf))
              ).fields
            ],
            "open": "\(totals.totals.count - known.count)",
          ] as PageFields
        ]
      }
    }
    return PageLibrary.render(.course, fields)
  }

  /// The students' lines of the roster, by student.
  private var entries: [String: RosterEntry] {
    Dictionary(
      assignments.flatMap(\.members).map { ($0.standing.student, $0.entry) }
    ) { first, _ in first }
  }

  private var risks: [PageFields] {
    let entries = entries
    return RiskSigns.find(in: assignments.map { $0.members.map(\.standing) }, now: now).map {
      risk in
      [
        "name": entries[risk.student]?.shownName ?? risk.student,
        "signs": risk.signs.map(CoursePage.words).joined(separator: "; "),
      ]
    }
  }

  private static func words(_ sign: RiskSigns.Sign) -> String {
    switch sign {
    case .low(let share): "has \(percent(share)) of the points"
    case .missing(let assignments): "handed in nothing for \(assignments.joined(separator: ", "))"
    case .falling(let assignment, let share, let before):
      "\(percent(share)) for \(assignment), and \(percent(before)) before"
    }
  }

  /// A line a student: each assignment, and the total.
  private var rows: [PageFields] {
    let standings = assignments.map { assignment in
      Dictionary(assignment.members.map { ($0.standing.student, $0.standing) }) { a, _ in a }
    }
    let sums = Dictionary((totals?.totals ?? []).map { ($0.student, $0) }) { a, _ in a }
    return entries.sorted { $0.key < $1.key }.map { student, entry in
      var fields: PageFields = [
        "name": entry.shownName, "section": entry.section ?? "",
        "cells": standings.map { own -> PageFields in
          guard let standing = own[student] else { return ["text": "", "sort": "-2"] }
          return [
            "text": standing.score.map { "\($0)" } ?? standing.state.rawValue,
            "sort": standing.score.map { "\($0)" } ?? "-1", "kind": standing.state.rawValue,
          ]
        },
      ]
      if totals != nil {
        fields["total"] = sums[student]?.total.map { "\($0)" } ?? "–"
        if totals?.scheme.scale.isEmpty == false { fields["grade"] = sums[student]?.grade ?? "–" }
      }
      return fields
    }
  }
}
