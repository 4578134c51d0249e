import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Coursework

/// Whose submission a path is: by one rule, or not at all.
@Suite struct SubmissionSearchTests {
  private static let ids: Set<String> = ["A", "B"]

  private func search(
    _ path: String, student: String? = nil, assignment: String? = nil
  ) throws -> SubmissionSearch {
    try SubmissionSearch(
      path, student: student, assignment: assignment, isAssignment: Self.ids.contains)
  }

  /// `student: files` of each submission, paths without the folder.
  private func found(_ search: SubmissionSearch, in folder: FreshFolder) throws -> [String] {
    try search.found.map { try $0.located() }.map { location in
      let place = location.folder.dropFirst(folder.path.count + 1)
      return "\(location.assignment)/\(location.student): \(place) \(location.files)"
    }
  }

  /// What the command is given, what lies there, and who is found; nil if it is refused.
  static let cases: [(path: String, assignment: String?, files: [String], students: [String]?)] = [
    ("A", nil, ["A/s1/answers.json", "A/s2/answers.json"], ["s1", "s2"]),
    ("A", "A", ["A/s1/answers.json", "A/s2/answers.json"], ["s1", "s2"]),
    ("A", "B", ["A/s1/answers.json"], ["s1"]),
    ("A/s1", nil, ["A/s1/answers.json"], ["s1"]),
    ("A/s1", "A", ["A/s1/answers/answers.json", "A/s1/src/x.py"], ["s1"]),
    ("A", "A", ["A/s1/answers/answers.json", "A/s1/src/x.py", "A/s2/p.L.csv"], ["s1", "s2"]),
    ("A", "A", ["A/times.csv", "A/grades.csv", "A/s1/answers.json"], ["s1"]),
    ("A", "A", ["A/answers.json", "A/s1/answers.json"], nil),
    ("A", "A", ["A/answers.json", "A/s1/answers.json", "A/s2/p.L.npy"], ["s1", "s2"]),
    ("A", "A", ["A/v1.csv/answers.json", "A/s2/answers.json"], ["s2", "v1.csv"]),
    ("A", nil, ["A/B/answers.json"], ["B"]),
    ("A", nil, ["A/p.L.csv/answers.json"], ["p.L.csv"]),
    ("A", nil, ["A/answers.json"], nil),
    ("A", "A", ["A/answers.json", "A/src/x.py"], nil),
    ("A/A", nil, ["A/A/answers.json"], nil),
    (".", nil, ["A/s1/answers.json", "B/s1/answers.json", "notes.txt"], ["s1", "s1"]),
    (".", "A", ["A/s1/answers.json"], nil),
    ("all", "A", ["all/s1/answers.json", "all/s2/p.L.csv", "all/s3/x.txt"], ["s1", "s2", "s3"]),
    ("one", "A", ["one/answers.json", "one/src/x.py"], ["one"]),
    ("one", "A", ["one/hw.json"], ["one"]),
    ("one", "A", ["one/answers/answers.json", "one/src/x.py"], nil),
    ("one", "A", ["one/answers.json", "one/old/answers.json"], nil),
    ("one", "A", ["one/x.txt"], nil),
    ("one", "A", ["one/answers.json", "one/inputs/p.x.csv"], ["one"]),
    ("one/answers.json", "A", ["one/answers.json"], ["one"]),
    ("A/answers.json", "A", ["A/answers.json", "A/s1/answers.json", "A/s2/answers.json"], nil),
    ("A/s1/answers.json", nil, ["A/s1/answers.json", "A/s2/answers.json"], ["s1"]),
    ("all/p.L.csv", "A", ["all/p.L.csv", "all/s1/answers.json", "all/s2/answers.json"], nil),
    ("A/s1", nil, ["A/s1/a/answers.json", "A/s1/b/answers.json"], nil),
    ("A/s1", nil, ["A/s1/readme.md"], ["s1"]),
    ("nowhere", "A", ["A/s1/answers.json"], nil),
  ]

