internal import Crypto
internal import Diagnostics
internal import Formulas
internal import Writing

/// A class's folder, as collecting changes it: files appear whole, earlier attempts are moved aside, nothing is deleted.
struct ClassFolder {
  /// What became of some work.
  enum Outcome {
    case new, again, known
    /// The same as an attempt after which something else was handed in.
    case knownEarlier
  }

  let path: String

  /// Puts a student's work in its place, and into the manifest.
  ///
  /// - Parameters:
  ///   - content: The work.
  ///   - student: The student.
  ///   - moment: When it was handed in; nil if nobody knows.
  ///   - manifest: What was collected before, and now with this.
  ///   - row: The manifest's row of a file, without its place.
  /// - Returns: Whether it is the student's first, another one, or one that is here already.
  /// - Throws: a ``Diagnostic`` where something else stands in its place, or it cannot be written.
  func put(
    _ content: CollectedContent, of student: String, at moment: Moment?,
    _ manifest: inout CollectionManifest,
    row: (CollectedContent.File) -> CollectionManifest.Row
  ) throws(Diagnostic) -> Outcome {
    let wanted = content.fingerprint
    let present = try fingerprint(of: student)
    try reconcile(&manifest, student, present)
    let attempts = manifest.attempts(of: student)
    let current = attempts.first { $0.rows[0].folder == student }
    let last = attempts.last { fingerprint(of: $0.rows) == wanted }
    // The same work after other work is an attempt of its own, if it is known to be later.
    let isLater =
      moment.map { moment in
        current.map { moment > $0.rows[0].submitted?.moment ?? moment } ?? false
      } ?? false
    let known = last.flatMap { $0.rows[0].folder != student && isLater ? nil : $0 }
    if let known, known.rows[0].folder != student || present == wanted {
      tell(known.number, row, content, &manifest, student)
      return known.number == current?.number || current == nil
        ? .known : .knownEarlier
    }
    let number = (attempts.last?.number ?? 0) + 1
    func add(to folder: String) {
      for file in content.files {
        var new = row(file)
        new.attempt = known?.number ?? number
        new.file = "\(folder)/\(file.path)"
        if known == nil { manifest.rows.append(new) }
      }
    }
    guard let present, present != wanted else {
      if present == nil { try write(content, to: student) }
      add(to: student)
      return attempts.isEmpty ? .new : .again
    }
    guard let before = current, fingerprint(of: before.rows) == present else {
      throw Diagnostic(
        "what is in this folder was not collected, or was changed since; it is left as it is",
        in: SourceText(name: "\(path)/\(student)", bytes: []),
        help: "move the folder away, and collect again")
    }
    let earlier = before.rows[0].submitted?.moment
    if let moment, let earlier, moment < earlier {
      // An older download that comes later: what is newer stays where it is.
      let folder = ".attempts/\(student)/\(number)"
      try write(content, to: folder)
      add(to: folder)
      return .again
    }
    try setAside(student, attempt: before.number, &manifest)
    try write(content, to: student)
    add(to: student)
    return .again
  }

  /// Moves a student's work aside, so that what was handed in later has its place.
  private func setAside(
    _ student: String, attempt number: Int, _ manifest: inout CollectionManifest
  ) throws(Diagnostic) {
    let aside = ".attempts/\(student)/\(number)"
    try orDiagnostic { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder("\(path)/.attempts", for: .staff)
      try OutputFile.makeFolder(student, in: "\(path)/.attempts", for: .staff)
      try OutputFile.moveFolder("\(path)/\(student)", to: "\(path)/\(aside)")
    }
    move(&manifest, student, to: aside)
  }

  /// Puts right what a run left behind that was interrupted: work that it moved aside is where it moved it.
  private func reconcile(
    _ manifest: inout CollectionManifest, _ student: String, _ present: [String: String]?
  ) throws(Diagnostic) {
    for attempt in manifest.attempts(of: student)
    where attempt.rows[0].folder == student && fingerprint(of: attempt.rows) != present {
      let aside = ".attempts/\(student)/\(attempt.number)"
      guard try fingerprint(of: aside) == fingerprint(of: attempt.rows) else { continue }
      move(&manifest, student, to: aside) { $0.attempt == attempt.number }
    }
  }

  /// Says in the manifest that a student's files are elsewhere.
  private func move(
    _ manifest: inout CollectionManifest, _ student: String, to folder: String,
    _ isMeant: (CollectionManifest.Row) -> Bool = { _ in true }
  ) {
    for index in manifest.rows.indices
    where manifest.rows[index].folder == student && isMeant(manifest.rows[index]) {
      let inner = manifest.rows[index].file.dropFirst(student.count)
      manifest.rows[index].file = folder + inner
    }
  }

  /// Writes down a time that was not known before; of two that are told, the earlier one stays, as for all work that comes
  /// again.
  private func tell(
    _ number: Int, _ row: (CollectedContent.File) -> CollectionManifest.Row,
    _ content: CollectedContent, _ manifest: inout CollectionManifest, _ student: String
  ) {
    guard let told = content.files.first.flatMap({ row($0).submitted }) else { return }
    for index in manifest.rows.indices
    where manifest.rows[index].student == student && manifest.rows[index].attempt == number {
      if let before = manifest.rows[index].submitted, before.moment <= told.moment { continue }
      manifest.rows[index].submitted = told
    }
  }

  private func fingerprint(of rows: [CollectionManifest.Row]) -> [String: String] {
    Dictionary(rows.map { (String($0.file.dropFirst($0.folder.count + 1)), $0.sha256) }) {
      first, _ in first
    }
  }

  /// What is in a student's folder; nil if there is none.
  private func fingerprint(of student: String) throws(Diagnostic) -> [String: String]? {
    let folder = "\(path)/\(student)"
    guard DiskFile.kind(folder) != .missing else { return nil }
    let files = try Download(folder)
    var found: [String: String] = [:]
    for file in files.files {
      found[file.name] = SHA256.hash(data: try files.bytes(of: file)).map(hexadecimal).joined()
    }
    return found
  }

  /// Writes the files beside their place, and moves the folder there when all are whole.
  private func write(_ content: CollectedContent, to folder: String) throws(Diagnostic) {
    try orDiagnostic { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder(path, for: .staff)
      let parts = folder.split(separator: "/").map(String.init)
      var parent = path
      for part in parts.dropLast() {
        try OutputFile.makeFolder(part, in: parent, for: .staff)
        parent += "/\(part)"
      }
      try OutputFile.writeFolder(
        content.files.map { ($0.path, $0.bytes) }, to: "\(path)/\(folder)", for: .staff)
    }
  }

  /// Writes the tables.
  ///
  /// - Throws: ``OutputFile/Failure``.
  func write(_ manifest: CollectionManifest, unmatched: UnmatchedList?) throws(OutputFile.Failure) {
    try OutputFile.makeFolder(path, for: .staff)
    try OutputFile.write(
      manifest.bytes, to: "\(path)/\(CollectionManifest.fileName)", for: .staff)
    if let unmatched {
      try OutputFile.write(
        unmatched.bytes, to: "\(path)/\(UnmatchedList.fileName)", for: .staff)
    }
  }

  private func orDiagnostic(_ body: () throws(OutputFile.Failure) -> Void) throws(Diagnostic) {
    do throws(OutputFile.Failure) { try body() } catch { throw Diagnostic(error.message) }
  }
}
