import Coursework
import Diagnostics
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SubmissionTests {
  static let yaml = """
    title: Reading
    problems:
      - id: p
        given: {x: [1, 2], s: 3}
        parts:
          - {id: scalar, reference: s * 1}
          - {id: pair, reference: x}
          - {id: table, reference: "outer(x, [1, 2, 3])"}
          - {id: cube, reference: "zeros([2, 2, 3])"}
    """

  private func read(_ files: [String: String]) throws -> Submission {
    let assignment = try AssignmentReader.read(
      SourceText(name: "assignment.yaml", text: Self.yaml), id: "reading")
    return SubmissionReader.read(
      files.sorted { $0.key < $1.key }.map {
        Submission.File(name: $0.key, bytes: Array($0.value.utf8))
      }, student: "s", for: assignment)
  }

  private func answer(_ name: String, _ files: [String: String]) throws -> Answer {
    guard case .numbers(let answer)? = try read(files).answers[name] else {
      throw CancellationError()
    }
    return answer
  }

  private func fault(_ name: String, _ files: [String: String]) throws -> String {
    guard case .malformed(let diagnostic, _)? = try read(files).answers[name] else { return "none" }
    return "\(diagnostic.location ?? "nowhere") \(diagnostic.message)"
  }

  @Test(arguments: [
    #"{"p": {"pair": [1, 2.50]}}"#, #"{"p.pair": [1, 2.50]}"#,
    " { \"p\" : {\"pair\":[ 1 ,2.50 ] } } \n",
    "\u{FEFF}{\"p\": {\"pair\": [1, 2.50], \"scalar\": null}}",
  ])
  func bothFormsOfJSONAreRead(_ text: String) throws {
    let answer = try answer("p.pair", ["answers.json": text])
    #expect(answer.shape == Shape([2]))
    #expect(answer.values == [1, 2.5])
    #expect(answer.tokens[1].decimals == 2)
  }

  @Test func nestedListsAreTensors() throws {
    let text = #"{"p.cube": [[[1,2,3],[4,5,6]],[[7,8,9],[10,11,12]]], "p.scalar": -1e-3}"#
    #expect(try answer("p.cube", ["a.json": text]).shape == Shape([2, 2, 3]))
    #expect(try answer("p.cube", ["a.json": text]).values == (1...12).map(Double.init))
    #expect(try answer("p.scalar", ["a.json": text]).values == [-0.001])
  }

  @Test(arguments: [
    ("[1, NaN]", "1:16 'NaN' is not finite"), ("[1, Infinity]", "1:16 'Infinity' is not finite"),
    ("[1, 1e400]", "1:16 '1e400' is too large"), ("[1, 0x1F]", "1:16 '0x1F' is hexadecimal"),
    ("[1, true]", "1:16 'true' is not a number"), ("[1, \"2\"]", "1:16 \"2\" is text"),
    ("[[1, 2], [3]]", "1:21 this list has length 1, the others at its level have 2"),
    ("[1, [2]]", "1:16 a list where"), ("[[1], 2]", "1:18 a number where"), ("[]", "an empty list"),
    ("[[], []]", "an empty list"), ("[1, null]", "null, expected a number"), ("{}", "an object"),
    ("[1, {\"a\": 1}]", "an object"), ("\"text\"", "is text"), ("[1, x]", "'x' is not a number"),
    ("[1, 0,5.5.5]", "'5.5.5' is not a number"),
  ])
  func aFaultInOneAnswerIsItsAlone(_ value: String, _ words: String) throws {
    let text = "{\"p.pair\": \(value), \"p.scalar\": 3}"
    let fault = try fault("p.pair", ["answers.json": text])
    #expect(fault.contains(words), "\(fault)")
    #expect(try answer("p.scalar", ["answers.json": text]).values == [3])
    #expect(try read(["answers.json": text]).hasUnreadable)
  }

  @Test(arguments: [
    "", "   ", "[1, 2]", "{\"p.pair\": [1, 2}", "{\"p.pair\": [1, 2", "{\"p.pair\": [1 2]}",
    "{\"p.pair\" [1]}",
    "{\"p.pair\": [1,]}", "{p: 1}", "{\"p.pair\": [1]} x", "{\"p.pair\": [1],}", "{\"unclosed",
    "{\"a\\q\": 1}", "{\"p.pair\": }",
    "\u{0}", "{\"p\": {\"pair\": [1, 2]}",
  ])
  func brokenJSONLosesNoPart(_ text: String) throws {
    let submission = try read(["answers.json": text])
    #expect(submission.diagnostics.count == 1)
    #expect(submission.diagnostics[0].range != nil)
    for part in ["p.scalar", "p.pair", "p.table", "p.cube"] {
      guard case .malformed(_, wholeFile: true)? = submission.answers[part] else {
        Issue.record("\(part) is not marked as unreadable")
        continue
      }
    }
  }

  @Test(arguments: ["[", "{\"a\":", "[[1],"])
  func deepNestingIsRefused(_ opening: String) throws {
    let text = "{\"p.pair\": " + String(repeating: opening, count: 10_000)
    let submission = try read(["answers.json": text])
    #expect(submission.diagnostics.count == 1)
  }

  @Test func randomBytesNeverCrash() throws {
    var generator = SeededGenerator(seed: 9)
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"p.pair\"", "\"p\"", "1", "-2.5", "null", "nan", " ", "\n",
      "\"", "\\",
    ]
    for _ in 0..<4_000 {
      let text = (0..<generator.below(24)).map { _ in pieces[generator.below(pieces.count)] }
        .joined()
      let submission = try read(["answers.json": text, "p.table.csv": text])
      for case .numbers(let answer) in submission.answers.values {
        #expect(answer.shape.count == answer.tokens.count)
        let areFinite = answer.values.allSatisfy(\.isFinite)
        #expect(areFinite)
      }
    }
  }

  @Test func unknownAndRepeatedPartsAreReported() throws {
    let unknown = try read(["answers.json": #"{"p": {"piar": [1, 2]}}"#])
    #expect(unknown.diagnostics.map(\.message) == ["'reading' has no part 'p.piar'"])
    #expect(unknown.diagnostics[0].help == "did you mean p.pair?")
    #expect(unknown.diagnostics[0].location == "answers.json:1:8")
    let twice = #"{"p.pair": [1, 2], "p": {"pair": [1, 2]}}"#
    #expect(try fault("p.pair", ["answers.json": twice]).contains("answered twice"))
    let both = ["answers.json": #"{"p.pair": [1, 2]}"#, "p.pair.csv": "1,2"]
    #expect(try fault("p.pair", both).contains("here and at answers.json:1:2"))
    #expect(
      try read(["p.piar.csv": "1,2"]).diagnostics.map(\.message) == [
        "'reading' has no part 'p.piar'"
      ])
  }

  // MARK: Tables

  @Test(arguments: [
    "1,2.5,3\n4,5,6", "1;2.5;3\r\n4;5;6\r\n", "1\t2.5\t3\n4\t5\t6\n", "  1  2.5 3 \n 4 5  6\n\n",
    "\u{FEFF}1, 2.5, 3\n4, 5, 6", "\"1\",\"2.5\",\"3\"\n4,5,6", "a,b,c\n1,2.5,3\n4,5,6",
    "# made by hand\n1,2.5,3\n% and again\n4,5,6", "1;2,5;3\n4;5;6", "1\t2,5\t3\n4\t5\t6",
    "1 2,5 3\n4 5 6", "1,2.5,3,\n4,5,6,\n", "1.0e+00 2.5e+00 3.0e+00\n4.0e+00 5.0e+00 6.0e+00\n",
    "1;2.5;3;;;\n4;5;6;;;\n;;;;;\n;;;;;\n", "\"1\",\"2,5\",\"3\"\n4,5,6", "1,2.5,3\r4,5,6\r",
    "x y z\n1 2.5 3\n4 5 6", ",b,c\n1,2.5,3\n4,5,6", "1,2.5,3\n\n4,5,6\n",
  ])
  func tablesAreReadAsTheyAreWritten(_ text: String) throws {
    let answer = try answer("p.table", ["p.table.csv": text])
    #expect(answer.values == [1, 2.5, 3, 4, 5, 6])
    #expect(answer.shape.dimensions.reduce(1, *) == 6)
    #expect(answer.shape.dimensions.last == 3)
  }

  @Test func blocksOfRowsAreParted() throws {
    for blank in ["", ",", ",,", " "] {
      let text = "1,2,3\n4,5,6\n\(blank)\n7,8,9\n10,11,12\n"
      let answer = try answer("p.cube", ["p.cube.csv": text])
      #expect(answer.shape == Shape([2, 2, 3]))
    }
  }

  @Test(arguments: [true, false])
  func textInUTF16IsRead(_ isLittleEndian: Bool) throws {
    let assignment = try AssignmentReader.read(
      SourceText(name: "assignment.yaml", text: Self.yaml), id: "reading")
    for (name, text) in [("answers.json", #"{"p.pair": [1, 2.5]}"#), ("p.pair.csv", "1;2,5\r\n")] {
      let bytes = ("\u{FEFF}" + text).utf16.flatMap { unit in
        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return isLittleEndian ? pair.reversed() : pair
      }
      func values(_ bytes: [UInt8]) -> [Double]? {
        let submission = SubmissionReader.read(
          [.init(name: name, bytes: bytes)], student: "s", for: assignment)
        guard case .numbers(let answer)? = submission.answers["p.pair"] else { return nil }
        return answer.values
      }
      #expect(values(bytes) == [1, 2.5])
      // Without its mark it is not guessed at.
      #expect(values(Array(bytes.dropFirst(2))) == nil)
    }
  }

  @Test func manyFaultsAreCountedNotListed() throws {
    let text = "{" + (0..<100_000).map { "\"k\($0)\": nan" }.joined(separator: ",") + "}"
    let submission = try read(["answers.json": text])
    #expect(submission.diagnostics.count == 51)
    #expect(submission.diagnostics[49].location == "answers.json:1:531")
    #expect(
      submission.diagnostics[50].message == "99950 more about this submission, not shown")
    #expect(submission.hasUnreadable)
  }

  @Test(arguments: [
    ("1,2,3\n4,5", "p.table.csv:2:1 this row has 2 numbers, the first has 3"),
    // The shape is told before what stands in it.
    ("1,nan,3\n4,5", "p.table.csv:2:1 this row has 2 numbers, the first has 3"),
    ("1,nan,3", "p.table.csv:1:3 'nan' is not finite"), ("1,,3", "p.table.csv:1:3 nothing here"),
    ("1,x,3", "p.table.csv:1:3 'x' is not a number"),
    ("1;2,5;3.5", "p.table.csv:1:3 a decimal comma here"),
    ("\"1,500\",2,3", "p.table.csv:1:2 '1,500' may have a decimal comma or separate thousands"),
    ("\"1,5\",2.5,3", "p.table.csv:1:2 a decimal comma here"), ("1\u{A0}000;2;3", "not a number"),
    ("1;2;3\n4;5;;\n", "p.table.csv:2:1 this row has 2 numbers, the first has 3"),
    ("a,b,c\n", "no numbers in this file"),
    ("# nothing", "no numbers"), ("  \n", "an empty file"), ("", "an empty file"),
    ("1;1.234,5;2", "'1.234,5'"), ("nan,1,2", "'nan' is not finite"), ("1,0x10,2", "hexadecimal"),
    ("1,1e999,2", "too large"), ("1,true,2", "'true' is not a number"),
  ])
  func faultsInTablesAreLocated(_ text: String, _ words: String) throws {
    let fault = try fault("p.table", ["p.table.csv": text])
    #expect(fault.contains(words), "\(fault)")
  }

  @Test func otherWritingIsNoted() throws {
    let comma = try read(["p.table.csv": "1;2,5;3\n4;5;6"])
    #expect(comma.diagnostics.map(\.severity) == [.note])
    #expect(comma.diagnostics[0].message == "p.table: commas were read as decimal points")
    let minus = try read(["answers.json": "{\"p.pair\": [\u{2212}1, 2]}"])
    #expect(minus.diagnostics.map(\.severity) == [.note])
    #expect(!minus.hasUnreadable)
  }
}