  @Test(arguments: cases)
  func aPathIsWhoseItIs(
    _ path: String, _ assignment: String?, _ files: [String], _ students: [String]?
  ) throws {
    let folder = try FreshFolder()
    for file in files { try folder.write("{}", to: file) }
    let found = try? search(folder.path + "/" + path, assignment: assignment).found.map(\.student)
    #expect(found == students)
    guard !path.contains("answers.json"), !path.contains(".csv") else { return }
    #expect(
      try students == nil
        || search(folder.path + "/" + path + "//", assignment: assignment).found.count
          == students?.count
    )
  }

  @Test func aStudentThatIsNamedIsTheStudent() throws {
    let folder = try FreshFolder()
    try folder.write("{}", to: "A/answers.json")
    try folder.write("{}", to: "A/s1/x.txt")
    let found = try search(folder.path + "/A", student: "me", assignment: "A").found
    #expect(found.map(\.student) == ["me"])
    #expect(try found[0].located().files == ["answers.json"])
  }

  /// Nothing that lies about changes whose a submission is, and what is read of it.
  @Test func straysChangeNobodysGrade() throws {
    var generator = SeededGenerator(seed: 12)
    let beside = [
      "times.csv", "grades.csv", "roster.csv", "manifest.csv", ".DS_Store", "README.md",
      "__MACOSX/s0/answers.json", ".git/answers.json", ".attempts/s0/1/answers.json", "a.json",
      "s0.zip", "answers.json~",
    ]
    let within = [
      "times.csv", "notes.csv", ".answers.json.swp", "#answers.json#", "answers.json.bak",
      "answers.json~", "__MACOSX/answers.json", "__MACOSX/._answers.json", ".git/HEAD",
      ".git/answers.json", "src/x.py", "src/data.csv", "package.json", "inputs/p.x.csv",
      "inputs.json", "README.md", ".ipynb_checkpoints/answers.json", "data/table.npy",
    ]
    let forms = [
      ["answers.json"], ["answers.npz"], ["p.L.csv", "p.M.npy"], ["in/answers.json"], [],
    ]
    for round in 0..<1_000 {
      let clean = try FreshFolder()
      let mixed = try FreshFolder()
      for student in 0..<generator.below(4) + 1 {
        for folder in [clean, mixed] { try folder.write("", to: "A/s\(student)/.keep") }
        for file in forms[generator.below(forms.count)] {
          for folder in [clean, mixed] { try folder.write("{}", to: "A/s\(student)/\(file)") }
        }
        for _ in 0..<generator.below(4) {
          let stray = within[generator.below(within.count)]
          try mixed.write("{}", to: "A/s\(student)/\(stray)")
        }
      }
      for _ in 0..<generator.below(4) {
        try mixed.write("{}", to: "A/\(beside[generator.below(beside.count)])")
      }
      let (before, after) = (try search(clean.path + "/A"), try search(mixed.path + "/A"))
      func answers(_ search: SubmissionSearch, _ folder: FreshFolder) throws -> [String] {
        try search.found.map { try $0.located() }.map { location in
          let place = location.folder.dropFirst(folder.path.count + 1)
          let files = location.files.filter(SubmissionFolder.isAnswers)
          return "\(location.student): " + (files.isEmpty ? "" : "\(place) \(files)")
        }
      }
      #expect(try answers(after, mixed) == answers(before, clean), "round \(round)")
      #expect(after.refused.isEmpty)
      // Everything beside the students is said to be passed over, but for what is reserved.
      let listing = try FileManager.default.contentsOfDirectory(atPath: mixed.path + "/A")
      let expected = listing.filter {
        !$0.hasPrefix("s") && !["manifest.csv", ".attempts"].contains($0) || $0 == "s0.zip"
      }
      #expect(Set(after.passedOver.flatMap(\.names)) == Set(expected))
    }
  }

  @Test func nobodyIsLost() throws {
    let folder = try FreshFolder()
    let (composed, decomposed) = ("m\u{FC}ller", "mu\u{308}ller")
    for name in ["ada", composed, decomposed, "a\u{1B}b"] {
      try folder.write("{}", to: "A/\(name)/answers.json")
    }
    // Latin-1 for an umlaut: no UTF-8.
    let latin = Array((folder.path + "/A/g").utf8) + [0xFC, 0x6C, 0]
    #expect(
      latin.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { bytes in
        bytes.baseAddress.map { mkdir($0, 0o755) } == 0
      })
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/A/link", withDestinationPath: "ada")
    try folder.write("{}", to: "A/.zoe/answers.json")
    for path in ["/A/link", "/A/link/", "/A/link/.", "/A/link/./", "/A/link/./answers.json"] {
      #expect(throws: SubmissionSearch.Refusal.self) { try self.search(folder.path + path) }
    }
    let search = try self.search(folder.path + "/A")
    #expect(search.found.map(\.student) == ["ada"])
    let messages = search.refused.map {
      "\($0.diagnostic.source?.name.dropFirst(folder.path.count + 3) ?? ""): \($0.diagnostic.message)"
    }
    #expect(messages.count == 6)
    #expect(messages.contains { $0.hasPrefix(".zoe: the folder's name cannot be a student's") })
    #expect(messages.contains { $0.hasPrefix("g\\xFCl: this name is not UTF-8") })
    #expect(messages.contains { $0.hasPrefix("link: a symbolic link is not followed") })
    #expect(messages.contains { $0.contains("control character") })
    #expect(messages.count { $0.hasSuffix("has the same name, composed otherwise") } == 2)
  }

  @Test func aNameWithASlashInAnyFormIsRefused() {
    for name in ["a/b", "a/\u{338}b", "/\u{301}", "..", ".\u{301}a", "../x", ""] {
      #expect(!Roster.isStudent(name), "\(name)")
    }
    #expect(Roster.isStudent("O'Brien, Zoë 👩🏽‍🔬"))
  }
}
