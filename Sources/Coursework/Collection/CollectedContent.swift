internal import Crypto
internal import Diagnostics
internal import Formulas

/// The files of one submission, unpacked and under the names that were meant.
struct CollectedContent {
  /// One file.
  struct File {
    /// Its path in the student's folder.
    let path: String
    /// What the source called it.
    let original: String
    let bytes: [UInt8]
    let sha256: String
  }

  private(set) var files: [File] = []
  /// What was left out, and why.
  private(set) var refused: [Diagnostic] = []

  /// The most files and bytes that are taken of one student.
  private static let mostFiles = 1_000
  private static let mostBytes = 4 * DiskFile.largest
  private static let deepestArchive = 3

  private let names: HandedInName
  private var taken: Set<String> = []
  /// How many files may be meant by a path.
  private var meant: [String: Int] = [:]
  private var bytes = 0

  /// What identifies the content: the paths and hashes of all files.
  var fingerprint: [String: String] {
    Dictionary(files.map { ($0.path, $0.sha256) }) { first, _ in first }
  }

  /// Takes the files of a student's work.
  init(_ work: HandedInWork, in download: Download, _ names: HandedInName) {
    self.names = names
    // What may be answers comes first, so that nothing else uses up the room.
    let files = work.files.enumerated().sorted {
      (rank($0.element.path), $0.offset) < (rank($1.element.path), $1.offset)
    }.map(\.element)
    expect(files.map(\.path))
    for (path, file) in files {
      do throws(Diagnostic) {
        guard file.size <= DiskFile.largest else { throw CollectedContent.tooLarge(file.name) }
        try add(path, original: file.name, try download.bytes(of: file), depth: 0)
      } catch {
        refused.append(error)
      }
    }
    self.files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func rank(_ path: [String]) -> Int {
    let name = path.last ?? ""
    if names.isExpected(name) { return 0 }
    if names.isExpected(names.meant(by: name)) { return 1 }
    return ["json", "npz", "csv", "npy", "zip"].contains(SubmissionReader.split(name).ending)
      ? 2 : 3
  }

  /// Of several files that may be meant by one name, none gets it: nobody knows which of them counts.
  private mutating func expect(_ paths: [[String]]) {
    for path in paths { meant[meantPath(path), default: 0] += 1 }
  }

  private func meantPath(_ path: [String]) -> String {
    let pieces = path.map(CollectedContent.fileName)
    return (pieces.dropLast() + pieces.suffix(1).map(names.meant)).joined(separator: "/")
  }

  private mutating func add(_ path: [String], original: String, _ content: [UInt8], depth: Int)
    throws(Diagnostic)
  {
    if let name = path.last, SubmissionReader.split(name).ending == "zip", !content.isEmpty {
      return try unpack(path, original: original, content, depth: depth)
    }
    guard files.count < CollectedContent.mostFiles else {
      throw Diagnostic(
        "'\(visible(original))' is left out: only \(CollectedContent.mostFiles) files are taken")
    }
    guard content.count <= DiskFile.largest, bytes + content.count <= CollectedContent.mostBytes
    else { throw CollectedContent.tooLarge(original) }
    let own = path.map(CollectedContent.fileName).joined(separator: "/")
    let meant = meantPath(path)
    let place = meant != own && self.meant[meant, default: 0] > 1 ? own : meant
    guard taken.insert(place).inserted else {
      throw Diagnostic("'\(visible(original))' is left out: there are two of this name")
    }
    bytes += content.count
    files.append(
      File(
        path: place, original: original, bytes: content,
        sha256: SHA256.hash(data: content).map(hexadecimal).joined()))
  }

  /// Takes what is in a zip archive, in a folder of its name.
  private mutating func unpack(
    _ path: [String], original: String, _ content: [UInt8], depth: Int
  ) throws(Diagnostic) {
    guard depth < CollectedContent.deepestArchive else {
      throw Diagnostic(
        "'\(visible(original))' is left out: archives are unpacked \(CollectedContent.deepestArchive) deep, and no deeper"
      )
    }
    let archive = try Download(archive: content, name: original)
    refused += archive.refused
    let folder = SubmissionReader.split(path.last ?? "").stem
    let files = archive.files.enumerated().sorted {
      (rank($0.element.path), $0.offset) < (rank($1.element.path), $1.offset)
    }.map(\.element)
    expect(files.map { path.dropLast() + [folder] + $0.path })
    for file in files {
      let name = "\(original)/\(file.name)"
      do throws(Diagnostic) {
        // The size is a claim, and is held to when the file is inflated.
        guard bytes + file.size <= CollectedContent.mostBytes else {
          throw CollectedContent.tooLarge(name)
        }
        try add(
          path.dropLast() + [folder] + file.path, original: name, try archive.bytes(of: file),
          depth: depth + 1)
      } catch {
        refused.append(error)
      }
    }
  }

  private static func tooLarge(_ name: String) -> Diagnostic {
    Diagnostic(
      "'\(visible(shortened(name, to: 120)))' is left out: a file has at most "
        + "\(DiskFile.largest >> 20) MB, and a submission \(mostBytes >> 20) MB")
  }

  /// A name that a file can have: what cannot stand in one becomes `_`.
  private static func fileName(_ name: String) -> String {
    guard Roster.nameRefusal(name) != nil else { return name }
    var plain = String.UnicodeScalarView()
    // A name that is too long keeps its ending, by which it is read.
    let ending = SubmissionReader.split(name).ending
    let short =
      name.unicodeScalars.count > 60 && ending.count < 10
      ? String(String.UnicodeScalarView(name.unicodeScalars.prefix(50))) + ".\(ending)" : name
    for scalar in short.unicodeScalars.prefix(60) {
      let isPlain =
        scalar.properties.generalCategory != .control && scalar != "/" && scalar != "\u{FFFD}"
        && (!scalar.properties.isWhitespace || scalar == " ")
      plain.append(isPlain ? scalar : "_")
    }
    let text = String(plain)
    return text.isEmpty || text.hasPrefix(".") ? "_" + text : text
  }
}
