public import Diagnostics
internal import Tensors
internal import Formulas

/// What one student handed in for one assignment.
public struct Submission: Sendable {
  /// A file as it was handed in.
  public struct File: Sendable {
    /// Its name within the submission.
    public let name: String
    /// Its bytes.
    public let bytes: [UInt8]

    /// Creates a file.
    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The student.
  public let student: String
  /// What was found for each part, by the part's full name; a part without an entry is missing.
  public let answers: [String: AnswerReading]

  /// What was found for a part.
  public func reading(of part: PartName) -> AnswerReading { answers[part.description] ?? .missing }
  /// What could not be read, and how the rest was understood.
  public let diagnostics: [Diagnostic]
  /// The files that were read, in the order of their names.
  public let files: [File]

  /// Whether something that was handed in could not be read.
  public var hasUnreadable: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads submissions.
public struct SubmissionReader {
  /// What is asked for; nil if that is not known, and every name of the right form is a part.
  private let assignment: Assignment?
  private let form: SubmissionForm
  private var names: [String] { form.names }
  private var limits: SubmissionLimits { form.limits }
  private var byteCount = 0
  private var found: [String: (reading: AnswerReading, place: Place)] = [:]
  private var diagnostics: [Diagnostic] = []
  private var omitted = (count: 0, hasErrors: false)
  private var files: [Submission.File] = []
  /// The most diagnostics of one submission; no one reads a thousand.
  private static let diagnosticLimit = 50

  /// Where an answer was found.
  private struct Place {
    let source: SourceText
    /// Where in the file; nil for all of it.
    var offset: Int?

    var description: String {
      guard let offset else { return source.name }
      let (line, column) = source.position(at: offset)
      return "\(source.name):\(line):\(column)"
    }
  }

  /// Reads the files of a submission; whatever is wrong with them is part of the result.
  ///
  /// - Parameters:
  ///   - location: Where it is.
  ///   - assignment: What is asked for; nil reads whatever is there.
  /// - Returns: what was found.
  public static func read(_ location: SubmissionLocation, for assignment: Assignment?)
    -> Submission
  {
    var reader = SubmissionReader(assignment)
    for name in location.files {
      let path = location.folder.isEmpty ? name : "\(location.folder)/\(name)"
      do throws(Diagnostic) {
        guard reader.files.count < reader.limits.files else {
          throw Diagnostic(
            "more than \(reader.limits.files) files, this one is not read",
            in: SourceText(name: path, bytes: []))
        }
        let file = try DiskFile.read(
          path, name: path, most: reader.limits.bytes - reader.byteCount, followsLinks: false)
        reader.read(file, fileName: name)
      } catch {
        reader.emit(error)
        reader.unreadable(fileName: name, error)
      }
    }
    for unread in location.unread {
      reader.emit(
        Diagnostic(
          unread.reason, severity: .warning,
          in: SourceText(name: "\(location.folder)/\(unread.name)", bytes: []),
          help: "hand in answers.json, answers.npz, or problem.part.csv or .npy for each part"))
    }
    return reader.submission(student: location.student)
  }

  /// Reads files that are in memory, as the gradebook keeps them.
  public static func read(
    _ files: [Submission.File], student: String, for assignment: Assignment?
  ) -> Submission {
    var reader = SubmissionReader(assignment)
    for file in files {
      reader.read(SourceText(name: file.name, bytes: file.bytes), fileName: file.name)
    }
    return reader.submission(student: student)
  }

  private init(_ assignment: Assignment?) {
    self.assignment = assignment
    form = assignment?.form ?? .unknown
  }

  private func isPart(_ name: String) -> Bool {
    guard assignment == nil else { return form.counts[name] != nil }
    let pieces = name.split(separator: ".", omittingEmptySubsequences: false)
    return pieces.count == 2 && pieces.allSatisfy { !$0.isEmpty }
  }

  private func submission(student: String) -> Submission {
    var told = diagnostics
    if omitted.count > 0 {
      told.append(
        Diagnostic(
          "\(omitted.count) more about this submission, not shown",
          severity: omitted.hasErrors ? .error : .note,
          in: diagnostics.first?.source.map { SourceText(name: $0.name, bytes: []) }))
    }
    return Submission(
      student: student, answers: found.mapValues(\.reading), diagnostics: told, files: files)
  }

  private mutating func emit(_ diagnostic: Diagnostic) {
    guard diagnostics.count >= SubmissionReader.diagnosticLimit else {
      diagnostics.append(diagnostic)
      return
    }
    omitted.count += 1
    omitted.hasErrors = omitted.hasErrors || diagnostic.severity == .error
  }

  private mutating func read(_ source: SourceText, fileName: String) {
    files.append(Submission.File(name: fileName, bytes: source.bytes))
    byteCount += source.bytes.count
    let (stem, ending) = SubmissionReader.split(fileName)
    if ending == "npz" {
      readArchive(source)
    } else if ending == "npy", isPart(stem) {
      record(stem, NumpyArray.read(source.bytes, in: source, limits), place: Place(source: source))
    } else if ending == "json" {
      readJSON(source.asUTF8)
    } else if isPart(stem) {
      let source = source.asUTF8
      let reading =
        source.bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        ? .malformed(
          Diagnostic(
            "an empty file, expected rows of numbers", in: source, at: SourceRange(0, 0)),
          wholeFile: true) : TableAnswer.read(source, limits, expected: form.counts[stem])
      record(stem, reading, place: Place(source: source))
    } else {
      emit(
        unknownPart(stem, in: SourceText(name: source.name, bytes: []), at: nil))
    }
  }

