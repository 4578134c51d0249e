public import Diagnostics
internal import Writing

/// The table of what was collected of an assignment: a row for each file, kept beside the students' folders.
public struct CollectionManifest: Sendable {
  /// One file of an attempt.
  struct Row: Hashable {
    var student: String
    var attempt: Int
    /// Its path from the class's folder.
    var file: String
    /// What the source called it.
    var original: String
    var source: String
    /// What the source calls the student.
    var knownAs: String
    /// When it was handed in, with the zone as it was told; nil if nobody says.
    var submitted: ToldTime?
    /// Whether the source marks it late.
    var isMarkedLate: Bool
    var sha256: String

    /// The folder of the attempt, from the class's folder.
    var folder: String {
      let pieces = file.split(separator: "/")
      return pieces.prefix(pieces.first == ".attempts" ? 3 : 1).joined(separator: "/")
    }
  }

  /// The table's name in a class's folder.
  public static let fileName = "manifest.csv"

  private static let columns = [
    "student", "attempt", "file", "original name", "source", "known as", "submitted at",
    "time from", "marked late", "sha256",
  ]

  var rows: [Row] = []

  init() {}

  /// Reads the table of a class; an empty one where there is none.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it, also where it is another table than this program makes.
  public init(classFolder: String) throws(Diagnostics) {
    let path = "\(classFolder)/\(CollectionManifest.fileName)"
    guard DiskFile.kind(path) != .missing else { return }
    let table: NamedColumns
    do throws(Diagnostic) {
      table = try NamedColumns(
        try DiskFile.read(path, name: path, followsLinks: false), CollectionManifest.columns)
    } catch {
      throw Diagnostics([error])
    }
    var faults: [Diagnostic] = []
    for row in table.rows {
      guard row.count >= CollectionManifest.columns.count else {
        faults.append(table.fault("this row has fewer cells than the first line", row))
        continue
      }
      guard let attempt = row["attempt"].flatMap({ Int($0.text) }), attempt > 0,
        let student = row["student"]?.text, Roster.isStudent(student), let file = row["file"]?.text
      else {
        faults.append(table.fault("this row names no student, attempt and file", row))
        continue
      }
      var submitted: ToldTime?
      if let cell = row["submitted at"] {
        guard let moment = Moment(cell.text) else {
          faults.append(
            Diagnostic(
              "this is not a time with a time zone", in: table.source, at: cell.range,
              help: "such as 2026-11-20T23:59+01:00"))
          continue
        }
        submitted = ToldTime(
          moment: moment, text: cell.text, origin: row["time from"]?.text ?? "")
      }
      rows.append(
        Row(
          student: student, attempt: attempt, file: file,
          original: row["original name"]?.text ?? "", source: row["source"]?.text ?? "",
          knownAs: row["known as"]?.text ?? "", submitted: submitted,
          isMarkedLate: row["marked late"]?.text == "yes", sha256: row["sha256"]?.text ?? ""))
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
  }

  /// The table of a class whose submissions are graded; a file of that name that `collect` did not write is none.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public static func ofClass(_ classFolder: String) throws(Diagnostics) -> CollectionManifest {
    let path = "\(classFolder)/\(CollectionManifest.fileName)"
    guard DiskFile.kind(path) == .file,
      let file = try? DiskFile.read(path, name: path, followsLinks: false),
      (try? NamedColumns(file, columns)) != nil
    else { return CollectionManifest() }
    return try CollectionManifest(classFolder: classFolder)
  }

  /// The numbers of the attempts that were moved aside, in their order, by student.
  var earlierAttempts: [String: [Int]] {
    let aside = rows.filter { $0.folder != $0.student }
    return Dictionary(grouping: aside, by: \.student).mapValues { Set($0.map(\.attempt)).sorted() }
  }

  /// What Moodle and Canvas call a student's last work: the participant's number, and the name of a file up to its own
  /// number.
  public func sourceNames(of student: String) -> (participant: String?, canvasName: String?) {
    let last = rows.last { $0.student == student && $0.folder == student }
    guard let last else { return (nil, nil) }
    let prefix = "participant "
    let participant =
      last.knownAs.hasPrefix(prefix) ? String(last.knownAs.dropFirst(prefix.count)) : nil
    let name = last.original.split(separator: "/").first { CanvasDownload.name(String($0)) != nil }
    return (
      participant,
      last.source == "canvas" ? name.flatMap { CanvasDownload.start(of: String($0)) } : nil
    )
  }

