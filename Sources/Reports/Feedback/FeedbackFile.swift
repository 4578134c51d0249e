public import Coursework
internal import Foundation
internal import Writing

/// Where feedback goes, and what each system calls a student's file.
public enum FeedbackTarget: String, Sendable, CaseIterable {
  case moodle, canvas, folder, mail

  /// Whether all files go into one archive.
  public var isArchive: Bool { self == .moodle || self == .canvas }
}

/// How a report is written.
public enum FeedbackFormat: String, Sendable, CaseIterable {
  /// Plain text.
  case text
  /// A page.
  case html

  fileprivate var suffix: String { self == .text ? "txt" : "html" }
}

/// What names a student's file: the roster, and what was collected of the student.
public struct FeedbackAddress: Sendable {
  let student: RosterEntry
  let participant: String?
  let canvasName: String?

  /// Finds a student's names.
  ///
  /// - Parameters:
  ///   - student: The student's line of the roster.
  ///   - manifest: What was collected of the assignment.
  public init(_ student: RosterEntry, _ manifest: CollectionManifest) {
    self.student = student
    let collected = manifest.sourceNames(of: student.student)
    participant = collected.participant ?? student.ids[.participant]
    canvasName = collected.canvasName
  }

  /// The file's name where feedback of a kind goes; nil if the student has none there.
  ///
  /// - Parameters:
  ///   - target: Where it goes.
  ///   - format: How it is written.
  /// - Returns: The name.
  public func fileName(_ target: FeedbackTarget, _ format: FeedbackFormat) -> String? {
    switch target {
    case .folder: return "\(student.student).\(format.suffix)"
    case .mail: return student.email == nil ? nil : "\(student.student).eml"
    case .moodle:
      // Moodle takes the name apart at `_` (assignfeedback_file, importziplib.php).
      let name = student.shownName.unicodeScalars.map { scalar in
        "_/\\:*?\"<>|".unicodeScalars.contains(scalar)
          || scalar.properties.generalCategory == .control
          ? " " : String(scalar)
      }.joined()
      return participant.map { "\(name)_\($0)_assignfeedback_file_feedback.\(format.suffix)" }
    case .canvas:
      // Canvas finds the student and the file handed in by the first two numbers between `_`.
      return canvasName.map { "\($0)_feedback.\(format.suffix)" }
    }
  }
}

/// A report as a message to send.
public enum FeedbackMail {
  /// The message, as mail programs open it to be sent (RFC 5322).
  public static func message(_ report: StudentReport, to address: String) -> [UInt8] {
    let body = Data(report.text.utf8).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    let lines = [
      "To: \(plain(address))", "Subject: \(word(report.title))", "X-Unsent: 1", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", body, "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// An address in one line of a header.
  private static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }))
  }

  /// Text of a header, in words of at most 75 characters (RFC 2047).
  private static func word(_ text: String) -> String {
    var words: [String] = []
    var piece: [UInt8] = []
    for character in text.unicodeScalars.prefix(300) {
      let bytes = Array(String(character).utf8)
      if piece.count + bytes.count > 42 {
        words.append("=?utf-8?B?\(Data(piece).base64EncodedString())?=")
        piece = []
      }
      piece += bytes
    }
    words.append("=?utf-8?B?\(Data(piece).base64EncodedString())?=")
    return words.joined(separator: "\r\n ")
  }
}
