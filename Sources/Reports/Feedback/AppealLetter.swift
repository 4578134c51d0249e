internal import Coursework
internal import Diagnostics
public import Grading

/// What a student is told of an appeal that was decided.
public struct AppealLetter: Sendable {
  private let appeal: Appeal
  private let report: StudentReport
  private let before: Standing?
  private let course: [String]

  /// Puts together what is told.
  ///
  /// - Parameters:
  ///   - appeal: The appeal, which is closed.
  ///   - report: The student's report of what stands now.
  ///   - before: What stood before; nil if that is not known.
  ///   - course: What the course is called.
  public init(_ appeal: Appeal, _ report: StudentReport, before: Standing?, course: [String]) {
    self.appeal = appeal
    self.report = report
    self.before = before
    self.course = course
  }

  /// The letter as plain text, lines of at most 78 characters.
  public var text: String {
    let request = appeal.request
    let zone = report.contact.zone
    var lines = course.isEmpty ? [] : [visible(course.joined(separator: ", ")), ""]
    lines += [visible(report.title), visible(report.name), ""]
    let about = request.part.map { "about \($0)" } ?? "about the whole assignment"
    lines += wrapped("On your appeal of \(zone.text(of: appeal.stored)), \(about).", 0)
    lines += ["", "You said:"] + paragraphs(request.says) + [""]
    lines += wrapped("\(outcome) by \(visible(appeal.by ?? "")):", 0)
    lines += paragraphs(appeal.because ?? "") + [""]
    for row in numbers { lines += wrapped(row, 2) }
    if let part, !part.why.isEmpty {
      lines += ["", "What grading says about your answer:"] + wrapped(visible(part.why), 4)
    }
    if let id = report.attemptID { lines += ["", "This is about attempt \(visible(id))."] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What people wrote, with its lines.
  private func paragraphs(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).flatMap { wrapped(visible(String($0)), 4) }
  }

  private var outcome: String {
    let day = appeal.closed.map { "On \(report.contact.zone.text(of: $0)) it was" } ?? "It was"
    switch appeal.outcome {
    case .changed: return "\(day) decided anew"
    case .withdrawn: return "\(day) taken back, as written down"
    case .stands, nil: return "\(day) decided that the mark stands,"
    }
  }

  private var part: StudentReport.Part? {
    appeal.request.part.flatMap { name in report.parts.first { $0.name == name } }
  }

  /// What the part and the assignment came to, and come to now.
  private var numbers: [String] {
    var rows: [String] = []
    if let part {
      let old = before?.counted?.parts.first { $0.name == part.name }
      rows.append(
        "\(part.name): \(change(old?.score.map { "\($0)" } ?? "no points", report.points(part)))")
    }
    let now = report.standing.score.map { "\($0) of \(report.standing.maximum) points" }
    let was = before?.score.map { "\($0)" } ?? before?.state.rawValue ?? "unknown"
    rows.append("the assignment: \(change(was, now ?? report.standing.state.rawValue))")
    return rows
  }

  private func change(_ was: String, _ now: String) -> String {
    now == was || now.hasPrefix("\(was) of ") ? "\(now), as before" : "\(now); it was \(was)"
  }

  private func wrapped(_ text: String, _ indent: Int) -> [String] {
    StudentReport.wrapped(text, indent: indent)
  }
}
