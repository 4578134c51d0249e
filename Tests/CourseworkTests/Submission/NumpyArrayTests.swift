import Coursework
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Numpy's own files, made here byte by byte; files made by numpy are read by `make interop`.
@Suite struct NumpyArrayTests {
  private func array(
    _ type: String, fortran: Bool = false, _ shape: String, _ bytes: [UInt8], version: UInt8 = 1
  ) -> [UInt8] {
    let header =
      "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(shape)), }\n"
    let length = header.utf8.count
    let size: [UInt8] =
      version == 1
      ? [UInt8(length % 256), UInt8(length / 256)]
      : [UInt8(length % 256), UInt8(length / 256), 0, 0]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(header.utf8) + bytes
  }

  private func doubles(_ values: [Double]) -> [UInt8] {
    values.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  /// The CRC-32 of zip files, bit by bit.
  private func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
  }

  /// A stored zip archive.
  private func archive(_ files: [(name: String, content: [UInt8])]) -> [UInt8] {
    func little(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes: [UInt8] = []
    var central: [UInt8] = []
    for (name, content) in files {
      let start = bytes.count
      let sizes =
        little(checksum(content), 4) + little(content.count, 4) + little(content.count, 4)
      bytes +=
        little(0x0403_4b50, 4) + little(20, 2) + little(0, 8) + sizes
        + little(name.utf8.count, 2) + little(0, 2) + Array(name.utf8) + content
      central +=
        little(0x0201_4b50, 4) + little(20, 2) + little(20, 2) + little(0, 8) + sizes
        + little(name.utf8.count, 2) + little(0, 12) + little(start, 4) + Array(name.utf8)
    }
    return bytes + central + little(0x0605_4b50, 4) + little(0, 4) + little(files.count, 2)
      + little(files.count, 2) + little(central.count, 4) + little(bytes.count, 4) + little(0, 2)
  }

  private func archive(_ name: String, _ content: [UInt8]) -> [UInt8] {
    archive([(name, content)])
  }

  private func read(_ name: String, _ bytes: [UInt8]) throws -> Submission {
    let assignment = try AssignmentReader.read(
      SourceText(name: "assignment.yaml", text: SubmissionTests.yaml), id: "reading")
    return SubmissionReader.read(
      [.init(name: name, bytes: bytes)], student: "s", for: assignment)
  }

  private func values(_ part: String, _ name: String, _ bytes: [UInt8]) throws -> [Double] {
    guard case .numbers(let answer)? = try read(name, bytes).answers[part] else { return [] }
    return answer.values
  }

  /// Numbers that were rounded before they were saved claim no more digits than they have.
  @Test func roundedNumbersSayHowFar() throws {
    func decimals(_ values: [Double]) throws -> [Int] {
      let bytes = array("<f8", "\(values.count / 3), 3", doubles(values))
      guard case .numbers(let answer)? = try read("p.table.npy", bytes).answers["p.table"] else {
        return []
      }
      return answer.tokens.map(\.decimals)
    }
    #expect(try decimals([0.1234, -2.5, 3, 0.5, 10.25, 1]) == [4, 1, 0, 1, 2, 0])
    #expect(try decimals([0.1234, 1.0 / 3, 3, 0.5, 10.25, 1]) == [4, 16, 0, 1, 2, 0])
  }

  @Test func typesAndOrdersAreRead() throws {
    let table = doubles([1, 2, 3, 4, 5, 6])
    #expect(
      try values("p.table", "p.table.npy", array("<f8", "2, 3", table)) == [1, 2, 3, 4, 5, 6])
    #expect(
      try values("p.table", "p.table.npy", array("<f8", fortran: true, "2, 3", table)) == [
        1, 3, 5, 2, 4, 6,
      ])
    #expect(
      try values("p.pair", "p.pair.npy", array(">i2", "2,", [0xFF, 0xFE, 0x01, 0x00], version: 2))
        == [-2, 256])
    #expect(try values("p.pair", "p.pair.npy", array("|u1", "2,", [200, 7])) == [200, 7])
    #expect(
      try values("p.pair", "p.pair.npy", array("<f2", "2,", [0x00, 0x3C, 0x01, 0xC0])) == [
        1, -2.001953125,
      ])
    #expect(try values("p.scalar", "p.scalar.npy", array("<f8", "", doubles([0.25]))) == [0.25])
    #expect(
      try values(
        "p.pair", "answers.npz", archive("p.pair.npy", array("<f8", "2,", doubles([3, 4])))) == [
          3, 4,
        ])
  }

  @Test(arguments: [
    ("<c8", "2,", 16, "complex numbers"), ("|O", "2,", 16, "Python objects"),
    ("|b1", "2,", 2, "truth values"),
    ("<f8", "3,", 16, "needs 24 bytes, but 16 are here"), ("<f8", "0,", 0, "empty"),
    ("<f8", "9999999999,", 8, "more numbers"),
    ("<f8", "-1,", 8, "more numbers"), ("<f8", "x,", 8, "tells no shape"),
    ("<f16", "1,", 16, "type '<f16'"),
  ])
  func whatIsNoArrayOfNumbersIsRefused(
    _ type: String, _ shape: String, _ count: Int, _ words: String
  ) throws {
    let submission = try read("p.pair.npy", array(type, shape, [UInt8](repeating: 1, count: count)))
    #expect(submission.diagnostics.count == 1)
    #expect(
      submission.diagnostics[0].message.contains(words), "\(submission.diagnostics[0].message)")
  }

  @Test func whatIsNotFiniteIsRefusedAtItsIndex() throws {
    let submission = try read("p.pair.npy", array("<f8", "2,", doubles([1, .nan])))
    #expect(
      submission.diagnostics.map(\.message) == [
        "the entry at [1] is not finite, expected a finite number"
      ])
  }

  @Test func aDamagedArrayIsMalformedAndTheOthersAreRead() throws {
    let scalar = array("<f8", "", doubles([0.25]))
    var bytes = archive([
      ("p.pair.npy", array("<f8", "2,", doubles([3, 4]))), ("p.scalar.npy", scalar),
    ])
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: doubles([3])) })
    bytes[place] ^= 1
    let submission = try read("answers.npz", bytes)
    guard case .malformed(let fault, _)? = submission.answers["p.pair"],
      case .numbers? = submission.answers["p.scalar"]
    else {
      Issue.record("\(submission.answers)")
      return
    }
    #expect(fault.message == "'p.pair.npy' is damaged: its checksum is another one")
  }

  /// What is larger than anything that is asked for is refused before it is laid out.
  @Test func whatIsTooLargeIsRefused() throws {
    let many = [UInt8](repeating: 0, count: 8 * 20_000)
    let large = try read("p.pair.npy", array("<f8", "20000,", many))
    #expect(
      large.diagnostics.map(\.message) == [
        "more than 10000 numbers, more than any answer here can have"
      ])
    let axes = String(repeating: "1, ", count: 5_000)
    let deep = try read("p.pair.npy", array("<f8", axes, doubles([1])))
    #expect(deep.diagnostics.map(\.message) == ["this array has more than 64 axes"])
    let crowd = archive((0..<100).map { ("p.\($0).npy", array("<f8", "", doubles([1]))) })
    #expect(try read("answers.npz", crowd).diagnostics[0].message.contains("holds 100 files"))
    let fat = archive("p.pair.npy", [UInt8](repeating: 0, count: 600_000))
    #expect(
      try read("answers.npz", fat).diagnostics[0].message.hasPrefix("'p.pair.npy' has 600000 bytes")
    )
    let row = String(repeating: "1,", count: 20_000) + "1"
    #expect(
      try read("p.pair.csv", Array(row.utf8)).diagnostics[0].message.hasPrefix("more than 10000"))
    let column = String(repeating: "1\n", count: 20_000)
    #expect(
      try read("p.pair.csv", Array(column.utf8)).diagnostics[0].message.hasPrefix("more than 10000")
    )
    let list = "{\"p.pair\": [\(row)], \"p.scalar\": 2}"
    let read = try read("answers.json", Array(list.utf8))
    #expect(read.diagnostics[0].message.hasPrefix("more than 10000 numbers"))
    guard case .numbers? = read.answers["p.scalar"] else {
      Issue.record("the answer after it is lost")
      return
    }
    let names = (0..<50_000).map { "\"q.\($0)\": [1, 2, 3]" }.joined(separator: ", ")
    let unknown = try self.read("answers.json", Array("{\(names), \"p.scalar\": 2}".utf8))
    #expect(unknown.answers.count == 1 && unknown.diagnostics.count == 51)
    #expect(unknown.diagnostics[50].message == "49950 more about this submission, not shown")
  }

  @Test func damagedFilesNeverCrash() throws {
    var generator = SeededGenerator(seed: 31)
    let good = archive("p.pair.npy", array("<f8", "2,", doubles([3, 4])))
    for _ in 0..<3_000 {
      var bytes = Array(good.prefix(generator.below(good.count + 1)))
      for _ in 0..<generator.below(4) where !bytes.isEmpty {
        bytes[generator.below(bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
      }
      _ = try read("answers.npz", bytes)
      _ = try read("p.pair.npy", Array(bytes.dropFirst(40)))
    }
  }
}
