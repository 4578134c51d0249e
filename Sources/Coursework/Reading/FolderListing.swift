public import Diagnostics
internal import Foundation

/// What stands directly in one folder.
public struct FolderListing: Sendable {
  /// One entry of the folder.
  public struct Entry: Sendable {
    /// Its name.
    public let name: String
    /// What it is; a link is what it leads to.
    public let kind: DiskFile.Kind
    /// Whether it is a symbolic link.
    public let isLink: Bool

    /// Whether people do not see it: its name starts with a point, or macOS put it into an archive.
    public var isHidden: Bool { name.utf8.first == UInt8(ascii: ".") || name == "__MACOSX" }
  }

  /// The entries, in the order of their names' bytes.
  public let entries: [Entry]
  /// Names that are not UTF-8, in a form that can be shown, in the order of their bytes.
  public let undecodable: [String]

  /// The most entries that are listed.
  public static let mostEntries = 1_000_000

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - most: The most entries it may have.
  /// - Throws: a ``Diagnostic`` where it cannot be listed.
  public init(_ path: String, most: Int = FolderListing.mostEntries) throws(Diagnostic) {
    let source = SourceText(name: path, bytes: [])
    guard let stream = opendir(path) else {
      throw Diagnostic("the folder cannot be read: \(String(cString: strerror(errno)))", in: source)
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    var undecodable: [[UInt8]] = []
    errno = 0
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
      if let name = String(validating: bytes, as: UTF8.self) {
        entries.append(FolderListing.entry(name, in: path, type: Int32(entry.pointee.d_type)))
      } else {
        undecodable.append(bytes)
      }
      guard entries.count + undecodable.count <= most else {
        throw Diagnostic("the folder has more than \(most) entries", in: source)
      }
      errno = 0
    }
    guard errno == 0 else {
      throw Diagnostic("the folder cannot be read: \(String(cString: strerror(errno)))", in: source)
    }
    entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    undecodable.sort { $0.lexicographicallyPrecedes($1) }
    self.entries = entries
    self.undecodable = undecodable.map(FolderListing.shown)
  }

  private static func entry(_ name: String, in path: String, type: Int32) -> Entry {
    switch type {
    case Int32(DT_REG): return Entry(name: name, kind: .file, isLink: false)
    case Int32(DT_DIR): return Entry(name: name, kind: .folder, isLink: false)
    default:
      let place = "\(path)/\(name)"
      return Entry(name: name, kind: DiskFile.kind(place), isLink: DiskFile.isLink(place))
    }
  }

  /// The folders, without links and what is hidden.
  var folders: [String] {
    entries.filter { $0.kind == .folder && !$0.isLink && !$0.isHidden }.map(\.name)
  }

  /// A name with each byte that is not ASCII as `\xE4`.
  private static func shown(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      byte >= 0x20 && byte < 0x7F
        ? String(Unicode.Scalar(byte)) : "\\x" + hexadecimal(byte).uppercased()
    }.joined()
  }
}
