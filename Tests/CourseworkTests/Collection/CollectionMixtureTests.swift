import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Coursework

/// Nobody is taken for somebody else: random downloads with strangers, equal names, names that browsers changed, and
/// folders around folders.
@Suite struct CollectionMixtureTests {
  private struct Person {
    let student: String
    let name: String
    let number: Int
    var canvas: String { "\(4_000 + number)" }
    var participant: String { "\(70 + number)" }
    var sid: String { "9\(number)" }
    var email: String { "\(student)@example.org" }
    /// A number in everybody's answers that is nobody else's.
    var answers: String { "{\"p.y\": [1, \(number).25]}" }
  }

  private static let assignment = """
    title: Small
    problems:
      - id: p
        given: {x: [1, 2]}
        parts: [{id: y, reference: 2 * x}]

    """

  private func people(_ random: inout SeededGenerator) -> [Person] {
    // Names that are parts of each other, and numbers that are parts of each other.
    let names = [
      "ada", "ada-2", "bob-ada", "bob", "bob_1", "1", "11", "ada lovelace", "zoë", "LATE",
    ]
    let numbers = [1, 11, 111, 2, 22, 12, 21, 3, 33, 4].shuffled(using: &random)
    return names.shuffled(using: &random).prefix(3 + random.below(6)).enumerated().map {
      Person(
        student: $1, name: ["Ada L", "Bob", "Li_7_Wei", "x_4011"][random.below(4)],
        number: numbers[$0])
    }
  }

  private func fileName(_ random: inout SeededGenerator) -> String {
    ["answers.json", "answers-2.json", "answers (1).json", "answers.json.txt"][random.below(4)]
  }

  private func plain(_ name: String) -> String { name.lowercased().filter { $0 != " " } }

  private func files(
    _ source: CollectionSource, _ people: [Person], strangers: [Person],
    _ random: inout SeededGenerator
  ) -> [ZipFixture.File] {
    var files: [ZipFixture.File] = []
    var metadata = ""
    for person in people + strangers {
      let file = fileName(&random)
      switch source {
      case .canvas:
        let late = random.below(3) == 0 ? "_LATE" : ""
        files.append(
          ZipFixture.File(
            "\(plain(person.name))\(late)_\(person.canvas)_\(random.below(50))_\(file)",
            person.answers))
      case .moodle:
        let prefix =
          "\(person.name.replacing("_", with: " "))_\(person.participant)_assignsubmission_file"
        let separator = ["/", "_/", "_"][random.below(3)]
        files.append(ZipFixture.File("\(prefix)\(separator)\(file)", person.answers))
      case .gradescope:
        metadata +=
          "submission_\(person.number):\n  :submitters:\n  - :name: '\(person.name)'\n    :sid: '\(person.sid)'\n"
          + "    :email: \(person.email.uppercased())\n  :created_at: 2026-11-20 10:00:00.5 Z\n"
        files.append(ZipFixture.File("submission_\(person.number)/\(file)", person.answers))
      case .git:
        let prefix = random.below(2) == 0 ? "small-" : ""
        files.append(ZipFixture.File("\(prefix)\(person.student)/\(file)", person.answers))
      case .folder:
        let name = [person.student, person.email, person.sid][random.below(3)]
        files.append(ZipFixture.File("\(name)/\(file)", person.answers))
      case .mail:
        let sender =
          random.below(2) == 0
          ? "\"\(person.name)\" <\(person.email.uppercased())>" : "\(person.email) (\(person.name))"
        let message = """
          From: \(sender)
          Content-Type: multipart/mixed; boundary=x

          --x
          Content-Disposition: attachment; filename="\(file)"

          \(person.answers)
          --x--
          """
        files.append(ZipFixture.File("\(plain(person.name)) \(person.number).eml", message))
      }
    }
    files.shuffle(using: &random)
    if !metadata.isEmpty { files.append(ZipFixture.File("submission_metadata.yml", metadata)) }
    files.append(ZipFixture.File("__MACOSX/._x", "x"))
    if random.below(2) == 0 {
      for index in files.indices { files[index].name = "download (1)/" + files[index].name }
    }
    return files
  }

  @Test(arguments: CollectionSource.allCases)
  func nobodyIsTakenForSomebodyElse(_ source: CollectionSource) throws {
    let folder = try FreshFolder()
    let assignment = try AssignmentReader.read(
      SourceText(name: "assignment.yaml", text: Self.assignment), id: "small")
    var random = SeededGenerator(seed: UInt64(source.rawValue.utf8.reduce(7) { $0 * 31 + Int($1) }))
    var taken = 0
    for round in 0..<200 {
      let everybody = people(&random)
      let known = Array(everybody.dropLast(2))
      let strangers = Array(everybody.suffix(2))
      let table =
        "student,name,email,canvas id,participant,sid,github\n"
        + known.map {
          "\($0.student),\"\($0.name)\",\($0.email),\($0.canvas),\($0.participant),\($0.sid),\($0.student)\n"
        }.joined()
      try folder.write(
        ZipFixture.archive(files(source, known, strangers: strangers, &random)),
        to: "\(round).zip")
      let place = "\(folder.path)/\(round)/small"
      let settings = SubmissionCollector.Settings(
        source: source, assignment: assignment, classFolder: place,
        roster: try Roster(SourceText(name: "roster.csv", text: table)), times: nil,
        collected: nil, prefix: nil)
      let first = try SubmissionCollector.collect("\(folder.path)/\(round).zip", settings)
      for person in known {
        // A name with its prefix may be another's name: then nobody gets it.
        let path = "\(place)/\(person.student)/answers.json"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
        #expect(text == person.answers, "\(source) \(round): \(person.student)")
        taken += 1
      }
      #expect(
        first.counts.new + first.unmatched.count + first.strays.count >= everybody.count
          - first.diagnostics.count)
      for stranger in strangers where !known.contains(where: { $0.student == stranger.student }) {
        #expect(!FileManager.default.fileExists(atPath: "\(place)/\(stranger.student)"))
      }
      let before = try Data(contentsOf: URL(fileURLWithPath: "\(place)/manifest.csv"))
      let second = try SubmissionCollector.collect("\(folder.path)/\(round).zip", settings)
      #expect(second.counts.new == 0 && second.counts.again == 0)
      #expect(second.counts.known == first.counts.new)
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(place)/manifest.csv")) == before)
    }
    #expect(taken > 400, "\(source): \(taken)")
  }
}
