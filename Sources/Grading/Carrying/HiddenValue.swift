internal import Coursework
internal import Formulas
internal import Tensors

/// A step that no part asks for, whose wrong value was solved for from answers that are wrong.
///
/// A slip in such a step spoils all that follows. But the answers that follow from it determine the wrong value, as soon
/// as they are as many equations as it has entries; what is right given that value is then carried. The answers that it
/// was solved from earn nothing by it.
struct HiddenValue {
  /// The name in the forward.
  let name: String
  /// The parts it was solved from.
  let parts: [String]

  /// A wrong answer as equations.
  struct Equation {
    let key: PartKey
    let tokens: [NumberToken]
    /// The student's answers before it.
    let own: [String: Tensor<Double>]
  }

  /// More unknowns take longer than grading should.
  private static let mostUnknowns = 24
  private static let mostEntries = 400
  private static let mostIterations = 8
  /// The largest chance at which an answer may be right by itself given a value solved for.
  private static let mostChance = 1e-4
  /// The largest share of the largest entry that the digits of the equations may make.
  private static let maximumShare = 5e-3

  /// The value that explains an answer, and the comparison with what follows from it.
  ///
  /// - Parameters:
  ///   - answer: The answer; not one of the equations.
  ///   - equations: The wrong answers before it that nothing else explains.
  /// - Returns: nil if no step's value is determined, or none explains the answer.
  static func find(for answer: Equation, from equations: [Equation]) -> (HiddenValue, Comparison)? {
    let problem = answer.key.problem
    guard let forward = problem.forward, let first = equations.first else { return nil }
    let asked = Set(problem.parts.map(\.id) + problem.parts.compactMap(requestedName))
    let candidates = forward.bindings.map(\.name).filter { name in
      !asked.contains(name) && answer.key.dependencies.depends(onBinding: name)
        && first.key.dependencies.depends(onBinding: name)
        && forward.shape(of: name).map { $0.count <= mostUnknowns } == true
    }
    for name in candidates {
      let used = equations.filter { $0.key.dependencies.depends(onBinding: name) }
      guard
        let solution = HiddenSolution(
          name, used, mostIterations: mostIterations, mostEntries: mostEntries),
        let (predicted, error) = solution.prediction(for: answer),
        predicted.shape == answer.key.part.shape, predicted.scalars.contains(where: { $0 != 0 })
      else { continue }
      let key = answer.key
      let most = maximumShare * predicted.largestMagnitude
      let comparison = key.compare(
        answer.tokens, with: predicted, slack: error.map { min($0, most) })
      guard comparison.match.isRight,
        !areWithin(predicted.scalars, key.reference.scalars, { key.tolerances[$0] }),
        chance(of: predicted, comparison.allowances) * Double(candidates.count) <= mostChance
      else { continue }
      return (HiddenValue(name: name, parts: used.map(\.key.part.id)), comparison)
    }
    return nil
  }

  private static func requestedName(_ part: Part) -> String? {
    if case .value(let name?) = part.quantity, part.taken == nil { name } else { nil }
  }

  private static func chance(of value: Tensor<Double>, _ allowances: [Double]) -> Double {
    let typical = value.rootMeanSquare
    return zip(value.scalars, allowances).reduce(1) { chance, entry in
      chance * min(1, 2 * entry.1 / (entry.0.magnitude + typical))
    }
  }
}

/// The value of one binding at which all equations hold.
private struct HiddenSolution {
  private let name: String
  private let equations: [HiddenValue.Equation]
  private var value: Tensor<Double>
  /// By how much each entry of the value moves when each equation's right side does.
  private var inverse: [[Double]] = []