  /// When the work in each folder was handed in, nil where nobody says: `ada`, or `.attempts/ada/1`, from the class's.
  public var submittedByFolder: [String: Moment?] {
    Dictionary(rows.map { ($0.folder, $0.submitted?.moment) }) { first, _ in first }
  }

  /// A student whose work was moved aside by a run that was interrupted before this table was written; nil if there is none.
  public func interrupted(in classFolder: String) -> String? {
    let current = Dictionary(
      rows.filter { $0.folder == $0.student }.map { ($0.student, $0.attempt) }
    ) { first, _ in first }
    return current.sorted { $0.key < $1.key }.first { student, attempt in
      DiskFile.kind("\(classFolder)/.attempts/\(student)/\(attempt)") != .missing
    }?.key
  }

  /// The students who have the same work because they handed it in together, a set for each such work.
  public var partners: [Set<String>] {
    let same = Dictionary(grouping: rows) { "\($0.source)/\($0.original)/\($0.sha256)" }
    return Set(same.values.map { Set($0.map(\.student)) }.filter { $0.count > 1 }).sorted {
      ($0.min() ?? "") < ($1.min() ?? "")
    }
  }

  /// The folders of work that its source marks late.
  public var markedLate: Set<String> { Set(rows.filter(\.isMarkedLate).map(\.folder)) }

  /// The attempts of a student, in their order.
  func attempts(of student: String) -> [(number: Int, rows: [Row])] {
    Dictionary(grouping: rows.filter { $0.student == student }, by: \.attempt)
      .map { (number: $0, rows: $1) }.sorted { $0.number < $1.number }
  }

  /// The table as it is written.
  var bytes: [UInt8] {
    let sorted = rows.sorted {
      if $0.student != $1.student {
        return $0.student.utf8.lexicographicallyPrecedes($1.student.utf8)
      }
      return ($0.attempt, $0.file) < ($1.attempt, $1.file)
    }
    let cells = sorted.map { row in
      [
        row.student, "\(row.attempt)", row.file, row.original, row.source, row.knownAs,
        row.submitted?.text ?? "", row.submitted?.origin ?? "", row.isMarkedLate ? "yes" : "",
        row.sha256,
      ].map(CSVText.cell)
    }
    return Array(CSVText.rows([CollectionManifest.columns] + cells).utf8)
  }
}

/// The rows of a CSV file by the names of their columns.
struct NamedColumns {
  struct Row {
    fileprivate let cells: [String: CSVRecords.Cell]
    /// How many cells it has.
    let count: Int
    let first: CSVRecords.Cell?

    /// The cell of a column; nil where it is empty.
    subscript(_ column: String) -> CSVRecords.Cell? {
      cells[column].flatMap { $0.text.isEmpty ? nil : $0 }
    }
  }

  let source: SourceText
  private(set) var rows: [Row] = []

  /// Reads a file that must have some columns.
  ///
  /// - Throws: a ``Diagnostic`` where it is no table, or a column is missing.
  init(_ file: SourceText, _ required: [String]) throws(Diagnostic) {
    source = file.asUTF8.withoutByteOrderMark
    let records = try CSVRecords(source).rows
    let header = (records.first ?? []).map { RosterReader.columnName($0.text) }
    for column in required where !header.contains(column) {
      throw Diagnostic(
        "this table needs a column '\(column)'", in: source,
        at: records.first?.first?.range ?? SourceRange(0, 0))
    }
    rows = records.dropFirst().map { cells in
      Row(
        cells: Dictionary(zip(header, cells).map { ($0, $1.unescaped) }) { first, _ in first },
        count: cells.count, first: cells.first)
    }
  }

  func fault(_ message: String, _ row: Row) -> Diagnostic {
    Diagnostic(message, in: source, at: row.first?.range ?? SourceRange(0, 0))
  }
}

extension CSVRecords.Cell {
  /// The cell without the apostrophe that keeps a spreadsheet from running it.
  fileprivate var unescaped: CSVRecords.Cell {
    let start = text.unicodeScalars.first { $0 != "'" }
    guard text.hasPrefix("'"), let start, "=+-@\t\r".unicodeScalars.contains(start) else {
      return self
    }
    return CSVRecords.Cell(text: String(text.dropFirst()), range: range)
  }
}
