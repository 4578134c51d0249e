import ArgumentParser
import Coursework
import Diagnostics
import Foundation
import GradebookStore

/// What each student's own inputs come from.
struct DrawOptions: ParsableArguments {
  @Option(
    help: """
      A file with the secret that students' inputs are drawn with (default: the environment's \
      NABLA_SECRET).
      """)
  var secretFile: String?

  /// A shorter secret could be found by trying.
  private static let leastLength = 16

  /// The secret; nil if none is given.
  func secret() throws(Diagnostic) -> [UInt8]? {
    var bytes: [UInt8]
    var source: SourceText?
    if let secretFile {
      let file = try DiskFile.read(secretFile, name: secretFile)
      if DiskFile.isOpenToOthers(secretFile) {
        Console.report([
          Diagnostic(
            "\(visible(secretFile)): everybody on this machine can read the secret",
            severity: .warning, help: "chmod 600 \(visible(secretFile))")
        ])
      }
      bytes =
        file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.bytes.dropFirst(3)) : file.bytes
      // Nothing of a secret is ever shown.
      source = SourceText(name: secretFile, bytes: [])
    } else if let variable = Console.variable("NABLA_SECRET") {
      bytes = Array(variable.utf8)
    } else {
      return nil
    }
    while let last = bytes.last, [0x20, 0x09, 0x0A, 0x0D].contains(last) { bytes.removeLast() }
    guard bytes.count >= DrawOptions.leastLength else {
      throw Diagnostic(
        "the secret has \(bytes.count) bytes, expected at least \(DrawOptions.leastLength)",
        in: source, help: "such as: head -c 24 /dev/urandom | base64 > FILE")
    }
    return bytes
  }

  /// Each student's inputs for an assignment: as they were handed out, else as they are drawn.
  func inputs(for assignment: Assignment, gradebook: String, students: [RosterEntry])
    throws(CommandFault) -> StudentInputs
  {
    guard assignment.draws else { return StudentInputs(assignment) }
    let book =
      DiskFile.kind(gradebook) == .missing
      ? nil
      : try orFault { () throws(Gradebook.Failure) in try Gradebook.reading(path: gradebook) }
    let handedOut = try orFault { () throws(Gradebook.Failure) in
      try book?.handedOut(assignment.id) ?? [:]
    }
    let secret = try orFault(.usage) { () throws(Diagnostic) in try self.secret() }
    guard let secret else {
      guard !handedOut.isEmpty else { throw StudentInputs.noSecret(for: assignment) }
      return StudentInputs(
        assignment, handedOut: handedOut, students: students, proofs: book?.proofs)
    }
    let known = Set(handedOut.values.compactMap(\.fingerprint))
    guard known.isEmpty || known.contains(StudentDraw.fingerprint(of: secret)) else {
      throw CommandFault(
        "this is not the secret that '\(assignment.id)' was handed out with",
        help: "leave it out to go by what is on record, or name another gradebook", .usage)
    }
    return StudentInputs(
      assignment, handedOut: handedOut, secret: secret, students: students,
      proofs: book?.proofs)
  }
}
