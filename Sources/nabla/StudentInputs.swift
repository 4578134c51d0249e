import Coursework
import Diagnostics
import GradebookStore
import Grading

/// An assignment with each student's own inputs.
struct StudentInputs: Sendable {
  let assignment: Assignment
  let handedOut: [String: HandedOut]
  let secret: [UInt8]?

  /// The assignment with a student's inputs.
  ///
  /// - Throws: a ``Diagnostic`` where they are neither recorded nor to be drawn.
  func inputs(of student: String) throws(Diagnostic) -> Handout {
    guard assignment.draws else {
      return Handout(assignment: assignment, student: student, counter: 0)
    }
    if let recorded = handedOut[student] {
      guard let own = assignment.with(recorded.inputs) else {
        throw Diagnostic(
          "the inputs handed out for '\(assignment.id)' do not fit its definition any more",
          help: "make the handout again")
      }
      return Handout(assignment: own, student: student, counter: recorded.counter)
    }
    return try drawn(for: student, from: 0)
  }

  /// Inputs to hand out: those handed out before, unless the definition has changed too much for them.
  func inputsToHandOut(to student: String) throws(Diagnostic) -> (handout: Handout, isNew: Bool) {
    guard assignment.draws else { return (try inputs(of: student), false) }
    guard let recorded = handedOut[student] else { return (try drawn(for: student, from: 0), true) }
    if let own = assignment.with(recorded.inputs), AssignmentCheck(provedFor: own).isProved {
      return (Handout(assignment: own, student: student, counter: recorded.counter), false)
    }
    return (try drawn(for: student, from: recorded.counter + 1), true)
  }

  /// What is said where inputs have to be drawn and cannot be.
  static func noSecret(for assignment: Assignment) -> Diagnostic {
    Diagnostic(
      "'\(assignment.id)' draws each student's inputs, and there is no secret to draw them with",
      help: "say --secret-file FILE, or set NABLA_SECRET")
  }

  private func drawn(for student: String, from counter: Int) throws(Diagnostic) -> Handout {
    guard let secret else { throw StudentInputs.noSecret(for: assignment) }
    guard
      let found = ProvedInputs.find(assignment, secret: secret, student: student, from: counter)
    else {
      throw Diagnostic(
        "none of \(ProvedInputs.mostTries) sets of inputs could be proved",
        help: "'nabla check \(assignment.id)' says what is wrong")
    }
    return Handout(assignment: found.assignment, student: student, counter: found.counter)
  }
}
