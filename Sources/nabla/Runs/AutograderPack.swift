import Coursework
import Diagnostics
import Foundation
import Grading
import Reports
import Writing

/// An autograder for Gradescope: what it unpacks into `/autograder/source`, and the two scripts that it runs.
struct AutograderPack {
  private struct File {
    let name: String
    let bytes: [UInt8]
    var isExecutable = false
  }

  private let files: [File]
  private let assignment: Assignment

  /// Puts the files together.
  ///
  /// - Throws: ``CommandFault`` where the assignment is not proved, or needs something that is not said.
  init(
    _ options: AssignmentOptions, _ draws: DrawOptions, _ roster: Roster?, _ name: String,
    _ late: GradeTableLateness?
  ) throws(CommandFault) {
    let read = try options.read(name)
    assignment = read
    guard AssignmentCheck(read).isProved else {
      throw CommandFault(
        "'check' refuses '\(read.id)', so nobody can be graded by it",
        help: "'nabla check \(read.id)' says what is wrong", .fault)
    }
    if read.policy.deducts, late == nil {
      throw CommandFault(
        "lateness costs points in '\(read.id)': say --late applied or --late raw", .usage)
    }
    let secret = try orFault(.usage) { () throws(Diagnostic) in try draws.secret() }
    guard secret != nil || !read.draws else { throw StudentInputs.noSecret(for: read) }
    var files = [
      File(name: "setup.sh", bytes: Array(AutograderPack.setup.utf8), isExecutable: true),
      File(
        name: "run_autograder",
        bytes: Array(
          AutograderPack.run(read.id, late, hasSecret: read.draws, hasRoster: roster != nil).utf8),
        isExecutable: true),
      File(name: "nabla", bytes: try AutograderPack.program(), isExecutable: true),
      // The text with what the course says: it is read alone there.
      File(name: "assignments/\(read.id)/assignment.yaml", bytes: read.source.bytes),
    ]
    if read.draws, let secret { files.append(File(name: "secret", bytes: secret)) }
    if let roster {
      files.append(
        File(
          name: "roster.csv", bytes: Array(AutograderPack.table(roster, for: read).utf8)))
    }
    self.files = files
  }

  private static let setup = """
    #!/usr/bin/env bash
    # Installs the libraries that the program needs.
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends libsqlite3-0 libxml2 zlib1g libstdc++6

    """

  /// What the container has to know of students: addresses, whose inputs they have, extensions, and who is excused.
  private static func table(_ roster: Roster, for assignment: Assignment) -> String {
    let id = assignment.id
    let rows = roster.entries.map { entry in
      let own =
        switch entry.extension(for: id) {
        case .by(let span): span.text
        case .until(let moment): moment.description
        case nil: ""
        }
      return [
        CSVText.cell(entry.student), CSVText.cell(entry.email ?? ""), own,
        entry.isExcused(from: id) ? "yes" : "",
        CSVText.cell(assignment.isGroupWork ? entry.group(at: assignment.policy.due) ?? "" : ""),
      ]
    }
    return CSVText.rows([["student", "email", "extension", "excused", "group"]] + rows)
  }

  private static func run(
    _ id: String, _ late: GradeTableLateness?, hasSecret: Bool, hasRoster: Bool
  ) -> String {
    """
    #!/usr/bin/env bash
    # Grades the submission of the container.
    root="${AUTOGRADER:-/autograder}"
    source="$root/source"
    chmod +x "$source/nabla"
    \(hasSecret ? "chmod 600 \"$source/secret\"\n" : "")\
    exec "$source/nabla" gradescope run "$root" --assignment \(id) \\
      --assignments "$source/assignments"\(hasSecret ? " --secret-file \"$source/secret\"" : "")\
    \(hasRoster ? " --roster \"$source/roster.csv\"" : "")\
    \(late.map { " --late \($0.rawValue)" } ?? "")

    """
  }

  /// The bytes of this program.
  private static func program() throws(CommandFault) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: "/proc/self/exe") else {
      throw CommandFault("this program cannot read itself", .fault)
    }
    return Array(data)
  }

  /// Writes an archive, or a folder where the name does not end in `.zip`.
  ///
  /// - Throws: ``CommandFault``.
  func write(to output: String) throws(CommandFault) {
    let isArchive = output.hasSuffix(".zip")
    let mayReplace =
      isArchive
      ? DiskFile.kind(output) == .missing
        || DiskFile.start(of: output, count: 120)?.contains("setup.sh") == true
      : DiskFile.names(in: output).isEmpty || DiskFile.kind("\(output)/run_autograder") == .file
    guard mayReplace else {
      throw CommandFault(
        "\(visible(output)): exists and is no autograder; nothing was changed", .usage)
    }
    try orFault { () throws(OutputFile.Failure) in
      guard isArchive else {
        try OutputFile.makeFolder("\(output)/assignments/\(assignment.id)", for: .staff)
        for file in files {
          try OutputFile.write(file.bytes, to: "\(output)/\(file.name)", for: .staff)
        }
        return
      }
      guard
        let archive = StoredZip.archive(
          files.map { ($0.name, $0.bytes) },
          executable: Set(files.filter(\.isExecutable).map(\.name)))
      else { throw OutputFile.Failure("\(visible(output)): too large for an archive") }
      try OutputFile.write(archive, to: output, for: .staff)
    }
    Console.note("\(visible(output)): \(files.count) files, to be uploaded as the autograder")
  }
}
