internal import Coursework
public import Diagnostics
internal import Grading
internal import Writing

/// A column of another system's own file that is filled; every other byte stays as it is.
public struct GradebookColumn: Sendable {
  /// Whose file it is.
  public enum System: Sendable {
    case canvas, moodleWorksheet
  }

  /// The file with the column filled.
  public let bytes: [UInt8]
  /// Students who have a grade and no row, in the order of the table.
  public let withoutRow: [String]
  /// Students whom the other system excuses, or whose grade it does not let change, in the order of the rows.
  public let locked: [String]
  /// Students who have more points than the other system takes, and get as many as it does.
  public let capped: [String]
  /// The points that the other system has for the column, where they are not the assignment's.
  public let otherMaximum: String?

  /// Fills one column.
  ///
  /// Rows are found by the other system's ids first and by names last. Who has no score, or is excused
  /// where the system knows no such thing, keeps what stands there.
  ///
  /// - Parameters:
  ///   - source: The file that was downloaded.
  ///   - system: Where it was downloaded.
  ///   - table: The grades of one assignment.
  ///   - name: The column's name; nil looks for the assignment's title, or in a worksheet for the grades.
  /// - Throws: a ``Diagnostic`` where there is no such column, or it cannot be written.
  public init(
    filling source: SourceText, of system: System, with table: GradeTable, named name: String?
  ) throws(Diagnostic) {
    let file = source.withoutByteOrderMark
    let mark = source.bytes.count - file.bytes.count
    let rows = try CSVRecords(file).rows
    guard let header = rows.first, let column = table.columns.first else {
      throw Diagnostic("there are no columns here", in: file)
    }
    var worksheet: MoodleWorksheet?
    if system == .moodleWorksheet {
      worksheet = try MoodleWorksheet(rows, in: file, named: name)
    }
    let target: Int
    if let worksheet {
      target = worksheet.grade
    } else {
      target = try GradebookColumn.target(
        header, in: file, name ?? column.title, takesNumbered: name == nil)
    }
    let places = GradebookColumn.places(header, system)
    guard !GradebookColumn.reserved.contains(header[target].text) else {
      throw Diagnostic(
        "this column is not for grades", in: file, at: header[target].range,
        help: "--column NAME names another")
    }
    var filling = Filling(
      file: file, system: system, table: table, column: column, target: target,
      title: header[target].text, index: GradebookColumn.Index(table.students, system),
      places: places, worksheet: worksheet)
    for row in rows.dropFirst() { try filling.fill(row) }
    var bytes = source.bytes
    for edit in filling.edits.sorted(by: { $0.range.start > $1.range.start }) {
      bytes.replaceSubrange(edit.range.start + mark..<edit.range.end + mark, with: edit.text.utf8)
    }
    self.bytes = bytes
    locked = filling.locked
    capped = filling.capped
    otherMaximum = filling.otherMaximum
    withoutRow = table.students.map(\.student).filter { student in
      guard !filling.found.contains(student) else { return false }
      return table.grade(student, column) != .none
    }
  }

  /// A file whose rows are filled one by one.
  private struct Filling {
    let file: SourceText
    let system: System
    let table: GradeTable
    let column: GradeTable.Column
    let target: Int
    let title: String
    let index: Index
    let places: [(Key, Int)]
    let worksheet: MoodleWorksheet?
    var edits: [(range: SourceRange, text: String)] = []
    var found: Set<String> = []
    var locked: [String] = []
    var capped: [String] = []
    var otherMaximum: String?

    mutating func fill(_ row: [CSVRecords.Cell]) throws(Diagnostic) {
      if system == .canvas, row.first?.text.contains("Points Possible") == true {
        return try readPoints(row)
      }
      if target < row.count, !GradebookColumn.mayBeGrade(row[target].text) {
        throw Diagnostic(
          "this column holds text, and no grades", in: file, at: row[target].range,
          help: "--column NAME names another")
      }
      guard let student = index.student(row, places) else { return }
      guard found.insert(student).inserted else {
        throw Diagnostic("a second row of one student", in: file, at: row.first?.range)
      }
      var text = table.cell(student, column, excused: system == .canvas ? "EX" : "")
      guard !text.isEmpty else { return }
      guard target < row.count else {
        throw Diagnostic(
          "this row ends before the column '\(title)'", in: file, at: row.last?.range)
      }
      let isExcused = row[target].text.lowercased() == "ex" && text != "EX"
      let isFixed =
        worksheet?.changeable.map { $0 < row.count && MoodleWorksheet.isNo(row[$0].text) } ?? false
      guard !isExcused, !isFixed else {
        locked.append(student)
        return
      }
      if let maximum = worksheet?.maximum, maximum < row.count {
        compareMaximum(row[maximum].text)
        // Moodle refuses a whole file in which one grade is larger.
        if let most = MoodleWorksheet.number(row[maximum].text), let own = Double(text), own > most
        {
          text = row[maximum].text.replacing(",", with: ".")
          capped.append(student)
        }
      }
      edits.append((row[target].range, text))
      comment(on: student, in: row)
    }

