import Testing

@testable import Coursework

/// The linker's hash in a program's file.
@Suite struct ProgramFileTests {
  private func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A program with one segment of notes, that of the hash being the second.
  private func program(hash: [UInt8]) -> [UInt8] {
    let notes =
      number(4, 4) + number(5, 4) + number(1, 4) + Array("GNU\0".utf8) + [9, 9, 9, 9, 9, 0, 0, 0]
      + number(4, 4) + number(hash.count, 4) + number(3, 4) + Array("GNU\0".utf8) + hash
    var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1] + [UInt8](repeating: 0, count: 58)
    header.replaceSubrange(32..<40, with: number(64, 8))
    header.replaceSubrange(54..<58, with: number(56, 2) + number(2, 2))
    let other = number(1, 4) + [UInt8](repeating: 0, count: 52)
    let segment =
      number(4, 4) + number(4, 4) + number(176, 8) + [UInt8](repeating: 0, count: 16)
      + number(notes.count, 8) + [UInt8](repeating: 0, count: 16)
    return header + other + segment + notes
  }

  @Test func theHashIsTheNoteOfItsType() {
    let file = program(hash: [0xAB, 0x01, 0xFF])
    #expect(ProgramFile.buildID(in: BytesInMemory(bytes: file)) == "ab01ff")
  }

  /// Whatever a file says of itself, nothing outside it is read.
  @Test func whatIsNoProgramHasNone() {
    let file = program(hash: [1, 2, 3, 4])
    for count in 0..<file.count {
      #expect(ProgramFile.buildID(in: BytesInMemory(bytes: Array(file[..<count]))) == nil)
    }
    for place in file.indices {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var changed = file
        changed[place] = value
        _ = ProgramFile.buildID(in: BytesInMemory(bytes: changed))
      }
    }
  }
}
