import Coursework
import Diagnostics
import Formulas
import Foundation
import Tensors
import TestSupport
import Testing

/// The compiled evaluation beside an interpreter that knows nothing of it.
@Suite struct InterpreterTests {
  /// The most that one rounding moves a number, as a share of it.
  private static let unit = 0x1p-53

  private func agree(_ a: Double, _ b: Double, within allowed: Double) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
    if a.isInfinite || b.isInfinite { return a == b }
    return (a - b).magnitude <= allowed
  }

  private func agree(_ a: Double, _ b: Double, _ scale: Double) -> Bool {
    agree(a, b, within: 1e-11 * max(1, scale))
  }

  @Test(arguments: 0..<10)
  func randomProgramsGiveTheSameNumbers(_ block: Int) throws {
    let compiledCount = try agreements(in: block, RandomProgram.shapes) {
      RandomProgram(seed: $0).text
    }
    #expect(compiledCount > 950)
  }

  @Test(arguments: 0..<10)
  func randomRecursionsGiveTheSameNumbers(_ block: Int) throws {
    let compiledCount = try agreements(in: block, RandomRecursion.shapes) {
      RandomRecursion(seed: $0).text
    }
    #expect(compiledCount == 1000)
  }

  /// Compares a thousand programs; the answer is how many of them could be compiled.
  private func agreements(
    in block: Int, _ shapes: [String: [Int]], _ text: (UInt64) -> String
  ) throws -> Int {
    var generator = SeededGenerator(seed: UInt64(700 + block))
    var compiledCount = 0
    for number in 0..<1000 {
      let text = text(UInt64(block * 1000 + number))
      var inputs = shapes.mapValues { shape in
        // Numbers of few digits would be taken for exact ones.
        NestedArray(shape) { _ in generator.normal() }
      }
      inputs["n"] = NestedArray(3)
      let symbols = inputs.map {
        FormulaSymbol(
          $0.key, shape: Shape($0.value.shape), size: $0.key == "n" ? 3 : nil, origin: .given)
      }
      let formula: CompiledFormula
      do throws(FormulaError) {
        formula = try CompiledFormula(FormulaLanguage.parse(FormulaText(text)), symbols: symbols)
      } catch {
        // An index that stands in no bracket leaves its range open, and a name may hide in a range.
        #expect(error.message.contains("range"), "\(rendered(error, text))")
        continue
      }
      compiledCount += 1
      let value = formula.evaluate(
        inputs.mapValues { Tensor(shape: Shape($0.shape), scalars: $0.values) })
      var interpreter = FormulaInterpreter(inputs, sizes: ["n": 3])
      let wanted = interpreter.run(formula.settled)
      #expect(value.shape.dimensions == wanted.shape, "\(text)")
      let tensors = inputs.mapValues { Tensor(shape: Shape($0.shape), scalars: $0.values) }
      let errors = formula.errors(tensors, of: [:], rounding: StepRounding(relative: Self.unit))
      let isAlike = zip(zip(value.scalars, wanted.values), errors).allSatisfy { pair, error in
        // The condition: how many times larger than one rounding that of all steps may be.
        let condition = max(error / Self.unit, pair.1.magnitude)
        return agree(pair.0, pair.1, within: 1e-14 * condition)
      }
      #expect(
        isAlike, "seed \(block * 1000 + number):\n\(text)\n\(value.scalars)\n\(wanted.values)")
    }
    return compiledCount
  }

  static let files = [
    "assignments/backprop-by-hand/assignment.yaml", "assignments/convnet-layers/assignment.yaml",
    "assignments/linear-classifier/assignment.yaml",
    "assignments/softmax-and-convolution/assignment.yaml",
    "assignments/two-layer-network/assignment.yaml", "Tests/Data/simulation/kinks.yaml",
    "Tests/Data/simulation/doubted.yaml", "Tests/Data/layers/attention.yaml",
    "Tests/Data/layers/batch-normalisation.yaml", "Tests/Data/layers/gru-step.yaml",
    "Tests/Data/drawn/assignment.yaml", "Tests/Data/slips/assignment.yaml",
  ]

  @Test func everyAssignmentIsListed() throws {
    let shipped = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFiles.path("assignments"))
    #expect(shipped.allSatisfy { Self.files.contains("assignments/\($0)/assignment.yaml") })
  }

  /// Forwards, references and authored mistakes, at numbers of the student's own where these are drawn.
  @Test(arguments: files)
  func formulasOfAssignmentsGiveTheSameNumbers(_ file: String) throws {
    var assignment = try AssignmentReader.read(
      SourceText(name: file, text: ProjectFiles.text(file)), id: "a")
    if assignment.draws {
      assignment = try #require(
        assignment.drawn(StudentDraw(secret: [1, 2, 3], student: "s", counter: 0)))
    }
    for problem in assignment.problems {
      let sizes = problem.givens.reduce(into: [:]) { $0[$1.name] = $1.size }
      var scope = problem.inputs
      func check(_ formula: CompiledFormula, _ name: String) {
        let value = formula.evaluate(scope)
        var interpreter = FormulaInterpreter(scope.mapValues(nested), sizes: sizes)
        let wanted = interpreter.run(formula.settled)
        let isAlike = zip(value.scalars, wanted.values).allSatisfy {
          agree($0, $1, interpreter.largest)
        }
        #expect(value.shape.dimensions == wanted.shape && isAlike, "\(name)")
        for (name, value) in formula.evaluateBindings(scope) {
          let own = interpreter.value(of: name)?.values ?? []
          #expect(zip(value.scalars, own).allSatisfy { agree($0, $1, interpreter.largest) })
          #expect(value.scalars.count == own.count)
        }
      }
      if let forward = problem.forward {
        check(forward, "\(problem.id): the forward")
        scope.merge(forward.evaluateBindings(scope)) { $1 }
      }
      for part in problem.parts {
        for mistake in part.mistakes { check(mistake.formula, "\(part.name): \(mistake.id)") }
        guard let reference = part.reference else { continue }
        check(reference, part.name.description)
        scope[part.id] = reference.evaluate(scope)
      }
    }
  }

  private func nested(_ tensor: Tensor<Double>) -> NestedArray {
    NestedArray(tensor.shape.dimensions, tensor.scalars)
  }
}