    /// Writes which parts are not right, unless a person has written something.
    private mutating func comment(on student: String, in row: [CSVRecords.Cell]) {
      guard let place = worksheet?.comments, place < row.count,
        MoodleWorksheet.isEmptyOrOwn(row[place].text)
      else { return }
      let text = CSVText.cell(MoodleExport.comment(student, column, table))
      if !(text.isEmpty && row[place].text.isEmpty) { edits.append((row[place].range, text)) }
    }

    /// Canvas's second line, which says how many points there are.
    private mutating func readPoints(_ row: [CSVRecords.Cell]) throws(Diagnostic) {
      guard target < row.count else { return }
      if row[target].text.contains("read only") {
        throw Diagnostic("this column is read-only in Canvas", in: file, at: row[target].range)
      }
      guard Double(row[target].text) != nil else {
        throw Diagnostic(
          "this column has no points possible, so it is not for grades", in: file,
          at: row[target].range, help: "--column NAME names another")
      }
      compareMaximum(row[target].text)
    }

    private mutating func compareMaximum(_ text: String) {
      if let points = MoodleWorksheet.number(text), points != column.total.value {
        otherMaximum = text
      }
    }
  }

  /// The column of that name, or of that name and Canvas's number in brackets.
  private static func target(
    _ header: [CSVRecords.Cell], in file: SourceText, _ name: String, takesNumbered: Bool
  ) throws(Diagnostic) -> Int {
    let found = header.indices.filter { index in
      let text = header[index].text
      guard text != name else { return true }
      guard takesNumbered, text.hasPrefix(name + " ("), text.hasSuffix(")") else { return false }
      return text.dropFirst(name.count + 2).dropLast().allSatisfy(\.isNumber)
    }
    guard let index = found.first else {
      throw Diagnostic(
        "there is no column '\(name)'", in: file, at: header.first?.range,
        help: "--column NAME names one of those there are")
    }
    guard found.count == 1 else {
      throw Diagnostic("a second column '\(name)'", in: file, at: header[found[1]].range)
    }
    return index
  }

  /// A number, what stands for none, or what a system writes below a heading.
  static func mayBeGrade(_ text: String) -> Bool {
    if ["", "-", "ex", "manual posting", "(read only)", "n/a"].contains(text.lowercased()) {
      return true
    }
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    return Double(number.replacing(",", with: ".")) != nil
  }

  /// What other systems keep of students, and not of grades.
  private static let reserved: Set<String> = [
    "Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Section",
    "Integration ID", "Root Account", "Override Score", "Override Status",
  ]

  private enum Key: Hashable {
    case id(StudentID)
    case email, name
  }

  private static func places(_ header: [CSVRecords.Cell], _ system: System) -> [(Key, Int)] {
    let names: [(Key, String)] =
      switch system {
      case .canvas:
        [
          (.id(.canvas), "ID"), (.id(.sisUser), "SIS User ID"), (.id(.sisLogin), "SIS Login ID"),
          (.name, "Student"),
        ]
      case .moodleWorksheet:
        [(.id(.participant), "Identifier"), (.email, "Email address"), (.name, "Full name")]
      }
    let found = names.compactMap { key, name in
      header.firstIndex { $0.text == name }.map { (key, $0) }
    }
    // A worksheet in another language begins with the participant as well.
    return found.isEmpty && system == .moodleWorksheet ? [(.id(.participant), 0)] : found
  }

  /// The students by what the other system may call them.
  private struct Index {
    private var students: [Key: [String: String]] = [:]
    private var ambiguous: Set<String> = []

    init(_ entries: [RosterEntry], _ system: System) {
      for entry in entries {
        for (id, text) in entry.ids { add(.id(id), text, entry) }
        if let email = entry.email { add(.email, email.lowercased(), entry) }
        add(.name, entry.shownName, entry)
        if system == .canvas { add(.id(.sisLogin), CanvasExport.login(entry), entry) }
      }
    }

    private mutating func add(_ key: Key, _ text: String, _ entry: RosterEntry) {
      guard !text.isEmpty else { return }
      if let other = students[key]?[text], other != entry.student, key == .name {
        // Two students of one name cannot be told apart by it.
        ambiguous.insert(text)
      }
      students[key, default: [:]][text] = entry.student
    }

    func student(_ row: [CSVRecords.Cell], _ places: [(Key, Int)]) -> String? {
      for (key, place) in places where place < row.count {
        var text = row[place].text
        if key == .id(.participant) {
          text = String(text.reversed().prefix { $0.isNumber }.reversed())
        }
        if key == .email { text = text.lowercased() }
        if key == .name, ambiguous.contains(text) { continue }
        if let student = students[key]?[text] { return student }
      }
      return nil
    }
  }
}
