internal import Diagnostics

/// What was downloaded: the files in a zip archive or in a folder.
///
/// What programs leave about, and what is hidden, is left out. Links, and names that lead out of the download, are refused.
struct Download {
  /// One file.
  struct File {
    /// Its path in the download.
    let path: [String]
    let size: Int
    fileprivate let content: Content

    /// The path as one text.
    var name: String { path.joined(separator: "/") }

    fileprivate init(path: [String], size: Int, content: Content) {
      self.path = path
      self.size = size
      self.content = content
    }

    /// A file that came within another one.
    init(path: [String], decoded bytes: [UInt8]) {
      self.init(path: path, size: bytes.count, content: .decoded(bytes))
    }
  }

  fileprivate enum Content {
    case inArchive(ZipArchive, ZipArchive.Entry)
    case onDisk(String)
    case decoded([UInt8])
  }

  /// The files, in the order of their paths.
  private(set) var files: [File] = []
  /// What was refused.
  private(set) var refused: [Diagnostic] = []
  private let source: SourceText

  /// The most files in a download, the largest of them, and how deep it may be.
  static let mostFiles = 65_534
  static let deepest = 24

  /// Looks into a download.
  ///
  /// - Throws: a ``Diagnostic`` where it is neither a zip archive nor a folder, or cannot be read.
  init(_ path: String) throws(Diagnostic) {
    source = SourceText(name: path, bytes: [])
    switch DiskFile.kind(path) {
    case .missing: throw Diagnostic("there is no such file or folder", in: source)
    case .other: throw Diagnostic("this is not a plain file or folder", in: source)
    case .folder: try addFolder(path, [])
    case .file where MailDownload.isMail(path):
      let name = path.split(separator: "/").last.map(String.init) ?? path
      files = [File(path: [name], size: 0, content: .onDisk(path))]
    case .file:
      try add(
        ZipArchive(
          BytesOnDisk(path), source, expected: "a zip archive or a folder",
          mostMembers: Download.mostFiles, mostBytes: DiskFile.largest))
    }
    sort()
  }

  /// Looks into a zip archive that somebody handed in.
  ///
  /// - Throws: a ``Diagnostic`` where it is none.
  init(archive bytes: [UInt8], name: String) throws(Diagnostic) {
    source = SourceText(name: name, bytes: bytes)
    try add(
      ZipArchive(
        source, expected: "a zip archive, as the name says", mostMembers: 10_000,
        mostBytes: DiskFile.largest))
    sort()
  }

  /// The bytes of a file.
  ///
  /// - Throws: a ``Diagnostic`` where it cannot be read, or is too large.
  func bytes(of file: File) throws(Diagnostic) -> [UInt8] {
    switch file.content {
    case .inArchive(let archive, let entry): try archive.content(of: entry)
    case .onDisk(let path):
      try DiskFile.read(
        path, name: path, most: Download.most(of: path), followsLinks: false,
        largest: Download.most(of: path)
      ).bytes
    case .decoded(let bytes): bytes
    }
  }

  /// The messages of a class are no single file of a student.
  private static func most(of path: String) -> Int {
    MailDownload.isMail(path) ? 268_435_456 : DiskFile.largest
  }

  /// The same below the only folder that everything lies in, however often; the download itself where there is none.
  ///
  /// - Parameters:
  ///   - isNamed: Whether it is known which names are wanted; otherwise only what several folders lie in is unwrapped.
  ///   - isWanted: Whether a folder's name is one that is looked for.
  /// - Returns: The files.
  func unwrapped(isNamed: Bool, unless isWanted: (String) -> Bool) -> [File] {
    var depth = 0
    while depth < Download.deepest, let first = files.first, first.path.count > depth + 1,
      !isWanted(first.path[depth]),
      files.allSatisfy({ $0.path.count > depth + 1 && $0.path[depth] == first.path[depth] }),
      isNamed || Set(files.map { $0.path[depth + 1] }).count > 1
    {
      depth += 1
    }
    return files.map {
      File(path: Array($0.path.dropFirst(depth)), size: $0.size, content: $0.content)
    }
  }

  private mutating func sort() {
    files.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private mutating func add(_ archive: ZipArchive) throws(Diagnostic) {
    for entry in try archive.entries() where !entry.name.hasSuffix("/") {
      let path = entry.name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      func refuse(_ why: String) {
        refused.append(
          Diagnostic(
            "'\(visible(shortened(entry.name, to: 120)))' is not taken: \(why)", in: source)
        )
      }
      // Some programs for Windows write the separator of its paths.
      let leadsOut =
        path.contains { $0 == ".." || $0 == "." || $0.isEmpty } || entry.name.contains("\\")
      if leadsOut {
        refuse("the name leads out of the archive")
      } else if Download.isNoise(path) {
        continue
      } else if entry.isLink {
        refuse("it is a symbolic link")
      } else if entry.isLocked {
        refuse("it is locked by a password")
      } else if path.count > Download.deepest {
        refuse("it lies deeper than \(Download.deepest) folders")
      } else {
        files.append(File(path: path, size: entry.size, content: .inArchive(archive, entry)))
      }
    }
  }

  private mutating func addFolder(_ path: String, _ inner: [String]) throws(Diagnostic) {
    guard inner.count < Download.deepest else {
      throw Diagnostic(
        "this folder lies deeper than \(Download.deepest) others",
        in: SourceText(name: path, bytes: []))
    }
    for entry in try FolderListing(path).entries {
      let place = "\(path)/\(entry.name)"
      if Download.isNoise([entry.name]) { continue }
      if entry.isLink {
        refused.append(
          Diagnostic(
            "a symbolic link is not taken", in: SourceText(name: place, bytes: [])))
        continue
      }
      switch entry.kind {
      case .folder: try addFolder(place, inner + [entry.name])
      case .file:
        files.append(
          File(
            path: inner + [entry.name], size: DiskFile.size(place) ?? 0, content: .onDisk(place)))
      case .other, .missing:
        refused.append(
          Diagnostic("this is no plain file, and not taken", in: SourceText(name: place, bytes: []))
        )
      }
      guard files.count <= Download.mostFiles else {
        throw Diagnostic("there are more than \(Download.mostFiles) files in here", in: source)
      }
    }
  }

  /// Whether a file is what a program left about, or hidden.
  private static func isNoise(_ path: [String]) -> Bool {
    path.contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
      || ["Thumbs.db", "desktop.ini"].contains(path.last ?? "")
  }
}
