import Foundation
import TestSupport
import Testing

/// What students are told holds no right number, no formula of a reference, no secret and nothing of other students.
@Suite struct LeakTests {
  private static let secret = "a-secret-for-the-leak-test-5a8c1e"
  private static let references = ["outer(dL_ds, x * 1.0)", "P - t + 0 * s", "-log(P[2] + 0.0)"]

  private static let yaml = """
    title: Leaks
    feedback: FEEDBACK
    problems:
      - id: classifier
        text: derive the gradients
        given:
          W: {draw: normal, shape: [3, 4], decimals: 3}
          x: {draw: normal, shape: [4], decimals: 3}
        forward: |
          t = one_hot(2, 3)
          s = W @ x
          P = softmax(s)
          L = -log(P[2])
        parts:
          - {id: L, value: L, reference: "\(references[2])"}
          - {id: dL_ds, derivative: {of: L, wrt: s}, reference: "\(references[1])"}
          - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "\(references[0])"}
    """

  /// A course with two students: what `ada` handed in is right, what `ben` handed in is nothing that anybody derived.
  private struct Course {
    let folder: FreshFolder
    var right: [String] = []
    var others: [String] = []

    init(_ level: String) throws {
      folder = try FreshFolder()
      try folder.write(
        LeakTests.yaml.replacing("FEEDBACK", with: level), to: "assignments/leak/assignment.yaml")
      try folder.write(LeakTests.secret, to: "secret")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: folder.path + "/secret")
      try folder.write(
        "student,email\nada,ada.l@example.org\nben,ben@example.org\n", to: "roster.csv")
      for student in ["ada", "ben"] {
        _ = try run(["handout", "leak", "--student", student, "--secret-file", "secret"])
      }
      let key = try run(["key", "leak", "--student", "ada"]).output
      try folder.write(key, to: "submissions/leak/ada/answers.json")
      others = Course.digits(key)
      let own = try run(["key", "leak", "--student", "ben"]).output
      right = Course.digits(own)
      var generator = SeededGenerator(seed: 77)
      let wrong = own.replacing(/-?[0-9]+\.[0-9]+/) { match in
        String(format: "%.9f", (Double(match.output) ?? 1) * 1.7 + 0.3 * generator.normal())
      }
      try folder.write(wrong, to: "submissions/leak/ben/answers.json")
    }

    func run(_ arguments: [String]) throws -> Tool.Result {
      try Tool.run(arguments, in: folder.path)
    }

    /// The numbers of a key to four digits, cut off and rounded.
    static func digits(_ key: String) -> [String] {
      key.matches(of: /[0-9]+\.[0-9]{6,}/).flatMap { match -> [String] in
        guard let value = Double(match.output), value >= 1e-3 else { return [] }
        let places = max(0, 3 - (Int(exactly: log10(value).rounded(.down)) ?? 0))
        let scale = pow(10, Double(places))
        return [(value * scale).rounded(.down), (value * scale).rounded()].map {
          String(format: "%.\(places)f", $0 / scale)
        }
      }
    }

