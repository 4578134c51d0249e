import Coursework
import Diagnostics
import GradebookStore
import Writing

/// The inputs of many students in one file, a line each: what goes where there is no gradebook.
struct HandedOutInputs: Sendable {
  private var inputs: [String: [InputsOwner: HandedOut]] = [:]

  /// What was handed out for an assignment, by student.
  func inputs(for assignment: String) -> [InputsOwner: HandedOut] { inputs[assignment] ?? [:] }

  /// The line of one handout.
  static func line(_ handout: Handout) -> String {
    JSONValue.object([
      ("assignment", .text(handout.assignment.id)), ("student", .text(handout.student)),
      ("inputs", .verbatim(handout.assignment.drawnInputs.json)),
    ]).line + "\n"
  }

  /// Reads a file; of several lines of one student the last one counts.
  ///
  /// - Throws: ``CommandFault`` where it cannot be read.
  init(reading path: String) throws(CommandFault) {
    guard let reader = LineReader(path) else {
      throw CommandFault("\(visible(path)): the file cannot be opened", .usage)
    }
    while let line = reader.next() {
      let source = SourceText(name: path, bytes: line.bytes ?? [], firstLine: line.number)
      if line.bytes?.isEmpty == true { continue }
      try orFault(.usage) { () throws(Diagnostic) in
        let members = try JSONMembers(source)
        let (assignment, student) = (
          try members.required("assignment"), try members.required("student")
        )
        guard let text = members.text(of: "inputs"),
          let drawn = DrawnInputs(json: String(decoding: text, as: UTF8.self))
        else { throw members.fault("these are no inputs as a handout gives them", at: "inputs") }
        inputs[assignment, default: [:]][.student(student)] = HandedOut(
          inputs: drawn, counter: 0, fingerprint: nil)
      }
    }
    if let failure = reader.failure {
      throw CommandFault("\(visible(path)): the file cannot be read: \(failure)", .usage)
    }
  }
}
