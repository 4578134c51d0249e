internal import Diagnostics
internal import Writing

/// The list of those whom the roster does not have: filled in by a person, and read again.
struct UnmatchedList {
  /// One name that a source has.
  struct Row {
    let knownAs: String
    var work: String
    /// Whom a person says it is: a student, or `-` for nobody.
    var student: String?
  }

  static let fileName = "unmatched.csv"
  private static let columns = ["known as", "work", "student"]

  private(set) var rows: [Row] = []

  init() {}

  /// Reads the list of a class; an empty one where there is none.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  init(classFolder: String, roster: Roster?) throws(Diagnostics) {
    let path = "\(classFolder)/\(UnmatchedList.fileName)"
    guard DiskFile.kind(path) != .missing else { return }
    let table: NamedColumns
    do throws(Diagnostic) {
      table = try NamedColumns(
        try DiskFile.read(path, name: path, followsLinks: false), UnmatchedList.columns)
    } catch {
      throw Diagnostics([error])
    }
    var faults: [Diagnostic] = []
    let students = roster.map { Set($0.students) }
    for row in table.rows {
      guard let knownAs = row["known as"]?.text else { continue }
      let cell = row["student"]
      if let cell, cell.text != "-" {
        let isKnown = students?.contains(cell.text) ?? Roster.isStudent(cell.text)
        if !isKnown {
          let close = suggestion(for: cell.text, among: students ?? [])
          faults.append(
            Diagnostic(
              "this student is not on the roster", in: table.source, at: cell.range,
              help: close.map { "did you mean \(visible($0))?" } ?? "'-' stands for nobody"))
        }
      }
      rows.append(Row(knownAs: knownAs, work: row["work"]?.text ?? "", student: cell?.text))
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
  }

  /// Whom a person said that some work is: by the row of that very work, by its own name, else by the names that a source has
  /// for the person.
  ///
  /// - Parameters:
  ///   - work: What the source calls the work.
  ///   - people: What it calls the person.
  ///   - namesArePeople: Whether that is the same person in other work too.
  /// - Returns: The students; one if it is clear.
  func students(
    for work: String, _ people: [StudentIdentity], namesArePeople: Bool
  ) -> Set<String> {
    let names = Set(people.map(\.description))
    func said(_ isMeant: (Row) -> Bool) -> Set<String> {
      Set(rows.filter(isMeant).compactMap(\.student))
    }
    let name = StudentIdentity(.name, work).description
    let exact = said { $0.work == work && (names.contains($0.knownAs) || $0.knownAs == name) }
    if !exact.isEmpty { return exact }
    let own = said { $0.knownAs == name }
    return own.isEmpty && namesArePeople ? said { names.contains($0.knownAs) } : own
  }

  /// What is to be filled in.
  var open: [Row] { rows.filter { $0.student == nil } }

  /// The list with what is not matched now: rows that are filled in stay, and those that are matched by now go.
  func with(_ unmatched: [Row], matched: Set<String>, namesArePeople: Bool) -> UnmatchedList {
    var list = self
    list.rows = rows.filter { $0.student != nil || !matched.contains($0.knownAs) }
    let known = list.rows
    list.rows += unmatched.filter { row in
      !known.contains { $0.knownAs == row.knownAs && (namesArePeople || $0.work == row.work) }
    }
    return list
  }

  /// The list as it is written.
  var bytes: [UInt8] {
    Array(
      CSVText.rows(
        [UnmatchedList.columns]
          + rows.map { row in
            // A dash stays a dash, as people write it.
            [row.knownAs, row.work].map(CSVText.cell)
              + [row.student == "-" ? "-" : CSVText.cell(row.student ?? "")]
          }
      ).utf8)
  }
}
