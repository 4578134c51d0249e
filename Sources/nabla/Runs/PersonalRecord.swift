import Coursework
import GradebookStore
import Grading
import Writing

/// All that the gradebook and the roster have about one student, as files.
struct PersonalRecord {
  private let course: Course
  private let student: String

  init(_ course: Course, _ student: String) {
    self.course = course
    self.student = student
  }

  /// The files, by their path.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func files() throws(CommandFault) -> [(path: String, bytes: [UInt8])] {
    var files: [(path: String, bytes: [UInt8])] = []
    func add(_ path: String, _ text: String) { files.append((path, Array(text.utf8))) }
    add("standings.csv", ScoreList.students(course.standings).records.csv)
    let events = try orFault { () throws(Gradebook.Failure) in
      try course.book.history(student: student)
    }
    add("history.csv", HistoryText.listing(events.filter { $0.student != nil }).records.csv)
    if course.isOnRoster(student) { add("roster.csv", roster) }
    var gradings = Records(keys: [])
    for record in course.assignments {
      let attempts = try orFault { () throws(Gradebook.Failure) in
        try course.book.attempts(record.id, student: student)
      }
      let standing = course.standings.first { $0.assignment == record.id }
      for attempt in attempts {
        let folder = "handed-in/\(record.id)/\(attempt.number)"
        for (file, _) in attempt.files where Roster.nameRefusal(file.name) == nil {
          files.append(("\(folder)/\(file.name)", file.bytes))
        }
        guard let standing else { continue }
        let own = AttemptText(attempt, nil, standing, tellsInputs: true).records
        gradings = Records(keys: own.keys, rows: gradings.rows + own.rows)
      }
      let handedOut = try orFault { () throws(Gradebook.Failure) in
        try course.book.handedOut(record.id)
      }
      if let inputs = handedOut[.student(student)]?.inputs {
        add("inputs/\(record.id).json", inputs.json + "\n")
      }
    }
    add("gradings.csv", gradings.csv)
    return files
  }

  private var roster: String {
    let entry = course.entry(student)
    let ids = StudentID.allCases.filter { entry.ids[$0] != nil }
    return CSVText.rows([
      ["student", "name", "email", "section"] + ids.map(\.rawValue),
      ([entry.student, entry.name ?? "", entry.email ?? "", entry.section ?? ""]
        + ids.map { entry.ids[$0] ?? "" }).map(CSVText.cell),
    ])
  }
}
