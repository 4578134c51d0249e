import Coursework
import Diagnostics
import Foundation
import Grading
import Reports
import TestSupport
import Testing

@Suite struct ExportTests {
  private static let names = [
    "Last, First \"Nick\"", "two\nlines", "Ëmöji 😀 Ünï", "=cmd()", "+1", "-x", "@me", "'=quoted",
    "'Name",
    String(repeating: "long ", count: 60) + "name", "semi;colon", "tab\tbed", " ", "O'Name",
  ]
  private static let ids = ["00123", "1e5", "-7", "0x1F", "12345678901234567890", "NULL", "nan"]

  private func points(_ number: Double) -> Points { Points(number) ?? .zero }

  private func roster() throws -> [RosterEntry] {
    var text = "student,name,email,section,canvas id,participant,id number,github,sid\n"
    for (index, name) in Self.names.enumerated() {
      let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
      let id = index < Self.ids.count ? Self.ids[index] : "\(1000 + index)"
      text +=
        "s\(index),\(quoted),m\(index)@example.org,A,\(id),\(100 + index),n\(id),g\(index),\(id)\n"
    }
    return try Roster(SourceText(name: "roster.csv", text: text)).entries
  }

  /// The first has half the points, the second nothing, the third is held, the fourth excused, all others full marks
  /// two days late.
  private func table(_ lateness: GradeTable.Lateness = .applied) throws -> GradeTable {
    let due = Moment(seconds: 1_000_000)
    let policy = SubmissionPolicy(
      due: due,
      late: .init(perDay: 100_000, grace: TimeSpan(seconds: 0), until: nil))
    let students = try roster()
    let standings = students.enumerated().compactMap { index, student -> Standing? in
      guard index != 1 else {
        return Standing(
          assignment: "a", student: student, records: [], decisions: [], total: points(10))
      }
      let scores: [Double?] = index == 0 ? [5, 0] : index == 2 ? [5, nil] : [5, 5]
      let record = AttemptRecord(
        assignment: "a", student: student.student, number: 1, grading: 1, submission: "",
        submitted: Moment(seconds: due.seconds + (index < 4 ? 0 : 100_000)),
        stored: Moment(seconds: 0), definition: "d", policy: policy,
        parts: scores.enumerated().map { part, score in
          PartResult(
            name: "p.\(part)", points: points(5), score: score.map(points),
            verdict: score == 5 ? .correct : score == nil ? .disputed : .incorrect, note: nil)
        })
      let decisions =
        index == 3
        ? [
          Decision(
            assignment: "a", student: student.student, part: nil, ruling: .excuse, because: "b",
            by: "me")
        ] : []
      return Standing(
        assignment: "a", student: student, records: [record], decisions: decisions,
        total: points(10))
    }
    return GradeTable(
      students: students,
      columns: [
        .init(
          id: "a", title: "Sheet, \"one\"", total: points(10),
          parts: [
            (name: PartName(problem: "p", part: "0"), points: points(5)),
            (name: PartName(problem: "p", part: "1"), points: points(5)),
          ], standings: standings)
      ], lateness: lateness)
  }

  private func rows(_ csv: String) throws -> [[String]] {
    #expect(csv.hasSuffix("\r\n"))
    return try CSVRecords(SourceText(name: "x.csv", text: csv)).rows.map { $0.map(\.text) }
  }

  /// The text of a cell before a spreadsheet was kept from running it.
  private func plain(_ cell: String) -> String {
    let start = cell.first { $0 != "'" }
    return cell.hasPrefix("'") && start.map { "=+-@\t\r".contains($0) } == true
      ? String(cell.dropFirst()) : cell
  }

  /// A name of blanks alone is none, and blanks around one are no part of it.
  private func kept(_ name: String, _ student: Int) -> String {
    let trimmed = name.trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
    return trimmed.isEmpty ? "s\(student)" : trimmed
  }

