import Coursework
import Diagnostics
import GradebookStore
import Grading

/// An assignment with each student's own inputs.
struct StudentInputs: Sendable {
  let assignment: Assignment
  let handedOut: [InputsOwner: HandedOut]
  let secret: [UInt8]?
  /// The group of each student who hands in with others.
  let groups: [String: String]
  /// What is kept of proofs; nil if there is no gradebook.
  let proofs: ProofRecords?

  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - handedOut: What is on record.
  ///   - secret: What inputs are drawn with; nil if there is none.
  ///   - students: The roster, which says who hands in together.
  ///   - proofs: What is kept of proofs.
  init(
    _ assignment: Assignment, handedOut: [InputsOwner: HandedOut] = [:], secret: [UInt8]? = nil,
    students: [RosterEntry] = [], proofs: ProofRecords? = nil
  ) {
    self.assignment = assignment
    self.proofs = proofs
    self.handedOut = handedOut
    self.secret = secret
    let groups = students.compactMap { entry in
      entry.group(at: assignment.policy.due).map { (entry.student, $0) }
    }
    self.groups = assignment.isGroupWork ? Dictionary(groups) { first, _ in first } : [:]
  }

  /// Whose inputs a student has.
  func owner(of student: String) -> InputsOwner {
    groups[student].map(InputsOwner.group) ?? .student(student)
  }

  /// What was handed out to a student's group, or else to the student.
  func recorded(for student: String) -> HandedOut? {
    handedOut[owner(of: student)] ?? handedOut[.student(student)]
  }

  /// The assignment at a student's inputs.
  ///
  /// - Throws: a ``CommandFault`` where they are neither recorded nor to be drawn.
  func assignment(for student: String) throws(CommandFault) -> Assignment {
    assignment.draws ? try inputs(of: student).assignment : assignment
  }

  /// What the references were proved by when a student's inputs were handed out; nil if it was not kept.
  func record(of student: String, at own: Assignment) -> NumericRecord? {
    guard assignment.draws, let row = recorded(for: student)?.row else { return nil }
    return proofs?.record(of: own, handout: row)
  }

  /// The assignment with a student's inputs.
  ///
  /// - Throws: a ``CommandFault`` where they are neither recorded nor to be drawn.
  func inputs(of student: String) throws(CommandFault) -> Handout {
    guard assignment.draws else {
      return Handout(assignment: assignment, student: student, counter: 0)
    }
    guard let recorded = recorded(for: student) else { return try drawn(for: student, from: 0) }
    guard let own = assignment.with(recorded.inputs) else {
      throw CommandFault(
        "the inputs handed out for '\(assignment.id)' do not fit its definition any more",
        help: "make the handout again", .fault)
    }
    return Handout(assignment: own, student: student, counter: recorded.counter)
  }

  /// A warning where inputs are drawn that nobody is known to have been given; nil if all are on record.
  func unrecorded(among students: [String]) -> Diagnostic? {
    guard assignment.draws else { return nil }
    let missing = students.filter { recorded(for: $0) == nil }
    guard let first = missing.first else { return nil }
    let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
    return Diagnostic(
      "no handout of '\(assignment.id)' is on record for '\(first)'\(others): inputs are drawn now",
      severity: .warning,
      help:
        "they are what was handed out only if that was drawn once, for that very name, from this secret"
    )
  }

  /// Inputs to hand out: those handed out before, unless the definition has changed too much for them.
  func inputsToHandOut(to student: String) throws(CommandFault) -> (handout: Handout, isNew: Bool) {
    guard assignment.draws else { return (try inputs(of: student), false) }
    // Who has left a group gets inputs of their own.
    guard let recorded = handedOut[owner(of: student)],
      recorded.group == groups[student] || recorded.fingerprint == nil
    else {
      return (try drawn(for: student, from: 0), true)
    }
    if let own = assignment.with(recorded.inputs) {
      let check = AssignmentCheck(provedFor: own)
      if check.isProved {
        // Those of an attempt that was never handed out become a handout.
        return (
          Handout(
            assignment: own, student: student, group: groups[student], counter: recorded.counter,
            fingerprint: recorded.fingerprint ?? secret.map(StudentDraw.fingerprint) ?? "",
            replaces: replaced(of: student), record: check.numericRecord),
          recorded.fingerprint == nil || groups[student] != nil
        )
      }
    }
    return (try drawn(for: student, from: recorded.counter + 1), true)
  }

  /// What is said where inputs have to be drawn and cannot be.
  static func noSecret(for assignment: Assignment) -> CommandFault {
    CommandFault(
      "'\(assignment.id)' draws each student's inputs, and there is no secret to draw them with",
      help: "say --secret-file FILE, or set NABLA_SECRET", .usage)
  }

  private func drawn(for student: String, from counter: Int) throws(CommandFault) -> Handout {
    guard let secret else { throw StudentInputs.noSecret(for: assignment) }
    guard
      let found = ProvedInputs.find(
        assignment, secret: secret, for: owner(of: student), from: counter)
    else {
      throw CommandFault(
        "none of \(ProvedInputs.mostTries) sets of inputs could be proved",
        help: "'nabla check \(assignment.id)' says what is wrong", .fault)
    }
    return Handout(
      assignment: found.assignment, student: student, group: groups[student],
      counter: found.counter, fingerprint: StudentDraw.fingerprint(of: secret),
      replaces: replaced(of: student), record: found.record)
  }

  /// The inputs that were handed out to just this student before.
  private func replaced(of student: String) -> DrawnInputs? {
    handedOut[.student(student)].flatMap { $0.fingerprint == nil ? nil : $0.inputs }
  }
}
