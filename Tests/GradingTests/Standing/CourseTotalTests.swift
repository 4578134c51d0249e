import Coursework
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Grading

/// Totals of courses, against fractions in Python that try every choice of what is left out.
@Suite struct CourseTotalTests {
  private struct Case: Decodable {
    struct Category: Decodable {
      struct Item: Decodable {
        let id: String
        let points: String
        let bonus: Bool
      }
      let title: String
      let weight: String
      let bonus: Bool
      let by: TotalsScheme.Category.Weighing.RawValue
      let dropped: Int
      let assignments: [Item]
    }
    struct Entry: Decodable {
      let state: String
      let score: String
      let maximum: String
    }
    struct Student: Decodable {
      let entries: [String: Entry]
      let percents: [String?]
      let total: String?
    }
    let outOf: Int
    let decimals: Int
    let missing: String
    let categories: [Category]
    let students: [Student]

    private enum CodingKeys: String, CodingKey {
      case decimals, missing, categories, students
      case outOf = "out-of"
    }
  }

  private func points(_ text: String) -> Points { Double(text).flatMap { Points($0) } ?? .zero }

  private func scheme(_ course: Case) throws -> TotalsScheme {
    TotalsScheme(
      outOf: course.outOf, decimals: course.decimals,
      missing: try #require(TotalsScheme.Missing(rawValue: course.missing)),
      categories: try course.categories.map { category in
        TotalsScheme.Category(
          title: category.title, weight: points(category.weight).millionths,
          isBonus: category.bonus, weighing: try #require(.init(rawValue: category.by)),
          dropped: category.dropped, assignments: category.assignments.map(\.id),
          bonusAssignments: Set(category.assignments.filter(\.bonus).map(\.id)))
      })
  }

  private func standing(_ id: String, _ entry: Case.Entry, of points: Points) throws -> Standing {
    let (score, maximum) = (self.points(entry.score), self.points(entry.maximum))
    let isDisputed = entry.state == "disputed"
    let (own, rest): (PartName, PartName) = ("p.own", "p.rest")
    let record = AttemptRecord(
      assignment: id, student: "s", number: 1, grading: 1, submission: "x", submitted: nil,
      stored: Moment(seconds: 0), definition: "d", policy: SubmissionPolicy(),
      parts: [
        PartResult(
          name: own, points: maximum, score: isDisputed ? nil : score,
          verdict: isDisputed ? .disputed : .incorrect, note: nil)
      ]
        + (maximum == points
          ? []
          : [
            PartResult(
              name: rest, points: points - maximum, score: .zero, verdict: .incorrect, note: nil)
          ]))
    var decisions: [Decision] = []
    func excuse(_ part: PartName?) {
      decisions.append(
        Decision(
          assignment: id, student: "s", part: part, ruling: .excuse, because: "x", by: "y"))
    }
    if entry.state == "excused" { excuse(nil) }
    if maximum != points { excuse(rest) }
    return Standing(
      assignment: id, student: RosterEntry(student: "s"),
      records: entry.state == "missing" ? [] : [record], decisions: decisions, total: points)
  }

  @Test func totalsAreThoseOfFractions() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ProjectFiles.path("Tests/Data/totals.json")))
    let courses = try JSONDecoder().decode([Case].self, from: data)
    #expect(courses.count >= 100)
    for (number, course) in courses.enumerated() {
      let scheme = try scheme(course)
      let items = course.categories.flatMap(\.assignments)
      let worth = Dictionary(uniqueKeysWithValues: items.map { ($0.id, points($0.points)) })
      for student in course.students {
        var standings: [String: Standing] = [:]
        for (id, entry) in student.entries {
          standings[id] = try standing(id, entry, of: worth[id] ?? .zero)
        }
        let total = try CourseTotal(
          student: "s", scheme: scheme, points: worth, standings: standings)
        #expect(total.total == student.total.map(points), "course \(number)")
        #expect(total.categories.map(\.percent) == student.percents.map { $0.map(points) })
      }
    }
  }

  @Test func halvesAreRoundedUpAndNothingIsRoundedBefore() throws {
    let third = try #require(Fraction(1, over: 3))
    #expect(third.rounded(decimals: 4) == 333_300)
    #expect(Fraction(1, over: 8)?.rounded(decimals: 2) == 130_000)
    #expect(Fraction(-1, over: 8)?.rounded(decimals: 2) == -120_000)
    #expect(third.times(Fraction(whole: 3)) == Fraction(whole: 1))
    #expect(third.minus(third) == .zero && third.divided(by: .zero) == nil)
    // What does not fit is no number, and never a wrong one.
    let large = Fraction(whole: Int128.max)
    #expect(large.plus(Fraction(whole: 1)) == nil && large.times(large) == nil)
  }

  @Test func gradesGoByTheRoundedTotal() throws {
    let scheme = TotalsScheme(
      decimals: 0, scale: [("A", points("90")), ("B", points("80"))],
      categories: [TotalsScheme.Category(title: "All", weight: 1, assignments: ["a"])])
    for (score, grade) in [("8.95", "A"), ("8.94", "B"), ("7.95", "B"), ("7.94", nil)] {
      let entry = Case.Entry(state: "graded", score: score, maximum: "10")
      let total = try CourseTotal(
        student: "s", scheme: scheme, points: ["a": points("10")],
        standings: ["a": try standing("a", entry, of: points("10"))])
      #expect(total.grade == grade, "\(score)")
    }
  }
}
