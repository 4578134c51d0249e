internal import Diagnostics
internal import Yams

/// The export that Gradescope makes of an assignment: `submission_metadata.yml`, and a folder for each submission.
enum GradescopeDownload {
  static let metadata = "submission_metadata.yml"

  /// Finds the work of all students.
  ///
  /// - Parameters:
  ///   - download: The export.
  ///   - source: The download as a whole.
  ///   - faults: Where times are reported that cannot be read.
  /// - Returns: The work, and the files that are nobody's.
  /// - Throws: a ``Diagnostic`` where there is no metadata, or it cannot be read.
  static func work(
    in download: Download, _ source: SourceText, _ faults: inout [Diagnostic]
  ) throws(Diagnostic) -> (work: [HandedInWork], strays: [Download.File]) {
    guard let file = download.files.first(where: { $0.path.last == metadata }) else {
      throw Diagnostic(
        "there is no \(metadata) in here", in: source,
        help: "expected what Gradescope's 'Export Submissions' gives")
    }
    let folder = file.path.dropLast()
    let text = SourceText(name: file.name, bytes: try download.bytes(of: file))
    var works = try submissions(relevant(text), &faults)
    var strays: [Download.File] = []
    var places = Dictionary(works.enumerated().map { ($1.name, $0) }) { first, _ in first }
    for other in download.files where other.name != file.name {
      let inner = other.path.dropFirst(folder.count)
      guard other.path.starts(with: folder), inner.count > 1, let name = inner.first else {
        strays.append(other)
        continue
      }
      if places[name] == nil {
        // Somebody's work, of which the metadata does not say whose.
        places[name] = works.count
        works.append(HandedInWork(people: [], name: name, files: []))
      }
      if let place = places[name] { works[place].files.append((Array(inner.dropFirst()), other)) }
    }
    return (works, strays)
  }

  /// The lines that say who handed in, and when: what autograders printed is long, and anything may stand in it.
  private static func relevant(_ source: SourceText) -> SourceText {
    var isKept = true
    var kept: [UInt8] = []
    for line in source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let isTop = line.first.map { $0 != 0x20 && $0 != UInt8(ascii: "-") } ?? false
      let isKey = line.starts(with: Array("  :".utf8))
      if isTop {
        isKept = true
      } else if isKey {
        isKept = [":submitters:", ":created_at:"].contains {
          line.dropFirst(2).starts(with: Array($0.utf8))
        }
      }
      if isKept { kept += line + [0x0A] }
    }
    return SourceText(name: source.name, bytes: kept)
  }

  private static func submissions(_ source: SourceText, _ faults: inout [Diagnostic])
    throws(Diagnostic) -> [HandedInWork]
  {
    let root = try YAMLText(source).root
    guard case .mapping(let mapping) = root else {
      throw Diagnostic("expected a list of submissions", in: source)
    }
    var works: [HandedInWork] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string, case .mapping(let submission) = value else {
        throw Diagnostic("expected a submission with its submitters", in: source)
      }
      let told = submission[":created_at"]?.scalar?.string
      let submitted = told.flatMap(time)
      if let told, submitted == nil {
        faults.append(
          Diagnostic(
            "\(visible(name)): ':created_at' is no time that can be read: '\(visible(shortened(told, to: 40)))'",
            in: SourceText(name: source.name, bytes: [])))
      }
      let submitters = submission[":submitters"]?.sequence.map(Array.init) ?? []
      works.append(
        HandedInWork(
          people: submitters.map { person in
            [
              person.mapping?[":sid"]?.scalar.map { StudentIdentity(.id(.sid), $0.string) },
              person.mapping?[":email"]?.scalar.map { StudentIdentity(.email, $0.string) },
              StudentIdentity(.name, person.mapping?[":name"]?.scalar?.string ?? name),
            ].compactMap { $0 }.filter { !$0.value.isEmpty && $0.value != "~" }
          }, name: name, files: [],
          submitted: submitted))
    }
    return works
  }

  /// A time as Ruby writes it: `2026-04-26 17:34:00.861687000 Z`.
  private static func time(_ text: String) -> ToldTime? {
    Moment(text).map { ToldTime(moment: $0, text: $0.description, origin: "Gradescope") }
  }
}
