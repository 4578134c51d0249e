internal import Tensors

/// One operation, bound to the memory it reads and writes.
public struct EvaluationStep<S: FormulaScalar> {
  enum Work {
    case gather([Int])
    case scatter([Int], overwrites: Bool)
    case unary(UnaryLoop<S>)
    case binary(BinaryLoop<S>)
    case select
    case reduce(ReductionKind, length: Int)
    case rows(RowLoop<S>, length: Int)
    case contract(a: [Int], b: [Int], aTerms: [Int], bTerms: [Int])
  }

  let work: Work
  let inputs: [UnsafeMutablePointer<S>]
  let inputCounts: [Int]
  let out: UnsafeMutablePointer<S>
  let count: Int
}

@inline(__always)
func runSteps<S: FormulaScalar>(_ steps: [EvaluationStep<S>], _ trace: inout EvaluationTrace) {
  for step in steps {
    let out = step.out
    let inputs = step.inputs
    switch step.work {
    case .gather(let positions):
      let source = inputs[0]
      for i in 0..<positions.count { out[i] = source[positions[i]] }
    case .scatter(let positions, let overwrites):
      out.update(from: inputs[0], count: step.count)
      let values = inputs[1]
      let mask = inputs.count > 2 ? inputs[2] : nil
      for i in 0..<positions.count {
        if let mask, mask[i] == 0 { continue }
        if overwrites { out[positions[i]] = values[i] } else { out[positions[i]] += values[i] }
      }
      measure(out, step.count, &trace)
    case .unary(let loop):
      loop(inputs[0], out, step.count, inputs.count > 1 ? UnsafePointer(inputs[1]) : nil, &trace)
    case .binary(let loop):
      let counts = step.inputCounts
      loop(
        inputs[0], counts[0] == 1 ? 0 : 1, inputs[1], counts[1] == 1 ? 0 : 1, out, step.count,
        inputs.count > 2 ? UnsafePointer(inputs[2]) : nil, &trace)
    case .select:
      let steps = step.inputCounts.map { $0 == 1 ? 0 : 1 }
      for i in 0..<step.count {
        let chosen = inputs[0][i * steps[0]] != 0
        out[i] = chosen ? inputs[1][i * steps[1]] : inputs[2][i * steps[2]]
        trace.decide(chosen ? 1 : 0)
      }
    case .reduce(let kind, let length):
      reduce(
        kind, inputs[0], rows: step.count, length: length, mask: inputs.count > 1 ? inputs[1] : nil,
        into: out, &trace)
    case .rows(let loop, let length):
      loop(inputs[0], out, step.inputCounts[0] / max(length, 1), length, &trace)
    case .contract(let aPositions, let bPositions, let aTerms, let bTerms):
      let a = inputs[0]
      let b = inputs[1]
      var largest = S.zero
      for i in 0..<step.count {
        let aBase = a + aPositions[i]
        let bBase = b + bPositions[i]
        var sum = S.zero
        for k in 0..<aTerms.count {
          let product = aBase[aTerms[k]] * bBase[bTerms[k]]
          sum += product
          if product.magnitude > largest { largest = product.magnitude }
        }
        out[i] = sum
        if sum.magnitude > largest { largest = sum.magnitude }
      }
      if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
    }
  }
}

@inline(__always)
private func measure<S: FormulaScalar>(
  _ values: UnsafeMutablePointer<S>, _ count: Int, _ trace: inout EvaluationTrace
) {
  var largest = S.zero
  for i in 0..<count where values[i].magnitude > largest { largest = values[i].magnitude }
  if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
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
