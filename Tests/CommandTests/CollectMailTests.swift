import Foundation
import TestSupport
import Testing

/// Messages with attachments, collected by the built command.
@Suite struct CollectMailTests {
  private let folder: FreshFolder

  init() throws {
    folder = try Workplace.make(nil)
    try folder.write(
      "student,email\nada,ada@example.org\nben,Ben@Example.org\ncid,cid@example.org\n",
      to: "roster.csv")
  }

  private func message(
    _ sender: String, _ text: String, name: String = "answers.json",
    received: String? = "Fri, 20 Nov 2026 21:00:00 +0100 (CET)"
  ) -> String {
    let servers = received.map {
      "Received: by mx.example.org id 1;\n\t\($0)\nReceived: from laptop; Mon, 1 Jan 2001 00:00:00 +0000\n"
    }
    return (servers ?? "")
      + """
      Date: Mon, 1 Jan 2001 00:00:00 +0000
      From: \(sender)
      Content-Type: multipart/mixed; boundary="a b"

      --a b
      Content-Type: text/plain

      From here on it counts.
      --a b
      Content-Type: application/json
      Content-Disposition: attachment;
       filename="\(name)"
      Content-Transfer-Encoding: base64

      \(Data(text.utf8).base64EncodedString())
      --a b--

      """
  }

  private func collect(_ path: String) throws -> Tool.Result {
    try Tool.run(
      ["collect", path, "--as", "mail", "--assignment", "convnet-layers"], in: folder.path)
  }

  private func file(_ path: String) throws -> String {
    try String(contentsOfFile: folder.path + "/submissions/convnet-layers/" + path, encoding: .utf8)
  }

  @Test func theServersTimeCountsAndNotTheSenders() throws {
    try folder.write(
      message("\"Lovelace, Ada\" <ada@example.org>", "{\"a\": 1}"), to: "mails/1.eml")
    try folder.write(
      message(
        "ben@example.org", "{\"b\": 1}", name: "=?UTF-8?Q?answers=20=282=29.json?=",
        received: "Sat, 21 Nov 2026 08:30 GMT"
      ).replacing("\n", with: "\r\n"), to: "mails/2.eml")
    try folder.write(message("cid@example.org", "{}", received: nil), to: "mails/3.eml")
    try folder.write("From: dora@example.org\n\nNo file.\n", to: "mails/4.eml")
    try folder.write(message("eve@example.org", "{}"), to: "mails/5.eml")
    let collected = try collect("mails")
    #expect(collected.status == 1)
    #expect(collected.output.contains("3 collected"), "\(collected)")
    #expect(try file("ada/answers.json") == "{\"a\": 1}")
    #expect(try file("ben/answers.json") == "{\"b\": 1}")
    let manifest = try file("manifest.csv")
    #expect(manifest.contains("2026-11-20T21:00:00+01:00,the mail server"))
    #expect(manifest.contains("2026-11-21T08:30:00+00:00,the mail server"))
    // Neither an earlier server's line nor the sender's date is believed.
    #expect(!manifest.contains("2001"))
    #expect(try file("unmatched.csv").contains("email eve@example.org"))
    #expect(try !file("unmatched.csv").contains("dora"))
  }

  /// Whoever writes twice has two attempts; collecting again changes nothing.
  @Test func theLastMessageIsTheLastAttempt() throws {
    let first = message("ada@example.org", "{\"a\": 1}")
    let second = message(
      "ada@example.org", "{\"a\": 2}", received: "Sat, 21 Nov 2026 21:00:00 +0100")
    try folder.write(
      "From ada@x Sat Nov 21 21:00:00 2026\n\(second)\nFrom ada@x Fri Nov 20 21:00:00 2026\n\(first)\n",
      to: "all.mbox")
    #expect(try collect("all.mbox").status == 0)
    #expect(try file("ada/answers.json") == "{\"a\": 2}")
    #expect(try file(".attempts/ada/1/answers.json") == "{\"a\": 1}")
    let before = try file("manifest.csv")
    let again = try collect("all.mbox")
    #expect(again.output.contains("0 collected, 0 handed in again, 2 here already"), "\(again)")
    #expect(try file("manifest.csv") == before)
  }

