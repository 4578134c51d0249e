public import Diagnostics

/// When submissions were handed in.
public enum SubmissionTimes: Sendable {
  /// Nobody says.
  case unknown
  /// All at one moment.
  case at(Moment)
  /// Each student's at another.
  case of([String: Moment])

  /// When a student's was; nil if nobody says.
  public func time(of student: String) -> Moment? {
    switch self {
    case .unknown: nil
    case .at(let moment): moment
    case .of(let times): times[student]
    }
  }

  /// Reads a moment with a time zone, or a CSV file with columns `student` and `submitted at`.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public static func read(_ text: String) throws(Diagnostics) -> SubmissionTimes {
    if let moment = Moment(text) { return .at(moment) }
    guard DiskFile.kind(text) != .missing else {
      throw Diagnostics([
        Diagnostic(
          "'\(shortened(visible(text), to: 80))' is neither a time with a time zone nor a file",
          help:
            "such as 2026-11-20T23:59+01:00, or a CSV file with the columns student,submitted at")
      ])
    }
    let rows: [[CSVRecords.Cell]]
    let source: SourceText
    do throws(Diagnostic) {
      source = try DiskFile.read(text, name: text).asUTF8.withoutByteOrderMark
      rows = try CSVRecords(source).rows
    } catch {
      throw Diagnostics([error])
    }
    let header = (rows.first ?? []).map {
      $0.text.lowercased().replacing("_", with: " ").replacing("-", with: " ")
    }
    guard let name = header.firstIndex(of: "student"),
      let time = header.firstIndex(of: "submitted at")
    else {
      throw Diagnostics([
        Diagnostic(
          "times need a first line with the columns 'student' and 'submitted at'", in: source,
          at: rows.first?.first?.range ?? SourceRange(0, 0))
      ])
    }
    var faults: [Diagnostic] = []
    var times: [String: Moment] = [:]
    for row in rows.dropFirst() {
      guard name < row.count, time < row.count, !row[time].text.isEmpty else { continue }
      guard let moment = Moment(row[time].text) else {
        faults.append(
          Diagnostic(
            "this is not a time with a time zone", in: source, at: row[time].range,
            help: "such as 2026-11-20T23:59+01:00"))
        continue
      }
      if let other = times[row[name].text], other != moment {
        faults.append(
          Diagnostic("a second time for this student", in: source, at: row[name].range))
      }
      times[row[name].text] = moment
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    return .of(times)
  }
}
