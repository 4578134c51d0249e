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
    var names: [(bytes: [UInt8], type: Int32)] = []
    errno = 0
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
      names.append((bytes, Int32(entry.pointee.d_type)))
      guard names.count <= most else {
        throw Diagnostic("the folder has more than \(most) entries", in: source)
      }
      errno = 0
    }
    guard errno == 0 else {
      throw Diagnostic("the folder cannot be read: \(String(cString: strerror(errno)))", in: source)
    }
    names.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    var entries: [Entry] = []
    var undecodable: [String] = []
    for (bytes, type) in names {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        undecodable.append(FolderListing.shown(bytes))
        continue
      }
      switch type {
      case Int32(DT_REG): entries.append(Entry(name: name, kind: .file, isLink: false))
      case Int32(DT_DIR): entries.append(Entry(name: name, kind: .folder, isLink: false))
      default:
        let place = "\(path)/\(name)"
        entries.append(
          Entry(name: name, kind: DiskFile.kind(place), isLink: DiskFile.isLink(place)))
      }
    }
    self.entries = entries
    self.undecodable = undecodable
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
