import Coursework
import Diagnostics
import Formulas
import Foundation
import GradebookStore
import Grading
import Reports
import Tensors

/// A kind of input that comes from outside, and what is done with it.
///
/// Running must come back, whatever the bytes are; what must hold besides is a precondition. libFuzzer, the mutation
/// driver and the tests that replay the corpus all run these.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case formula, assignment, json, csv, npy, zip, roster, metadata, canvas, gradebook, line, outcome
  case download, mail, course

  /// Does with some bytes what the command does with a file of that kind.
  public func run(_ bytes: [UInt8]) {
    switch self {
    case .formula: FormulaInput.run(bytes)
    case .assignment: AssignmentInput.run(bytes)
    case .json: SubmissionInput.run(bytes, as: "answers.json")
    case .csv: SubmissionInput.run(bytes, as: "p.table.csv")
    case .npy: SubmissionInput.run(bytes, as: "p.table.npy")
    case .zip: SubmissionInput.run(bytes, as: "answers.npz")
    case .roster: _ = try? Roster(SourceText(name: "roster.csv", bytes: bytes))
    case .metadata: _ = try? GradescopeMetadata(SourceText(name: "metadata.json", bytes: bytes))
    case .canvas: CanvasInput.run(bytes)
    case .gradebook: GradebookInput.run(bytes)
    case .line: LineInput.run(bytes)
    case .download:
      for source in [CollectionSource.canvas, .moodle, .gradescope, .git] {
        DownloadInput.run(bytes, "download.zip", as: source)
      }
    case .mail:
      DownloadInput.run(bytes, "message.eml", as: .mail)
      DownloadInput.run(bytes, "all.mbox", as: .mail)
    case .course: _ = try? CourseFile(SourceText(name: "course.yaml", bytes: bytes))
    case .outcome: _ = try? OutcomeLine.read(SourceText(name: "lines", bytes: bytes))
    }
  }
}

/// A formula over a few symbols: parsed, compiled, evaluated, printed and mutated.
private enum FormulaInput {
  private static let values: [String: Tensor<Double>] = [
    "x": Tensor(shape: Shape([4]), scalars: [0.5, -1, 2, 0]),
    "W": Tensor(shape: Shape([3, 4]), scalars: (0..<12).map { Double($0) - 5.5 }),
    "b": Tensor(shape: Shape([3]), scalars: [1, -2, 0.25]), "n": Tensor(3),
  ]
  private static let symbols = values.map { name, value in
    FormulaSymbol(name, shape: value.shape, size: name == "n" ? 3 : nil, origin: .given)
  }.sorted { $0.name < $1.name }

  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let formula = try? FormulaLanguage.parse(FormulaText(text)),
      let compiled = try? CompiledFormula(formula, symbols: symbols, infersLargestRange: true),
      compiled.operationCount <= 100_000, compiled.entryCount <= 100_000
    else { return }
    _ = compiled.evaluate(values)
    _ = compiled.evaluateBindings(values.mapValues(\.singlePrecision))
    // What is settled compiles to the same numbers again.
    guard let again = try? CompiledFormula(compiled.settled, symbols: symbols) else {
      preconditionFailure("a settled formula does not compile")
    }
    precondition(again.shape == compiled.shape, "a settled formula has another shape")
    for (name, _) in compiled.bindings.prefix(4) where compiled.shape.count <= 16 {
      _ = ReverseDerivative.jacobian(ofAnswer: compiled, by: name, inputs: values)
    }
    guard bytes.count <= 200 else { return }
    for mutant in FormulaMutator(symbols: symbols).mutants(of: compiled.settled).prefix(20) {
      _ = try? CompiledFormula(mutant.formula, symbols: symbols)
    }
  }
}

/// An assignment: read, and proved where that is little work.
private enum AssignmentInput {
  static func run(_ bytes: [UInt8]) {
    let source = SourceText(name: "assignment.yaml", bytes: bytes)
    guard let assignment = try? AssignmentReader.read(source, id: "fuzz") else { return }
    let parts = assignment.parts
    let isSmall =
      parts.count <= 8 && assignment.expectations.count <= 4
      && parts.allSatisfy { problem, part in
        part.shape.count <= 64 && part.reference?.operationCount ?? 0 <= 2_000
          && problem.forward?.operationCount ?? 0 <= 2_000
          && problem.givens.allSatisfy { $0.value.shape.count <= 64 }
      }
    if isSmall { _ = AssignmentCheck(assignment).isProved }
  }
}