  private let grades = ["5", "", "", "EX", "8"]

  private func grade(_ index: Int, excused: String) -> String {
    let grade = grades[min(index, 4)]
    return grade == "EX" ? excused : grade
  }

  @Test func canvasIsReadBack() throws {
    let rows = try rows(CanvasExport.csv(try table()))
    #expect(
      rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Sheet, \"one\""])
    #expect(rows[1].first == "Points Possible" && rows[1].last == "10")
    #expect(CanvasExport.csv(try table()).contains("\r\n    Points Possible,,,,,10\r\n"))
    for (index, row) in rows.dropFirst(2).enumerated() {
      #expect(plain(row[0]) == kept(Self.names[index], index))
      #expect(plain(row[1]) == (index < 7 ? Self.ids[index] : "\(1000 + index)"))
      #expect(row.last == grade(index, excused: "EX"))
    }
    #expect(rows.count == Self.names.count + 2)
  }

  @Test func moodleIsReadBack() throws {
    let csv = try rows(MoodleExport.csv(try table()))
    #expect(csv[0][...1] == ["Email address", "ID number"])
    for (index, row) in csv.dropFirst().enumerated() {
      #expect(row[0] == "m\(index)@example.org" && row[2] == grade(index, excused: ""))
      // Feedback alone would lose a grade.
      #expect(row[2].isEmpty == row[3].isEmpty)
    }
    let sheet = try rows(MoodleExport.worksheet(try table()))
    for name in ["Identifier", "Grade", "Last modified (grade)"] {
      #expect(sheet[0].count { $0 == name } == 1)
    }
    #expect(sheet[1][0] == "Participant 100")
    let column = try #require(sheet[0].firstIndex(of: "Grade"))
    #expect(sheet.dropFirst().map { $0[column] }.prefix(5) == ["5", "", "", "", "8"])
  }

  @Test func latenessIsDeductedOnceOrNotAtAll() throws {
    func plain(_ lateness: GradeTable.Lateness) throws -> [String] {
      try Array(rows(PlainExport.csv(try table(lateness)))[5][5...])
    }
    #expect(
      try plain(.applied) == [
        "graded", "8", "10", "1", "1", "1970-01-13T17:33:20Z", "2", "2",
      ])
    #expect(try plain(.raw)[1] == "10" && plain(.raw)[7] == "0")
    let feedback = try rows(MoodleExport.csv(try table(.applied)))[5][3]
    #expect(feedback == "correct: all parts; late: 2 points less")
    #expect(try rows(MoodleExport.csv(try table(.raw)))[5][3] == "correct: all parts")
  }

  /// Every byte but those of one column stays.
  @Test(arguments: [",", ";", "\t"], ["\n", "\r\n"])
  func fillingTouchesOneColumn(_ separator: String, _ end: String) throws {
    let text = [
      ["Student", "ID", "SIS Login ID", "Section", "Other (1)", "HW \"1\" (77)", "Final"],
      ["    Points Possible", "", "", "", "5", "10", "(read only)"],
      ["Last, F", "00123", "", "A", "1", "", "x"], ["Two", "1e5", "", "A", "2", "3", "y"],
      ["Held", "-7", "", "A", "3", "4", "z"], ["Excused", "0x1F", "q", "", "", "", ""],
      ["Late", "12345678901234567890", "", "B", " spaced ", "7.5", ""],
      ["Student, Test", "999999", "", "", "", "", ""],
    ].map { row in
      row.map {
        $0.contains { ",;\t\"".contains($0) } ? "\"\($0.replacing("\"", with: "\"\""))\"" : $0
      }
      .joined(separator: separator)
    }.joined(separator: end)
    for mark in ["", "\u{FEFF}"] {
      let source = SourceText(name: "c.csv", text: mark + text)
      let filled = try GradebookColumn(
        filling: source, of: .canvas, with: try table(), named: "HW \"1\" (77)")
      let quoted = "\"HW \"\"1\"\" (77)\""
      #expect(text.contains(quoted))
      let expected = (mark + text)
        .replacing(
          "A\(separator)1\(separator)\(separator)x",
          with: "A\(separator)1\(separator)5\(separator)x"
        )
        .replacing(
          "q\(separator)\(separator)\(separator)\(separator)",
          with: "q\(separator)\(separator)\(separator)EX\(separator)"
        )
        .replacing("\(separator)7.5\(separator)", with: "\(separator)8\(separator)")
      #expect(String(decoding: filled.bytes, as: UTF8.self) == expected)
      #expect(filled.withoutRow.count == Self.names.count - 5)
      #expect(filled.otherMaximum == nil)
    }
  }

  @Test(arguments: [
    ("Student,ID,Section,A\nx,1,,\n", "B", "there is no column 'B'"),
    ("Student,ID,Section,A,A\nx,1,,,\n", "A", "a second column 'A'"),
    ("Student,ID,Section,A\n Points Possible,,,(read only)\nx,1,,\n", "A", "read-only in Canvas"),
    ("Student,ID,Section,A\nx,00123,,1\ny,00123,,2\n", "A", "a second row of one student"),
    ("Student,ID,Section,A\nx,00123\n", "A", "this row ends before"),
    ("Student,ID,Section,A\nx,1,,\n", "ID", "this column is not for grades"),
    ("Student,ID,Section,A\nx,1,,3\ny,2,,called in sick\n", "A", "this column holds text"),
    ("Student,ID,Section,A\nx,\"1,,\n", "A", "never closed"),
  ])
  func whatCannotBeFilledIsRefused(_ text: String, _ column: String, _ message: String) throws {
    let error = #expect(throws: Diagnostic.self) {
      try GradebookColumn(
        filling: SourceText(name: "c.csv", text: text), of: .canvas, with: try table(),
        named: column)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func aWorksheetIsFilledWhereItMayBe() throws {
    let text = """
      Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (grade)"
      Participant 100,Someone,x@y,,,100,Yes,-
      Participant 104,Another,z@y,,4,100,No,-
      Participant 999,"Ëmöji 😀 Ünï",m5@example.org,,,100,Yes,-

      """
    let filled = try GradebookColumn(
      filling: SourceText(name: "w.csv", text: text), of: .moodleWorksheet, with: try table(),
      named: nil)
    #expect(
      String(decoding: filled.bytes, as: UTF8.self)
        == text.replacing("x@y,,,100", with: "x@y,,5,100").replacing(
          "example.org,,,100", with: "example.org,,8,100"))
    #expect(filled.locked == ["s4"] && filled.otherMaximum == "100")
  }

  /// In another language columns are known by what stands in them; a person's comment stays, ours is written anew.
  @Test func aWorksheetInAnotherLanguageIsFilled() throws {
    let header =
      "ID,\"Vollständiger Name\",E-Mail-Adresse,Status,Bewertung,Bestbewertung,\"Bewertung kann geändert werden\",\"Zuletzt geändert (Bewertung)\",Kommentar\n"
    let rows = """
      Teilnehmer/in100,Wer,x@y,Zur Bewertung abgegeben,,"4,00",Ja,"Freitag, 20. November 2026, 21:00",
      Teilnehmer/in104,Noch wer,z@y,Keine Abgabe,"3,00","4,00",Nein,-,
      Teilnehmer/in105,Und,w@y,Zur Bewertung abgegeben,,"4,00",Ja,-,<p>nabla: incorrect: p.0</p>

      """
    func filled(_ text: String, _ name: String? = nil) throws -> GradebookColumn {
      try GradebookColumn(
        filling: SourceText(name: "w.csv", text: text), of: .moodleWorksheet, with: try table(),
        named: name)
    }
    let first = try filled(header + rows)
    let text = String(decoding: first.bytes, as: UTF8.self)
    // No grade is larger than what Moodle takes; the date that it compares is the same.
    #expect(
      text
        == header
        + rows.replacing(
          "abgegeben,,\"4,00\",Ja,\"Freitag, 20. November 2026, 21:00\",",
          with:
            "abgegeben,4.00,\"4,00\",Ja,\"Freitag, 20. November 2026, 21:00\",nabla: incorrect: p.1"
        ).replacing(
          "abgegeben,,\"4,00\",Ja,-,<p>nabla: incorrect: p.0</p>",
          with: "abgegeben,4.00,\"4,00\",Ja,-,\"nabla: correct: all parts; late: 2 points less\""),
      "\(text)")
    #expect(first.locked == ["s4"] && first.capped == ["s0", "s5"] && first.otherMaximum == "4,00")
    // Filling it again changes nothing.
    #expect(try filled(text).bytes == first.bytes)
    #expect(try filled(header + rows, "Bewertung").bytes == first.bytes)
    #expect(throws: Diagnostic.self) { try filled(header + rows, "Note") }
    // A person's comment stays, and those of others are written.
    let commented = rows.replacing("Ja,-,<p>nabla: incorrect: p.0</p>", with: "Ja,-,Bitte kommen")
    let both = String(decoding: try filled(header + commented).bytes, as: UTF8.self)
    #expect(both.contains("Ja,-,Bitte kommen\n") && both.contains("nabla: incorrect: p.1"))
    // One column is never written twice.
    let short = try filled("Identifier,Grade\nParticipant 100,\n")
    #expect(String(decoding: short.bytes, as: UTF8.self) == "Identifier,Grade\nParticipant 100,5\n")
    // Two columns that could be the largest grade are one too many.
    let error = #expect(throws: Diagnostic.self) {
      try filled("ID,a,b,c\nX100,,4,4\nX101,,4,4\n")
    }
    #expect(error?.message == "it cannot be told which column holds the grades")
  }

  @Test func gradescopeResultsHaveATestAPart() throws {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {x: [1.2345678, 2.7654321]}
          parts:
            - {id: a, title: the input, reference: x, points: 0.1}
            - {id: b, reference: 2 * x, points: 0.2}
        - id: q
          given: {x: [1.2345678, 2.7654321]}
          parts: [{id: c, reference: 3 * x}]
      """
    let assignment = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t")
    let submission = SubmissionReader.read(
      [
        .init(
          name: "answers.json",
          bytes: Array(
            "{\"p\": {\"a\": [1.2345678, 2.7654321], \"b\": [-2.4691356, -5.5308642]}}".utf8))
      ],
      student: "s", for: assignment)
    let outcome = Grader(AnswerKey(assignment, witnesses: .all)).grade(submission)
    let bytes = GradescopeResults.json(
      outcome.redacted(to: .mistakes), score: nil, remarks: ["one thing"])
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let tests = try #require(results["tests"] as? [[String: Any]])
    #expect(results["score"] as? Double == 0.1)
    #expect(results["output"] as? String == "0.1 of 1.3 points\none thing")
    #expect(tests.map { $0["number"] as? String } == ["1.1", "1.2", "2.1"])
    #expect(tests.map { $0["name"] as? String } == ["p.a the input", "p.b", "q.c"])
    #expect(tests.map { $0["score"] as? Double } == [0.1, 0, 0])
    #expect(tests.map { $0["max_score"] as? Double } == [0.1, 0.2, 1])
    #expect(tests.map { $0["status"] as? String } == ["passed", "failed", "failed"])
    #expect((tests[1]["output"] as? String)?.contains("flipped") == true)
    let told = String(
      decoding: GradescopeResults.json(outcome.redacted(to: .scores), score: 0.05, remarks: []),
      as: UTF8.self)
    #expect(!told.contains("flipped") && told.contains("\"score\": 0.05"))
  }
}