  /// What comes through one address is told apart by a person, message by message.
  @Test func oneAddressForSeveralStudents() throws {
    try folder.write(message("list@example.org", "{\"a\": 1}"), to: "mails/one.eml")
    try folder.write(message("list@example.org", "{\"a\": 2}"), to: "mails/two.eml")
    #expect(try collect("mails").status == 1)
    let list = "submissions/convnet-layers/unmatched.csv"
    let text = try file("unmatched.csv")
    try folder.write(
      text.replacing("one.eml,", with: "one.eml,ada").replacing("two.eml,", with: "two.eml,ben"),
      to: list)
    let collected = try collect("mails")
    #expect(collected.status == 0, "\(collected)")
    #expect(try file("ada/answers.json") == "{\"a\": 1}")
    #expect(try file("ben/answers.json") == "{\"a\": 2}")
    // A third one waits for a person.
    try folder.write(message("list@example.org", "{\"a\": 3}"), to: "mails/three.eml")
    #expect(try collect("mails").status == 1)
    #expect(try file("unmatched.csv").contains("three.eml,\r\n"))
  }

  @Test func attachmentsAreFoundHoweverTheyAreNamed() throws {
    func mail(_ sender: String, _ part: String) -> String {
      "From: \(sender)\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\(part)\n\n{\"a\": 1}\n--x--\n"
    }
    let long = String(repeating: "very ", count: 20)
    try folder.write(
      mail(
        "ada@example.org",
        "Content-Disposition: attachment;\n filename*0*=UTF-8''L%C3%B6sung%20;\n filename*1=\"answers\";\n filename*2*=%20%282%29.json"
      ), to: "mails/1.eml")
    try folder.write(
      mail("ben@example.org", "Content-Disposition: attachment; filename=\"\(long)answers.json\""),
      to: "mails/2.eml")
    // Sent on: whoever sends it on answers for it.
    try folder.write(
      "From: cid@example.org\nContent-Type: message/rfc822\n\n"
        + mail("ada@example.org", "Content-Type: application/json"), to: "mails/3.eml")
    let collected = try collect("mails")
    #expect(collected.status == 0 && collected.output.contains("3 collected"), "\(collected)")
    #expect(try file("cid/answers.json") == "{\"a\": 1}")
    let manifest = try file("manifest.csv")
    #expect(manifest.contains("ada/Lösung answers (2).json"))
    #expect(manifest.contains("ben/very very") && manifest.contains(".json"))
  }

  /// Who writes without a file is named, and two senders are none.
  @Test func nobodyIsLostWithoutAWord() throws {
    try folder.write("From: ada@example.org\n\nMy answers: 1, 2.\n", to: "mails/1.eml")
    try folder.write(
      "From: ben@example.org\n" + message("cid@example.org", "{}"), to: "mails/2.eml")
    let collected = try collect("mails")
    #expect(collected.status == 1)
    #expect((collected.output + collected.errors).contains("ada"), "\(collected)")
    #expect(try file("unmatched.csv").contains("name 2.eml,2.eml,"))
  }

  /// What one of a group hands in later does not replace what another has handed in.
  @Test func ownWorkIsNotReplacedByAPartners() throws {
    let path = "assignments/convnet-layers/assignment.yaml"
    let text = try String(contentsOfFile: folder.path + "/" + path, encoding: .utf8)
    try folder.write("group-work: true\n" + text, to: path)
    try folder.write(
      "student,email,group\nada,ada@example.org,A\nben,ben@example.org,A\ncid,cid@example.org,A\n",
      to: "roster.csv")
    try folder.write(message("ada@example.org", "{\"a\": 1}"), to: "first/1.eml")
    let first = try collect("first")
    #expect(first.output.contains("3 collected"), "\(first)")
    try folder.write(
      message("ben@example.org", "{\"a\": 2}", received: "Sat, 21 Nov 2026 21:00:00 +0100"),
      to: "second/1.eml")
    let second = try collect("second")
    #expect(second.output.contains("0 collected, 2 handed in again"), "\(second)")
    #expect(try file("ada/answers.json") == "{\"a\": 1}")
    #expect(try file("cid/answers.json") == "{\"a\": 2}")
    // Of two who hand in at once, somebody has to say so.
    try folder.write(message("ada@example.org", "{\"a\": 3}"), to: "third/1.eml")
    try folder.write(message("ben@example.org", "{\"a\": 4}"), to: "third/2.eml")
    #expect(
      try collect("third").errors.contains(
        "of one group ada, ben have handed in: cid gets the work of ada"))
  }
}
