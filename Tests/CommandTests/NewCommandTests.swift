import Foundation
import TestSupport
import Testing

/// `new` on the built command.
@Suite struct NewCommandTests {
  @Test func aNewAssignmentIsProved() throws {
    let folder = try FreshFolder()
    let new = try Tool.run(["new", "my-first"], in: folder.path)
    #expect(new.status == 0)
    #expect(new.output == "assignments/my-first/assignment.yaml\n")
    let check = try Tool.run(["check", "my-first", "--strict"], in: folder.path)
    #expect(check.status == 0, "\(check.output)")
    let path = folder.path + "/assignments/my-first/assignment.yaml"
    try "mine".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Tool.run(["new", "my-first"], in: folder.path).status == 64)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try Tool.run(["new", "../x"], in: folder.path).status == 64)
  }
}
