import Benchmark
import Coursework
import Foundation
import Formulas
import GradebookStore
import Grading
import Reports
import Tensors

/// The parts of the engine, one by one, on the layers of a convolutional network: each with all that it needs made before.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], warmupIterations: 3, maxDuration: .seconds(2))

  Benchmark("scan: one submission's JSON") { benchmark in
    let bench = try Bench()
    let file = Submission.File(name: "answers.json", bytes: bench.right.files[0].bytes)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(SubmissionReader.read([file], student: "s", for: bench.assignment))
    }
  }

  Benchmark("evaluate: a forward") { benchmark in
    let problem = try Bench().problem
    guard let forward = problem.forward else { return }
    let inputs = problem.inputs
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(forward.evaluateBindings(inputs)) }
  }

  Benchmark("gradient: a Jacobian by reverse mode") { benchmark in
    let problem = try Bench().problem
    guard let forward = problem.forward,
      case .derivative(let output, let variable)? = problem.parts.first(where: \.isDerivative)?
        .quantity
    else { return }
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(
        ReverseDerivative.jacobian(forward, of: output, by: variable, inputs: problem.inputs))
    }
  }

  Benchmark("check: a key with all witnesses") { benchmark in
    let bench = try Bench()
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(AnswerKey(bench.assignment, witnesses: .all))
    }
  }

  for (name, isWrong) in [("right", false), ("wrong everywhere", true)] {
    Benchmark("grade: a submission that is \(name)") { benchmark in
      let bench = try Bench()
      let session = GradingSession(bench.assignment)
      let submission = isWrong ? bench.wrong : bench.right
      blackHole(session.grade(submission, at: bench.assignment))
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        blackHole(session.grade(submission, at: bench.assignment))
      }
    }
  }

  Benchmark("store: 64 attempts in one transaction") { benchmark in
    let bench = try Bench()
    let outcome = GradingSession(bench.assignment).grade(bench.right, at: bench.assignment)
    let path = NSTemporaryDirectory() + "nabla-bench-\(ProcessInfo.processInfo.processIdentifier)"
    let book = try Gradebook(path: path)
    defer {
      for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }
    // The same work again is no attempt: each has bytes of its own.
    var number = 0
    for _ in benchmark.scaledIterations {
      let entries = (0..<64).map { _ in
        number += 1
        return GradedSubmission(
          outcome: outcome, submission: bench.submission(padding: number),
          assignment: bench.assignment)
      }
      benchmark.startMeasurement()
      blackHole(try book.store(entries))
      benchmark.stopMeasurement()
    }
  }

  Benchmark("XML: a suite of one submission") { benchmark in
    let bench = try Bench()
    let outcome = GradingSession(bench.assignment).grade(bench.wrong, at: bench.assignment)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(try JUnitReport.suite(outcome)) }
  }
}

/// The assignment, and what students hand in for it.
private struct Bench {
  let assignment: Assignment
  let problem: Problem
  private let json: String
  let right: Submission
  let wrong: Submission

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    assignment = try AssignmentReader.read(
      folder: root.appendingPathComponent("assignments/convnet-layers").path)
    problem = assignment.problems[0]
    let key = AnswerKey(assignment, witnesses: .none)
    func text(_ factor: Double) -> String {
      let answers = key.parts.map { part in
        let values = Tensor(
          shape: part.reference.shape, scalars: part.reference.scalars.map { $0 * factor })
        return "\"\(part.part.name)\": \(values.nestedText)"
      }
      return "{" + answers.joined(separator: ", ") + "}"
    }
    json = text(1)
    right = Bench.submission(json, assignment)
    wrong = Bench.submission(text(-1), assignment)
  }

  /// The right answers, after some spaces.
  func submission(padding: Int) -> Submission {
    Bench.submission(
      "{" + String(repeating: " ", count: padding % 4096) + json.dropFirst(), assignment)
  }

  private static func submission(_ json: String, _ assignment: Assignment) -> Submission {
    SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(json.utf8))], student: "s", for: assignment)
  }
}