  init?(
    _ name: String, _ equations: [HiddenValue.Equation], mostIterations: Int, mostEntries: Int
  ) {
    self.name = name
    self.equations = equations
    guard let right = equations.first?.key.dependencies.scope[name] else { return nil }
    value = right
    let targets = equations.flatMap { $0.tokens.map(\.value) }
    guard targets.count >= right.shape.count, targets.count <= mostEntries else { return nil }
    var previous = Double.infinity
    for _ in 0..<mostIterations {
      guard let residual = residual(targets) else { return nil }
      let size = residual.reduce(0) { $0 + $1 * $1 }
      // Where no value solves the equations, steps soon gain nothing more.
      if size > 0.25 * previous { break }
      previous = size
      guard let inverse = pseudoInverse() else { return nil }
      self.inverse = inverse
      var largest = 0.0
      for k in value.scalars.indices {
        let step = zip(inverse[k], residual).reduce(0) { $0 + $1.0 * $1.1 }
        value.scalars[k] += step
        largest = max(largest, step.magnitude)
      }
      guard value.isFinite else { return nil }
      if largest <= 1e-13 * value.largestMagnitude { break }
    }
    guard holds(), !areWithin(value.scalars, right.scalars, { 1e-6 * right.scalars[$0].magnitude })
    else { return nil }
  }

  private func residual(_ targets: [Double]) -> [Double]? {
    var values: [Double] = []
    for equation in equations {
      guard let reference = reference(equation, value) else { return nil }
      values += reference.scalars
    }
    return zip(targets, values).map(-)
  }

  private func reference(_ equation: HiddenValue.Equation, _ value: Tensor<Double>) -> Tensor<
    Double
  >? {
    equation.key.dependencies.reference(replacing: equation.own, hidden: [name: value]).flatMap {
      $0.isFinite ? $0 : nil
    }
  }

  /// Whether every equation holds as far as its digits tell.
  private func holds() -> Bool {
    equations.allSatisfy { equation in
      reference(equation, value).map {
        equation.key.compare(equation.tokens, with: $0).match.isRight
      } ?? false
    }
  }

  /// The pseudo-inverse of the slopes of all equations by the value; nil if the value is not determined.
  private func pseudoInverse() -> [[Double]]? {
    var slopes: [[Double]] = []
    for equation in equations {
      guard let rows = self.slopes(of: equation) else { return nil }
      slopes += rows
    }
    let n = value.shape.count
    // The normal equations, with one right side an equation.
    var matrix = (0..<n).map { i in
      (0..<n).map { j in slopes.reduce(0) { $0 + $1[i] * $1[j] } } + slopes.map { $0[i] }
    }
    let scale = (0..<n).map { matrix[$0][$0] }.max() ?? 0
    for column in 0..<n {
      guard
        let pivot = (column..<n).max(by: {
          matrix[$0][column].magnitude < matrix[$1][column].magnitude
        }), matrix[pivot][column].magnitude > 1e-9 * scale
      else { return nil }
      matrix.swapAt(column, pivot)
      for row in 0..<n where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        guard factor != 0 else { continue }
        for k in column..<matrix[row].count { matrix[row][k] -= factor * matrix[column][k] }
      }
    }
    return (0..<n).map { row in matrix[row][n...].map { $0 / matrix[row][row] } }
  }

  /// By differences: a few evaluations, and no derivative of a reference is at hand.
  private func slopes(of equation: HiddenValue.Equation) -> [[Double]]? {
    guard let base = reference(equation, value) else { return nil }
    var rows = [[Double]](
      repeating: [Double](repeating: 0, count: value.shape.count), count: base.shape.count)
    let typical = max(value.rootMeanSquare, 1e-6)
    for k in value.scalars.indices {
      var moved = value
      let step = 1e-6 * max(value.scalars[k].magnitude, typical)
      moved.scalars[k] += step
      guard let other = reference(equation, moved) else { return nil }
      for row in rows.indices { rows[row][k] = (other.scalars[row] - base.scalars[row]) / step }
    }
    return rows
  }

  /// What an answer should be at the value, and how far the digits of the equations may move it.
  func prediction(for answer: HiddenValue.Equation) -> (Tensor<Double>, error: [Double])? {
    guard let predicted = reference(answer, value), let slopes = slopes(of: answer) else {
      return nil
    }
    let errors = equations.flatMap { equation in
      PrintedDigits.units(of: equation.tokens).map { $0 / 2 }
    }
    let error = slopes.map { row in
      errors.indices.reduce(0.0) { sum, j in
        sum + row.indices.reduce(0.0) { $0 + row[$1] * inverse[$1][j] }.magnitude * errors[j]
      }
    }
    return (predicted, error)
  }
}