    /// Every file below a folder, as text.
    func files(_ name: String) throws -> [(name: String, text: String)] {
      let root = folder.path + "/" + name
      return try (FileManager.default.subpaths(atPath: root) ?? []).sorted().compactMap { path in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
        if isFolder.boolValue { return nil }
        return (
          path,
          String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")), as: UTF8.self)
        )
      }
    }
  }

  /// What a text tells that it must not.
  private func leaks(_ text: String, _ course: Course) -> [String] {
    let own = Set(course.right), other = Set(course.others)
    let words =
      Self.references + [Self.secret] + own.sorted() + other.subtracting(own).sorted()
      + ["ada", "ada.l@example.org"]
    return words.filter(text.contains)
  }

  @Test(arguments: ["scores", "locations", "mistakes"])
  func whatStudentsSeeLeaksNothing(_ level: String) throws {
    let course = try Course(level)
    let ben = "submissions/leak/ben"
    var seen: [(what: String, text: String)] = []
    for format in ["table", "json", "csv"] {
      for flags in [["--no-store"], ["--feedback", level, "--no-store"], []] {
        let run = try course.run(["grade", ben, "--format", format] + flags)
        #expect(run.status == 1)
        seen.append(("grade \(format) \(flags)", run.output + run.errors))
      }
    }
    seen += try course.files("reports").map { ($0.name, $0.text) }
    for arguments in [
      ["answers", ben], ["answers", ben, "--format", "json"], ["grade", ben, "--jobs", "1"],
    ] {
      let run = try course.run(arguments)
      seen.append((arguments.joined(separator: " "), run.output + run.errors))
    }
    for target in ["folder", "mail"] {
      let run = try course.run(["feedback", "leak", "--as", target, "--student", "ben"])
      #expect(run.status == 0)
      seen.append(("feedback \(target)", run.output + run.errors))
    }
    for arguments in [
      ["report", "leak", "--student", "ben"],
      ["feedback", "leak", "--as", "folder", "--format", "text", "--student", "ben"],
      ["report", "leak", "--projected"],
      ["handout", "leak", "--student", "ben", "--html"],
    ] {
      let run = try course.run(arguments)
      #expect(run.status == 0, "\(run.errors)")
      seen.append((arguments.joined(separator: " "), run.output + run.errors))
    }
    seen += try course.files("reports").filter {
      $0.name.hasSuffix("ben.html") || $0.name.hasSuffix(".class.html")
    }.map {
      ($0.name, $0.text)
    }
    #expect(seen.contains { $0.what.hasSuffix("ben.html") })
    seen += try course.files("feedback").map { ($0.name, $0.text) }
    seen += try course.files("handouts/leak/ben").map { ($0.name, $0.text) }
    _ = try course.run(["grade", "submissions/leak"])
    seen += try course.files("reports").filter { $0.name.contains("ben") }.map {
      ($0.name, $0.text)
    }
    #expect(seen.count > 15)
    for (what, text) in seen { #expect(leaks(text, course) == [], "\(level): \(what)") }
  }

  @Test func whatGradescopeShowsLeaksNothing() throws {
    for level in ["scores", "locations", "mistakes"] {
      let course = try Course(level)
      let manager = FileManager.default
      try manager.createDirectory(
        atPath: course.folder.path + "/auto", withIntermediateDirectories: true)
      try manager.copyItem(
        atPath: course.folder.path + "/submissions/leak/ben",
        toPath: course.folder.path + "/auto/submission")
      try course.folder.write(
        "{\"created_at\": \"2026-11-20T20:15:00Z\", \"users\": [{\"email\": \"ben@example.org\"}]}",
        to: "auto/submission_metadata.json")
      let run = try course.run(
        ["gradescope", "run", "auto", "--assignment", "leak", "--secret-file", "secret"])
      #expect(run.status == 0)
      let results = try course.files("auto/results")
      #expect(results.count == 1)
      for text in results.map(\.text) + [run.output + run.errors] {
        #expect(leaks(text, course) == [], "\(level)")
      }
    }
  }

  /// What goes to other systems tells scores, and no command tells the secret.
  @Test func nothingTellsTheSecretAndExportsTellScoresAlone() throws {
    let course = try Course("mistakes")
    _ = try course.run(["grade", "submissions/leak"])
    for target in ["canvas", "moodle", "csv"] {
      let run = try course.run(["export", "--to", target, "leak"])
      let told = Set(course.right + course.others + Self.references + [Self.secret])
      #expect(told.filter(run.output.contains) == [], "\(target)")
    }
    let commands = [
      ["check", "leak"], ["scores"], ["stats", "leak"], ["show", "ben", "leak"], ["disputes"],
      ["similar", "leak"], ["regrade", "leak"], ["key", "leak", "--student", "ben"],
      ["handout", "leak", "--student", "ben", "--secret-file", "secret"],
      ["grade", "submissions/leak", "--secret-file", "secret", "--feedback", "full"],
    ]
    for command in commands {
      let run = try course.run(command)
      #expect(!(run.output + run.errors).contains(Self.secret), "\(command)")
    }
    let book = try Data(contentsOf: URL(fileURLWithPath: course.folder.path + "/gradebook.sqlite"))
    #expect(book.range(of: Data(Self.secret.utf8)) == nil)
    for name in ["reports", "handouts", "assignments"] {
      for (file, text) in try course.files(name) { #expect(!text.contains(Self.secret), "\(file)") }
    }
  }

  /// Faults of an assignment quote its formulas: where students may look on they are only counted.
  @Test func faultsOfTheAssignmentAreNotQuoted() throws {
    let course = try Course("mistakes")
    let broken = Self.yaml.replacing("FEEDBACK", with: "mistakes").replacing(
      "x * 1.0)", with: "x * 1.0))")
    try course.folder.write(broken, to: "assignments/leak/assignment.yaml")
    for command in [["grade", "submissions/leak/ben"], ["answers", "submissions/leak/ben"]] {
      let run = try course.run(command)
      #expect(run.status == 3)
      #expect(run.errors.contains("the assignment 'leak' cannot be used: 1 fault in it"))
      #expect(leaks(run.output + run.errors, course) == [])
    }
    #expect(try course.run(["check", "leak"]).errors.contains("outer(dL_ds"))
  }

  /// The search finds what is there: at the level that tells the right numbers, and in the key.
  @Test func theSearchFindsWhatIsTold() throws {
    let course = try Course("full")
    let full = try course.run(["grade", "submissions/leak/ben", "--no-store"]).output
    #expect(course.right.contains(where: full.contains))
    let key = try course.run(["key", "leak", "--student", "ben"]).output
    #expect(leaks(key, course).count >= 5)
    let all = try course.run(["grade", "submissions/leak"]).output
    #expect(leaks(all, course).contains("ada"))
    #expect(leaks("says \(Self.references[0]) and \(Self.secret)", course).count == 2)
  }
}