/// One file of a submission: read beside a right answer in another file, and graded.
private enum SubmissionInput {
  private static let yaml = """
    title: Fuzz
    problems:
      - id: p
        given: {x: [0.5, -1.25], y: [2.0, 3.0, -4.0]}
        forward: |
          z = outer(x, y)
          L = sum(z^2)
        parts:
          - {id: scalar, reference: sum(x)}
          - {id: table, derivative: {of: L, wrt: z}, reference: 2 * z}
          - {id: next, reference: "table @ y"}
          - {id: cube, reference: "ones([2, 2, 2])"}
      - id: q
        given: {w: [1.5, 2.75]}
        parts: [{id: neighbour, reference: 3 * w}]
    """
  static let assignment: Assignment = {
    guard
      let assignment = try? AssignmentReader.read(
        SourceText(name: "a.yaml", text: yaml), id: "fuzz")
    else { preconditionFailure("the assignment of the fuzz targets cannot be read") }
    return assignment
  }()
  private static let key: AnswerKey = {
    AnswerKey(assignment, witnesses: .all)
  }()
  private static let grader = Grader(key)

  static func run(_ bytes: [UInt8], as name: String) {
    let submission = SubmissionReader.read(
      [
        .init(name: name, bytes: bytes),
        .init(name: "q.neighbour.csv", bytes: Array("4.5,8.25\n".utf8)),
      ], student: "fuzz", for: key.assignment)
    let outcome = grader.grade(submission)
    for part in outcome.parts {
      if part.name == "q.neighbour" {
        let isTwice = outcome.diagnostics.contains { $0.message.contains("answered twice") }
        let isOmitted = outcome.diagnostics.contains { $0.message.contains("not shown") }
        precondition(
          part.verdict == .correct || isTwice || isOmitted, "a neighbour's answer is lost")
      }
      guard part.verdict == .correct else { continue }
      requireNear(submission.reading(of: part.name), part.name.description)
    }
    let renderer = DiagnosticRenderer()
    for diagnostic in outcome.diagnostics { _ = renderer.render(diagnostic) }
    _ = try? JUnitReport.xml(outcome)
  }

  /// The outcome of some files, and what they were graded by.
  static func graded(_ files: [Submission.File], _ student: String) -> (Outcome, Assignment) {
    let submission = SubmissionReader.read(files, student: student, for: key.assignment)
    return (grader.grade(submission), key.assignment)
  }

  /// What counts as right is near the right numbers, whatever allowed for it.
  private static func requireNear(_ reading: AnswerReading?, _ name: String) {
    guard case .numbers(let answer)? = reading,
      let right = key.parts.first(where: { $0.part.name.description == name })?.reference
    else { preconditionFailure("nothing that was read is right") }
    let allowed = 0.02 * right.largestMagnitude
    precondition(answer.tokens.count == right.scalars.count, "another number of entries is right")
    for (token, wanted) in zip(answer.tokens, right.scalars) {
      precondition((token.value - wanted).magnitude <= allowed, "garbage is right")
    }
  }
}

/// A gradebook of Canvas's own that is filled: every other byte stays as it is.
private enum CanvasInput {
  private static let table: GradeTable = {
    let roster = try? Roster(
      SourceText(
        name: "roster.csv",
        text: "student,name,canvas id\nada,\"Lovelace, Ada\",4101\nben,Ben,4102\n"))
    let column = GradeTable.Column(
      id: "a", title: "Homework", total: Points(10) ?? .zero, parts: [],
      standings: (roster?.entries ?? []).map { entry in
        Standing(
          assignment: "a", student: entry, records: [],
          decisions: [
            Decision(
              assignment: "a", student: entry.student, part: nil,
              ruling: .points(Points(7.5) ?? .zero),
              because: "b", by: "me")
          ], total: Points(10) ?? .zero)
      })
    return GradeTable(students: roster?.entries ?? [], columns: [column], lateness: .applied)
  }()

