import Diagnostics
import Foundation
import Testing

@testable import Coursework

@Suite struct ZipArchiveTests {
  /// Made by Python's zipfile: `p.a.txt`, deflated, twenty times `1.5,2.5,3.5` and a line end; `stored.bin`, the bytes 0 to 15.
  private static let bytes: [UInt8] = Array(
    Data(
      base64Encoded: """
        UEsDBBQAAAAIAAAAIVydFOExEAAAAPAAAAAHAAAAcC5hLnR4dDPUM9UxAmJjPVMuwxHABgBQSwMEFAAAAAAAAAAhXI\
        jizs4QAAAAEAAAAAoAAABzdG9yZWQuYmluAAECAwQFBgcICQoLDA0OD1BLAQIUAxQAAAAIAAAAIVydFOExEAAAAPAA\
        AAAHAAAAAAAAAAAAAACAAQAAAABwLmEudHh0UEsBAhQDFAAAAAAAAAAhXIjizs4QAAAAEAAAAAoAAAAAAAAAAAAAAI\
        ABNQAAAHN0b3JlZC5iaW5QSwUGAAAAAAIAAgBtAAAAbQAAAAAA
        """) ?? Data())

  private func archive(_ bytes: [UInt8], members: Int = 10, size: Int = 10_000) -> ZipArchive {
    ZipArchive(
      SourceText(name: "answers.npz", bytes: bytes), expected: "an archive", mostMembers: members,
      mostBytes: size)
  }

  @Test func storedAndDeflatedFilesAreRead() throws {
    let archive = archive(Self.bytes)
    let entries = try archive.entries()
    #expect(entries.map(\.name) == ["p.a.txt", "stored.bin"])
    #expect(
      try archive.content(of: entries[0])
        == Array(String(repeating: "1.5,2.5,3.5\n", count: 20).utf8))
    #expect(try archive.content(of: entries[1]) == Array(0..<16))
  }

  @Test func limitsAreNamed() throws {
    #expect(throws: Diagnostic.self) { try archive(Self.bytes, members: 1).entries() }
    let small = archive(Self.bytes, size: 100)
    let entries = try small.entries()
    let refused = #expect(throws: Diagnostic.self) { try small.content(of: entries[0]) }
    #expect(refused?.message.contains("'p.a.txt' has 240 bytes") == true)
    #expect(try small.content(of: entries[1]).count == 16)
  }

  /// Every byte that is changed either leaves the contents as they are, or is found.
  @Test func aChangedByteNeverChangesAnAnswer() throws {
    let right = try archive(Self.bytes).entries().map { try archive(Self.bytes).content(of: $0) }
    var found = 0
    for place in Self.bytes.indices {
      var bytes = Self.bytes
      bytes[place] ^= 0x55
      let changed = archive(bytes)
      guard let entries = try? changed.entries() else {
        found += 1
        continue
      }
      for entry in entries where ["p.a.txt", "stored.bin"].contains(entry.name) {
        guard let content = try? changed.content(of: entry) else {
          found += 1
          continue
        }
        #expect(right.contains(content), "byte \(place)")
      }
    }
    #expect(found > 100)
  }

  @Test func aCutArchiveIsRefused() {
    for length in stride(from: 0, to: Self.bytes.count, by: 7) {
      #expect(throws: Diagnostic.self) { try archive(Array(Self.bytes.prefix(length))).entries() }
    }
  }
}
