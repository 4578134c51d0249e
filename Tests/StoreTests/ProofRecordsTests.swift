import Coursework
import Diagnostics
import Foundation
import GRDB
import GradebookStore
import Grading
import TestSupport
import Testing

/// What a gradebook keeps of proofs.
@Suite struct ProofRecordsTests {
  private static let yaml = """
    title: T
    problems:
      - id: p
        given: {x: {draw: uniform, shape: [2], from: 1, to: 2, decimals: 2}}
        forward: L = sum(x^2)
        parts: [{id: d, derivative: {of: L, wrt: x}, reference: 2 * x}]
    """

  private func assignment() throws -> Assignment {
    try AssignmentReader.read(SourceText(name: "a.yaml", text: Self.yaml), id: "t")
  }

  private func handout(_ student: String) throws -> Handout {
    let found = try #require(
      ProvedInputs.find(
        try assignment(), secret: Array("of this test alone".utf8), for: .student(student)))
    return Handout(
      assignment: found.assignment, student: student, counter: found.counter, fingerprint: "f",
      record: found.record)
  }

  @Test func eachHandoutHasItsOwn() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    let book = try Gradebook(path: path)
    let handouts = try ["ada", "ben"].map(handout)
    try book.store(handouts)
    let known = try book.handedOut("t")
    for handout in handouts {
      let row = try #require(known[.student(handout.student)]?.row)
      let kept = book.proofs.record(of: handout.assignment, handout: row)
      #expect(kept?.bytes == handout.record?.bytes && kept != nil)
    }
    #expect(book.proofs.record(of: handouts[0].assignment) == nil)
    let gone = Gradebook.Tombstone(
      student: nil, total: "0", reason: Reason(because: "asked", by: "me"))
    #expect(try book.forget("ada", gone) == 0)
    #expect(
      try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM proof") }
        == 1)
  }

  @Test func whatAnotherGraderKeptIsNotTrusted() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    let book = try Gradebook(path: path)
    let ada = try handout("ada")
    try book.store([ada])
    let row = try #require(try book.handedOut("t")[.student("ada")]?.row)
    func change(_ what: String) throws {
      try DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE proof SET \(what)") }
    }
    try change("derivatives = x'00'")
    #expect(book.proofs.record(of: ada.assignment, handout: row) == nil)
    try change("derivatives = zeroblob(64)")
    #expect(book.proofs.record(of: ada.assignment, handout: row) == nil)
    let bytes = try #require(ada.record?.bytes)
    try DatabaseQueue(path: path).write {
      try $0.execute(sql: "UPDATE proof SET derivatives = ?", arguments: [Data(bytes)])
    }
    #expect(book.proofs.record(of: ada.assignment, handout: row) != nil)
    try change("grader = 'another'")
    #expect(book.proofs.record(of: ada.assignment, handout: row) == nil)
  }
}
