public import Diagnostics

/// A table that says who handed in when: Moodle's grading worksheet, a push log, Classroom's list, or one of one's own.
///
/// The columns are found by their names. It also tells which names belong to one person.
public struct TimesTable: Sendable {
  private struct Entry {
    let people: [StudentIdentity]
    let time: ToldTime?
  }

  private var entries: [Entry] = []
  private var byPerson: [StudentIdentity: [Int]] = [:]
  /// What it names people by.
  private(set) var columns: Set<StudentIdentity.Column> = []
  /// Rows whose time cannot be read: nobody's time is taken from them.
  private(set) var faults: [Diagnostic] = []

  private static let timeColumns: Set<String> = [
    "submitted at", "pushed at", "last modified (submission)", "submission time",
    "submission timestamp",
  ]

  /// Names of columns in other systems' tables.
  private static let synonyms: [String: StudentIdentity.Column] = [
    "identifier": .id(.participant), "email address": .email, "github username": .id(.github),
  ]

  /// Reads a CSV file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - zone: The zone of times that name none.
  /// - Throws: ``Diagnostics`` where it is no such table.
  public init(_ path: String, zone: TimeTableZone?) throws(Diagnostics) {
    let source: SourceText
    let rows: [[CSVRecords.Cell]]
    do throws(Diagnostic) {
      source = try DiskFile.read(path, name: path).asUTF8.withoutByteOrderMark
      rows = try CSVRecords(source).rows
    } catch {
      throw Diagnostics([error])
    }
    var columns: [(index: Int, column: StudentIdentity.Column)] = []
    var timeColumn: Int?
    for (index, cell) in (rows.first ?? []).enumerated() {
      let title = RosterReader.columnName(cell.text)
      if TimesTable.timeColumns.contains(title) {
        timeColumn = timeColumn ?? index
      } else if let column = TimesTable.synonyms[title]
        ?? StudentIdentity.Column.all.first(where: { $0.title == title && $0 != .name })
      {
        columns.append((index, column))
      }
    }
    guard !columns.isEmpty, let timeColumn else {
      throw Diagnostics([
        Diagnostic(
          "times need a first line with a column that names the student, and one with the time",
          in: source, at: rows.first?.first?.range ?? SourceRange(0, 0),
          help: "such as: student,submitted at; or a grading worksheet of Moodle in English")
      ])
    }
    self.columns = Set(columns.map(\.column))
    let origin = path.split(separator: "/").last.map(String.init) ?? path
    for row in rows.dropFirst() {
      var people: [StudentIdentity] = []
      for (index, column) in columns where index < row.count && !row[index].text.isEmpty {
        people.append(
          StudentIdentity(column, TimesTable.value(row[index].text, in: column)))
      }
      var time: ToldTime?
      if timeColumn < row.count, !["", "-"].contains(row[timeColumn].text) {
        do throws(Diagnostic) {
          time = try TimesTable.time(row[timeColumn], zone, origin, source)
        } catch {
          faults.append(error)
        }
      }
      for person in people { byPerson[person, default: []].append(entries.count) }
      entries.append(Entry(people: people, time: time))
    }
  }

  /// The rows with a time that name none of some people.
  func rows(naming known: Set<StudentIdentity>) -> [String] {
    entries.filter { $0.time != nil && known.isDisjoint(with: $0.people) }
      .compactMap { $0.people.first?.description }
  }

  /// `Participant 123` is 123.
  private static func value(_ text: String, in column: StudentIdentity.Column) -> String {
    guard column == .id(.participant) else { return text }
    return text.split(separator: " ").last.map(String.init) ?? text
  }

  private static func time(
    _ cell: CSVRecords.Cell, _ zone: TimeTableZone?, _ origin: String, _ source: SourceText
  ) throws(Diagnostic) -> ToldTime {
    if let moment = Moment(cell.text) {
      return ToldTime(moment: moment, text: cell.text, origin: origin)
    }
    guard let local = LocalTime(cell.text) else {
      throw Diagnostic(
        "this is no time that can be read", in: source, at: cell.range,
        help: "such as 2026-11-20T23:59+01:00, or Friday, 20 November 2026, 11:59 PM")
    }
    guard let zone, let (moment, text) = local.moment(in: zone, prefersLater: false) else {
      throw Diagnostic(
        "this time names no zone", in: source, at: cell.range,
        help: "say in which zone the table tells its times: --zone Europe/Berlin")
    }
    return ToldTime(moment: moment, text: text, origin: origin)
  }

  /// All names of whoever has one of these, by the table.
  func names(of people: [StudentIdentity]) -> [StudentIdentity] {
    let rows = Set(people.flatMap { byPerson[$0] ?? [] }).sorted()
    return people + rows.flatMap { entries[$0].people }.filter { !people.contains($0) }
  }

  /// When a person handed in: the last time that is told, not after `latest`.
  func time(of people: [StudentIdentity], notAfter latest: Moment?) -> ToldTime? {
    let rows = Set(people.flatMap { byPerson[$0] ?? [] })
    return rows.compactMap { entries[$0].time }.filter { time in
      latest.map { time.moment <= $0 } ?? true
    }.max { ($0.moment, $0.text) < ($1.moment, $1.text) }
  }
}
