internal import Coursework
public import Differences
internal import Formulas
internal import Tensors

/// What numeric differentiation of a forward says about a part.
public enum NumericEvidence: Sendable {
  /// The derivative of each entry of the answer, in its order.
  case entries([Derivative])
  /// Of a large answer: some entries by their positions, and sums of rows along directions.
  case samples(entries: [(position: Int, derivative: Derivative)], directions: [Projection])

  /// The derivative of a row of the answer along a direction.
  public struct Projection: Sendable {
    /// The row: the entry of the differentiated quantity.
    public let row: Int
    /// The length of a row: the number of inputs.
    public let length: Int
    /// The number of the direction.
    public let number: Int
    /// The derivative along it.
    public let derivative: Derivative
  }
}

/// The numeric derivative of a forward, as a witness of a reference.
enum NumericWitness {
  /// The evidence for a part; nil for a part that asks for no derivative.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - problem: Its problem.
  ///   - reference: The reference, whose entries guide which inputs of many are chosen.
  /// - Returns: all derivatives, or samples.
  static func evidence(_ part: Part, in problem: Problem, reference: Tensor<Double>)
    -> NumericEvidence?
  {
    guard case .derivative(let output, let variable) = part.quantity,
      let forward = problem.forward,
      let sampler = ForwardSampler(forward, of: output, by: variable, inputs: problem.inputs)
    else { return nil }
    let function = ForwardFunction(sampler: sampler)
    let count = sampler.sampleCount
    let components = sampler.isReduced ? [0..<count] : (0..<count).map { $0..<$0 + 1 }
    let inputs = sampler.point.count
    if !WitnessSampling.isSampled(part, inputs: inputs) {
      let columns = NumericDerivative.jacobian(of: function, components: components)
      // The Jacobian's rows are the output's entries.
      let entries = components.indices.flatMap { row in columns.map { $0[row] } }
      return .entries(part.take(entries, sum: Derivative.sum(_:_:times:)))
    }
    let chosen = chosenInputs(Array(reference.scalars.prefix(inputs)))
    let columns = NumericDerivative.entries(chosen, of: function, components: components)
    var entries: [(position: Int, derivative: Derivative)] = []
    for (input, column) in zip(chosen, columns) {
      for row in components.indices { entries.append((row * inputs + input, column[row])) }
    }
    var projections: [NumericEvidence.Projection] = []
    for number in 0..<WitnessSampling.directions {
      let direction = RandomDirection.entries(count: inputs, number: number)
      let rows = NumericDerivative.directional(
        of: function, along: direction, components: components)
      for (row, derivative) in rows.enumerated() {
        projections.append(
          .init(row: row, length: inputs, number: number, derivative: derivative))
      }
    }
    return .samples(entries: entries, directions: projections)
  }

  /// The inputs that are looked at: the first, the last, those of the largest, the smallest non-zero and a zero
  /// reference entry, and others spread evenly.
  private static func chosenInputs(_ row: [Double]) -> [Int] {
    var chosen = [0, row.count - 1]
    let sizes = row.map(\.magnitude)
    if let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) { chosen.append(largest) }
    let moving = sizes.indices.filter { sizes[$0] > 0 }
    if let smallest = moving.min(by: { sizes[$0] < sizes[$1] }) { chosen.append(smallest) }
    if let zero = sizes.firstIndex(of: 0) { chosen.append(zero) }
    let step = max(1, row.count / (WitnessSampling.entries + 1))
    var next = step
    while chosen.count < WitnessSampling.entries, next < row.count {
      chosen.append(next)
      next += step
    }
    return Set(chosen).sorted()
  }
}

/// A forward as numeric differentiation wants it.
struct ForwardFunction: EntrywiseFunction {
  let sampler: ForwardSampler

  var point: [Double] { sampler.point }
  var sampleCount: Int { sampler.sampleCount }

  func sample(entry: Int, value: Double, into values: inout [Double]) -> FunctionSample {
    described(sampler.sample(entry: entry, value: value, into: &values))
  }

  func sample(at point: [Double], into values: inout [Double]) -> FunctionSample {
    described(sampler.sample(at: point, into: &values))
  }

  private func described(_ trace: EvaluationTrace) -> FunctionSample {
    FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
  }
}