  private mutating func readJSON(_ source: SourceText) {
    do throws(Diagnostic) {
      let isPart = isPart
      let (entries, left) = try JSONAnswers.read(source, limits, isPart: isPart)
      omitted.count += left
      omitted.hasErrors = omitted.hasErrors || left > 0
      for entry in entries {
        guard isPart(entry.name) else {
          emit(unknownPart(entry.name, in: source, at: entry.key))
          continue
        }
        record(
          entry.name, entry.reading, place: Place(source: source, offset: entry.key.start))
      }
    } catch {
      emit(error)
      // Nothing is known about any part, so none of them may count as left out.
      for name in names where found[name] == nil {
        found[name] = (.malformed(error, wholeFile: true), Place(source: source))
      }
    }
  }

  /// Arrays named `problem.part` in one file.
  private mutating func readArchive(_ source: SourceText) {
    do throws(Diagnostic) {
      let archive = ZipArchive(
        source, expected: "the file that numpy's savez writes", mostMembers: limits.members,
        mostBytes: NumpyArray.longestHeader + NumpyArray.widestNumber * limits.entries)
      let entries = try archive.entries()
      if entries.isEmpty {
        throw Diagnostic("this archive is empty, expected an array for each part", in: source)
      }
      for entry in entries {
        let name = SubmissionReader.split(entry.name).stem
        let place = SourceText(
          name: "\(source.name)/\(shortened(entry.name, to: 200))", bytes: [])
        guard isPart(name) else {
          emit(unknownPart(name, in: place, at: nil))
          continue
        }
        do throws(Diagnostic) {
          let bytes = try archive.content(of: entry)
          record(name, NumpyArray.read(bytes, in: place, limits), place: Place(source: place))
        } catch {
          record(name, .malformed(error, wholeFile: false), place: Place(source: place))
        }
      }
    } catch {
      emit(error)
      for name in names where found[name] == nil {
        found[name] = (.malformed(error, wholeFile: true), Place(source: source))
      }
    }
  }

  private mutating func unreadable(fileName: String, _ error: Diagnostic) {
    let (stem, ending) = SubmissionReader.split(fileName)
    for name in names
    where name == stem || (["json", "npz"].contains(ending) && found[name] == nil) {
      found[name] = (
        .malformed(error, wholeFile: true), Place(source: SourceText(name: fileName, bytes: []))
      )
    }
  }

  private mutating func record(_ name: String, _ reading: AnswerReading, place: Place) {
    if case .missing = reading { return }
    if let earlier = found[name] {
      if case .malformed(_, wholeFile: true) = earlier.reading {
        found[name] = (reading, place)
      } else {
        let diagnostic = Diagnostic(
          "'\(name)' is answered twice, here and at \(earlier.place.description)",
          in: source(of: reading),
          at: range(of: reading), help: "hand in one answer for each part")
        emit(diagnostic)
        found[name] = (.malformed(diagnostic, wholeFile: false), place)
        return
      }
    } else {
      found[name] = (reading, place)
    }
    switch reading {
    case .malformed(let diagnostic, _): emit(diagnostic)
    case .numbers(let answer):
      for note in answer.notes {
        emit(
          Diagnostic(
            "\(name): \(note)", severity: .note, in: answer.source, at: answer.range))
      }
    case .missing: break
    }
  }

  private func source(of reading: AnswerReading) -> SourceText? {
    switch reading {
    case .numbers(let answer): answer.source
    case .malformed(let diagnostic, _): diagnostic.source
    case .missing: nil
    }
  }

  private func range(of reading: AnswerReading) -> SourceRange? {
    switch reading {
    case .numbers(let answer): SourceRange(answer.range.start, answer.range.start + 1)
    case .malformed(let diagnostic, _): diagnostic.range
    case .missing: nil
    }
  }

  private func unknownPart(_ name: String, in source: SourceText, at range: SourceRange?)
    -> Diagnostic
  {
    let isShown = diagnostics.count < SubmissionReader.diagnosticLimit
    let close = isShown ? suggestion(for: name, among: names) : nil
    return Diagnostic(
      assignment.map { "'\($0.id)' has no part '\(shortened(name, to: 80))'" }
        ?? "'\(shortened(name, to: 80))' is not the name of a part", in: source, at: range,
      help: close.map { "did you mean \($0)?" } ?? "parts are named problem.part")
  }

  /// The name before the last point, and the ending after it.
  static func split(_ fileName: String) -> (stem: String, ending: String) {
    guard let point = fileName.lastIndex(of: ".") else { return (fileName, "") }
    return (
      String(fileName[..<point]), String(fileName[fileName.index(after: point)...]).lowercased()
    )
  }
}
