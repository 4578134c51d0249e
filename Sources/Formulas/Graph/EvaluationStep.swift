internal import Tensors

/// One operation, with the offsets of what it reads and writes in the memory of an evaluation.
///
/// A class, as all evaluations share it and none copies what it holds.
public final class EvaluationStep<S: FormulaScalar>: Sendable {
  enum Work: Sendable {
    case gather([Int])
    case scatter([Int], overwrites: Bool)
    /// Any number of inputs, each with the offset at which it begins.
    case assemble([(from: Int, positions: [Int])])
    case unary(UnaryLoop<S>)
    case binary(BinaryLoop<S>)
    case select
    case reduce(ReductionKind, length: Int)
    case rows(RowLoop<S>, length: Int)
    case contract(ContractionLoop)
  }

  let work: Work
  /// The offsets of the first three inputs.
  let inputs: (Int, Int, Int)
  let inputCounts: (Int, Int, Int)
  /// How many inputs there are.
  let arity: Int
  let out: Int
  let count: Int

  init(
    work: Work, inputs: (Int, Int, Int), inputCounts: (Int, Int, Int), arity: Int, out: Int,
    count: Int
  ) {
    self.work = work
    self.inputs = inputs
    self.inputCounts = inputCounts
    self.arity = arity
    self.out = out
    self.count = count
  }
}

@inline(__always)
func runSteps<S: FormulaScalar>(
  _ steps: [EvaluationStep<S>], in memory: UnsafeMutablePointer<S>, _ trace: inout EvaluationTrace
) {
  for step in steps {
    let out = memory + step.out
    let first = memory + step.inputs.0
    let second = memory + step.inputs.1
    let third = step.arity > 2 ? memory + step.inputs.2 : nil
    switch step.work {
    case .gather(let positions):
      for i in 0..<positions.count { out[i] = first[positions[i]] }
    case .scatter(let positions, let overwrites):
      out.update(from: first, count: step.count)
      for i in 0..<positions.count {
        if let third, third[i] == 0 { continue }
        if overwrites { out[positions[i]] = second[i] } else { out[positions[i]] += second[i] }
      }
      measure(out, step.count, &trace)
    case .assemble(let parts):
      assemble(parts, of: memory, into: out, step.count, &trace)
    case .unary(let loop):
      loop(first, out, step.count, step.arity > 1 ? UnsafePointer(second) : nil, &trace)
    case .binary(let loop):
      let counts = step.inputCounts
      loop(
        first, counts.0 == 1 ? 0 : 1, second, counts.1 == 1 ? 0 : 1, out, step.count,
        third.map { UnsafePointer($0) }, &trace)
    case .select:
      let counts = step.inputCounts
      let steps = (counts.0 == 1 ? 0 : 1, counts.1 == 1 ? 0 : 1, counts.2 == 1 ? 0 : 1)
      let other = memory + step.inputs.2
      for i in 0..<step.count {
        let chosen = first[i * steps.0] != 0
        out[i] = chosen ? second[i * steps.1] : other[i * steps.2]
        trace.decide(chosen ? 1 : 0)
      }
    case .reduce(let kind, let length):
      reduce(
        kind, first, rows: step.count, length: length, mask: step.arity > 1 ? second : nil,
        into: out, &trace)
    case .rows(let loop, let length):
      loop(first, out, step.inputCounts.0 / max(length, 1), length, &trace)
    case .contract(let loop): loop(first, second, into: out, &trace)
    }
  }
}

@inline(__always)
private func measure<S: FormulaScalar>(
  _ values: UnsafeMutablePointer<S>, _ count: Int, _ trace: inout EvaluationTrace
) {
  var largest = S.zero
  for i in 0..<count where values[i].magnitude > largest { largest = values[i].magnitude }
  trace.measure(largest, of: values, count)
}

@inline(__always)
private func assemble<S: FormulaScalar>(
  _ parts: [(from: Int, positions: [Int])], of memory: UnsafeMutablePointer<S>,
  into out: UnsafeMutablePointer<S>, _ count: Int, _ trace: inout EvaluationTrace
) {
  out.update(repeating: 0, count: count)
  for (from, positions) in parts {
    let part = memory + from
    for i in 0..<positions.count { out[positions[i]] += part[i] }
  }
  measure(out, count, &trace)
}

@inline(__always)
private func reduce<S: FormulaScalar>(
  _ kind: ReductionKind, _ source: UnsafeMutablePointer<S>, rows: Int, length: Int,
  mask: UnsafeMutablePointer<S>?, into out: UnsafeMutablePointer<S>, _ trace: inout EvaluationTrace
) {
  for row in 0..<rows {
    let entries = source + row * length
    let selected = mask.map { $0 + row * length }
    switch kind {
    case .sum, .mean:
      var sum = S.zero
      var terms = 0
      for i in 0..<length where selected == nil || selected?[i] != 0 {
        sum += entries[i]
        terms += 1
      }
      out[row] = kind == .sum ? sum : sum / S(terms)
    case .prod:
      var product = S(1)
      for i in 0..<length where selected == nil || selected?[i] != 0 { product *= entries[i] }
      out[row] = product
    case .max, .min:
      var best: Int?
      for i in 0..<length where selected == nil || selected?[i] != 0 {
        guard let current = best else {
          best = i
          continue
        }
        let better =
          kind == .max ? entries[i] > entries[current] : entries[i] < entries[current]
        if better || entries[i].isNaN { best = i }
      }
      // The maximum of nothing is not a number, and never scores.
      out[row] = best.map { entries[$0] } ?? .nan
      trace.decide(UInt64(best ?? length))
    }
  }
  measure(out, rows, &trace)
}
