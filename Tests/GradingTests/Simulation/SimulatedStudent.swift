import Coursework
import Formulas
import Foundation
import Tensors
import TestSupport

/// Somebody who works through an assignment, part by part, and writes numbers down: with slips, by the digits that
/// people keep, and going on with what was found before.
struct SimulatedStudent {
  /// How numbers are written down.
  private enum Print: CaseIterable {
    case full, six, four, three, two, significant6, significant4, significant3, cut4, exponent3

    func text(_ value: Double) -> String {
      guard value.isFinite else { return "\"nan\"" }
      return switch self {
      case .full: "\(value)"
      case .six: String(format: "%.6f", value)
      case .four: String(format: "%.4f", value)
      case .three: String(format: "%.3f", value)
      case .two: String(format: "%.2f", value)
      case .significant6: String(format: "%.6g", value)
      case .significant4: String(format: "%.4g", value)
      case .significant3: String(format: "%.3g", value)
      case .cut4: String(format: "%.4f", (value * 1e4).rounded(.towardZero) / 1e4)
      case .exponent3: String(format: "%.3e", value)
      }
    }
  }

  /// What goes wrong with one part.
  private enum Slip: CaseIterable {
    case formula, forward, mistake, sign, factor, entry, copy, zero, constant, noise, missing, words
    case flat, transposed, other, permuted, nudge
  }

  private let assignment: Assignment
  private var generator: SeededGenerator
  private let print: Print
  /// The share of parts that go wrong.
  private let slipRate: Double
  /// Whether later parts are worked out from what was written down, from what was found, or from what is right.
  private let carries: Carries
  private let isSingle: Bool
  /// Whether a kink is given the slope of its other side.
  private let takesOtherSide: Bool

  private enum Carries { case written, found, right }

  init(_ assignment: Assignment, seed: UInt64) {
    self.assignment = assignment
    generator = SeededGenerator(seed: seed)
    print = Print.allCases[generator.below(Print.allCases.count)]
    slipRate = [0, 0.08, 0.15, 0.3, 0.7][generator.below(5)]
    carries = [.written, .found, .found, .found, .right][generator.below(5)]
    isSingle = generator.below(8) == 0
    takesOtherSide = generator.below(3) == 0
  }