  static func run(_ bytes: [UInt8]) {
    let source = SourceText(name: "canvas.csv", bytes: bytes)
    guard let filled = try? GradebookColumn(filling: source, of: .canvas, with: table, named: nil)
    else { return }
    // Filling what is filled changes nothing.
    let again = try? GradebookColumn(
      filling: SourceText(name: "canvas.csv", bytes: filled.bytes), of: .canvas, with: table,
      named: nil)
    precondition(again?.bytes == filled.bytes, "filling twice gives another file")
  }
}

/// A line of a stream: read, graded as it is, and read back from the outcome's line.
private enum LineInput {
  static func run(_ bytes: [UInt8]) {
    guard !bytes.contains(0x0A),
      let line = try? SubmissionLine(SourceText(name: "stdin", bytes: bytes))
    else { return }
    let (outcome, assignment) = SubmissionInput.graded(OutcomeLine.files(of: line), line.student)
    let written = OutcomeLine(outcome, of: line, by: assignment).json([])
    precondition(!written.utf8.contains(0x0A), "an outcome is not one line")
    guard String(validating: bytes, as: UTF8.self) != nil else { return }
    let back = try? OutcomeLine.read(SourceText(name: "lines", text: written))
    precondition(back?.parts == outcome.parts.map(StoredPart.init), "an outcome is read otherwise")
    precondition(back?.answers == line.answers, "answers change on their way")
  }
}

/// A download: collected into a class's folder, twice; nothing is written anywhere else.
private enum DownloadInput {
  private static let roster = try? Roster(
    SourceText(
      name: "roster.csv",
      text: """
        student,email,canvas id,participant,sid,github
        ada,ada@example.org,4101,501,9001,ada-l
        ben,ben@example.org,4102,502,9002,ben-b

        """))

  static func run(_ bytes: [UInt8], _ name: String, as source: CollectionSource) {
    // Tests run several kinds of downloads side by side.
    let folder = NSTemporaryDirectory() + "nabla-fuzz-download-\(UUID().uuidString)"
    let manager = FileManager.default
    defer { try? manager.removeItem(atPath: folder) }
    let path = "\(folder)/\(name)"
    guard (try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil,
      (try? Data(bytes).write(to: URL(fileURLWithPath: path))) != nil
    else { return }
    let settings = SubmissionCollector.Settings(
      source: source, assignment: SubmissionInput.assignment, classFolder: "\(folder)/class",
      roster: roster, times: nil, collected: nil, prefix: nil)
    guard (try? SubmissionCollector.collect(path, settings)) != nil else { return }
    func tree() -> [String] {
      (try? manager.subpathsOfDirectory(atPath: "\(folder)/class"))?.sorted() ?? []
    }
    let first = tree()
    _ = try? SubmissionCollector.collect(path, settings)
    precondition(tree() == first, "collecting twice gives other files")
    let beside = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
    precondition(Set(beside).isSubset(of: [name, "class"]), "something was written elsewhere")
  }
}

/// A gradebook's file: opened and asked.
private enum GradebookInput {
  static func run(_ bytes: [UInt8]) {
    let folder = NSTemporaryDirectory() + "nabla-fuzz-\(getpid())"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/gradebook.sqlite"
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    guard (try? Data(bytes).write(to: URL(fileURLWithPath: path))) != nil,
      let book = try? Gradebook.reading(path: path)
    else { return }
    let asked = try? book.snapshot(assignment: nil, student: nil, includesUnattempted: true)
    for record in asked?.records ?? [] {
      _ =
        Standing(
          assignment: record.assignment, student: RosterEntry(student: record.student),
          records: [record], decisions: asked?.decisions ?? [], total: .zero
        ).score
    }
    _ = try? book.scores(ScoreFilter())
    for assignment in (asked?.assignments ?? []).map(\.id).prefix(3) {
      _ = try? book.attempts(assignment)
      _ = try? book.handedOut(assignment)
    }
  }
}