  /// What is handed in: a JSON file.
  mutating func answers() -> String {
    let problems = assignment.problems.map { problem -> String in
      let parts = answers(to: problem)
      return "\"\(problem.id)\": {" + parts.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
    return "{" + problems.joined(separator: ",\n ") + "}"
  }

  private mutating func answers(to problem: Problem) -> [(String, String)] {
    var forward = problem.forward
    let givens = problem.givens.map {
      FormulaSymbol($0.name, shape: $0.value.shape, size: $0.size, origin: .given)
    }
    if let right = forward, Double.random(in: 0..<1, using: &generator) < slipRate / 2,
      let slipped = FormulaSlip.made(in: right.settled, &generator),
      let compiled = try? CompiledFormula(slipped, symbols: givens),
      compiled.bindings.allSatisfy({ compiled.shape(of: $0.name) == right.shape(of: $0.name) })
    {
      forward = compiled
    }
    var replaced: [String: Tensor<Double>] = [:]
    var scope = problem.inputs.merging(forward?.evaluateBindings(problem.inputs) ?? [:]) { $1 }
    var found: [(String, String)] = []
    for part in problem.parts {
      let right = value(of: part, sided(part), scope)
      var own = right
      let slips = Double.random(in: 0..<1, using: &generator) < slipRate
      let slip = slips ? Slip.allCases[generator.below(Slip.allCases.count)] : nil
      if let slip { own = slipped(slip, right, part, problem, scope) }
      if isSingle { own = own.singlePrecision.doublePrecision }
      if slip != .missing { found.append((part.id, text(own, part, slip))) }
      let next = carries == .right ? right : carries == .found ? own : written(own)
      guard next.shape == part.shape, next.isFinite else {
        scope[part.id] = right
        continue
      }
      scope[part.id] = next
      if case .value(let name?) = part.quantity, part.taken == nil, let forward,
        forward.bindings.contains(where: { $0.name == name })
      {
        // What is found for a value is what the forward goes on with.
        replaced[name] = next
        let values = forward.evaluateBindings(problem.inputs, replacing: replaced)
        let earlier = Set(problem.parts.map(\.id))
        for (binding, value) in values where !earlier.contains(binding) { scope[binding] = value }
      }
    }
    return found
  }

  /// The reference with each comparison at its other side, where the student takes that.
  private func sided(_ part: Part) -> CompiledFormula? {
    guard takesOtherSide, part.kinks != nil, let formula = part.reference else {
      return part.reference
    }
    return (try? CompiledFormula(FormulaSlip.otherSide(of: formula.settled), symbols: part.symbols))
      ?? formula
  }

  private func value(
    of part: Part, _ formula: CompiledFormula?, _ scope: [String: Tensor<Double>]
  ) -> Tensor<Double> {
    if let formula { return formula.evaluate(scope) }
    guard case .value(let name?) = part.quantity, let value = scope[name] else {
      return Tensor(repeating: 0, shape: part.shape)
    }
    return Tensor(shape: part.shape, scalars: part.take(value.scalars))
  }

  private mutating func slipped(
    _ slip: Slip, _ right: Tensor<Double>, _ part: Part, _ problem: Problem,
    _ scope: [String: Tensor<Double>]
  ) -> Tensor<Double> {
    func mapped(_ change: (Double) -> Double) -> Tensor<Double> {
      Tensor(shape: right.shape, scalars: right.scalars.map(change))
    }
    switch slip {
    case .formula, .forward:
      guard let formula = part.reference,
        let wrong = FormulaSlip.made(in: formula.settled, &generator),
        let compiled = try? CompiledFormula(wrong, symbols: part.symbols)
      else { return mapped { -$0 } }
      return compiled.evaluate(scope)
    case .mistake:
      guard !part.mistakes.isEmpty else { return mapped { 2 * $0 } }
      return part.mistakes[generator.below(part.mistakes.count)].formula.evaluate(scope)
    case .sign: return mapped { -$0 }
    case .factor:
      let factor = [2, 0.5, 3, 0.25, 10, 1.37, Double(problem.batch ?? 4)][generator.below(7)]
      return mapped { factor * $0 }
    case .entry:
      var changed = right
      let place = generator.below(right.scalars.count)
      changed.scalars[place] += 1 + changed.scalars[place].magnitude
      return changed
    case .copy:
      let same = scope.sorted { $0.key < $1.key }.filter { $0.value.shape == right.shape }
      return same.isEmpty ? mapped { $0 + 1 } : same[generator.below(same.count)].value
    case .zero: return mapped { _ in 0 }
    case .constant: return mapped { _ in 0.5 }
    case .noise:
      var changed = right
      for place in changed.scalars.indices { changed.scalars[place] = generator.normal() }
      return changed
    case .transposed: return right.shape.rank == 2 ? right.transposed : mapped { -$0 }
    case .other:
      return scope.sorted { $0.key < $1.key }[generator.below(scope.count)].value
    case .permuted:
      return Tensor(shape: right.shape, scalars: right.scalars.shuffled(using: &generator))
    case .nudge:
      let size = 1e-4 * right.scalars.reduce(0) { max($0, $1.magnitude) }
      return mapped { $0 + size }
    case .missing, .words, .flat: return right
    }
  }

  private func written(_ value: Tensor<Double>) -> Tensor<Double> {
    Tensor(
      shape: value.shape, scalars: value.scalars.map { Double(print.text($0)) ?? .nan })
  }

  private func text(_ value: Tensor<Double>, _ part: Part, _ slip: Slip?) -> String {
    if slip == .words { return "\"see the other page\"" }
    func nested(_ scalars: ArraySlice<Double>, _ dimensions: ArraySlice<Int>) -> String {
      guard let extent = dimensions.first else { return print.text(scalars.first ?? .nan) }
      let inner = scalars.count / max(extent, 1)
      let items = (0..<extent).map { place in
        let start = scalars.startIndex + place * inner
        return nested(scalars[start..<start + inner], dimensions.dropFirst())
      }
      return "[" + items.joined(separator: ", ") + "]"
    }
    let dimensions = slip == .flat ? [value.scalars.count] : value.shape.dimensions
    return nested(value.scalars[...], dimensions[...])
  }
}
