internal import Coursework
internal import Tensors

/// The value of a step at which all equations hold.
struct HiddenSolution {
  private static let mostIterations = 12
  private static let mostHalvings = 5

  private let step: HiddenStep
  private let targets: [Double]
  /// Half a unit of the last place of each target.
  private let printErrors: [Double]
  private(set) var value: Tensor<Double>
  /// By how much each entry of the value moves when each equation's right side does.
  private var inverse: [[Double]] = []
  /// By how much each number moves when each entry of the value does: a row a number.
  private var slopes: [[Double]] = []

  init?(_ step: HiddenStep) {
    self.step = step
    let right = step.right
    value = right
    targets = step.equations.flatMap { $0.tokens.map(\.value) }
    printErrors = step.equations.flatMap { equation in
      PrintedDigits.units(of: equation.tokens).map { $0 / 2 }
    }
    guard right.shape.count <= HiddenValue.mostUnknowns, targets.count >= right.shape.count,
      targets.count <= HiddenValue.mostEntries
    else { return nil }
    guard var numbers = step.baseNumbers else { return nil }
    for iteration in 0..<HiddenSolution.mostIterations {
      guard linearize(at: numbers), iteration > 0 || mayExplain(numbers),
        let better = improve(&numbers)
      else { break }
      if better <= 1e-13 * value.largestMagnitude { break }
    }
    guard holds(), !areWithin(value.scalars, right.scalars, { 1e-6 * right.scalars[$0].magnitude }),
      value.scalars.contains(where: { $0 != 0 })
    else { return nil }
  }

  /// Moves the value by a Gauss-Newton step, or a part of one, after which less is left over.
  ///
  /// - Returns: the largest move of an entry; nil if no part of the step gains enough to go on.
  private mutating func improve(_ numbers: inout [Double]) -> Double? {
    let residual = zip(targets, numbers).map(-)
    let size = residual.reduce(0) { $0 + $1 * $1 }
    let move = inverse.map { row in zip(row, residual).reduce(0) { $0 + $1.0 * $1.1 } }
    var share = 1.0
    for _ in 0..<HiddenSolution.mostHalvings {
      var moved = value
      for k in move.indices { moved.scalars[k] += share * move[k] }
      if moved.isFinite, let found = step.numbers(at: moved),
        zip(targets, found).reduce(0, { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }) <= 0.5 * size
      {
        value = moved
        numbers = found
        return share * (move.map(\.magnitude).max() ?? 0)
      }
      share /= 2
    }
    return nil
  }

  /// Whether the step moves every number that is off; most steps do not, and are left at once.
  private func mayExplain(_ numbers: [Double]) -> Bool {
    let largest = zip(targets, numbers).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    return targets.indices.allSatisfy { row in
      (targets[row] - numbers[row]).magnitude <= 1e-3 * largest || slopes[row].contains { $0 != 0 }
    }
  }

  /// Whether every equation holds as far as its digits tell: the value itself is known only as well as these.
  private func holds() -> Bool {
    var row = 0
    for (equation, found) in zip(step.equations, step.evaluate(value)) {
      guard let found, found.isFinite, found.shape == equation.key.part.shape else { return false }
      let most = PrintedDigits.units(of: equation.tokens).max() ?? 0
      let slack = (row..<row + found.shape.count).map { min(error(of: $0), most) }
      row += found.shape.count
      guard equation.key.compare(equation.tokens, with: found, slack: slack).match.isRight else {
        return false
      }
    }
    return true
  }

  /// How far the digits of the equations may move a number.
  private func error(of row: Int) -> Double {
    guard row < slopes.count, !inverse.isEmpty else { return 0 }
    return printErrors.indices.reduce(0) { sum, j in
      sum + slopes[row].indices.reduce(0.0) { $0 + slopes[row][$1] * inverse[$1][j] }.magnitude
        * printErrors[j]
    }
  }

  /// Works out the slopes, and the pseudo-inverse of those of the equations; false if the value is not determined.
  private mutating func linearize(at base: [Double]) -> Bool {
    let n = value.shape.count
    slopes = [[Double]](repeating: [Double](repeating: 0, count: n), count: base.count)
    let typical = max(value.rootMeanSquare, 1e-6)
    for k in value.scalars.indices {
      var moved = value
      // By differences: a few evaluations, and no second derivative is at hand.
      let width = 1e-6 * max(value.scalars[k].magnitude, typical)
      moved.scalars[k] += width
      guard let other = step.numbers(at: moved) else { return false }
      for row in slopes.indices { slopes[row][k] = (other[row] - base[row]) / width }
    }
    let known = slopes.prefix(targets.count)
    // The normal equations, with one right side an equation.
    var matrix = (0..<n).map { i in
      (0..<n).map { j in known.reduce(0) { $0 + $1[i] * $1[j] } } + known.map { $0[i] }
    }
    let scale = (0..<n).map { matrix[$0][$0] }.max() ?? 0
    for column in 0..<n {
      guard
        let pivot = (column..<n).max(by: {
          matrix[$0][column].magnitude < matrix[$1][column].magnitude
        }), matrix[pivot][column].magnitude > 1e-9 * scale
      else { return false }
      matrix.swapAt(column, pivot)
      for row in 0..<n where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        guard factor != 0 else { continue }
        for k in column..<matrix[row].count { matrix[row][k] -= factor * matrix[column][k] }
      }
    }
    inverse = (0..<n).map { row in matrix[row][n...].map { $0 / matrix[row][row] } }
    return true
  }

  /// How likely the equations are to hold by chance, beyond as many of them as there are unknowns.
  var chance: Double {
    var chances: [Double] = []
    for (equation, found) in zip(step.equations, step.evaluate(value)) {
      guard let found else { return 1 }
      let typical = found.rootMeanSquare
      let allowances = equation.key.compare(equation.tokens, with: found).allowances
      for (scalar, allowance) in zip(found.scalars, allowances) where scalar != 0 {
        chances.append(min(1, 2 * allowance / (scalar.magnitude + typical)))
      }
    }
    return chances.sorted().dropFirst(value.shape.count).reduce(1, *)
  }

  /// What the answer should be at the value, and how far the digits of the equations may move it.
  var prediction: (Tensor<Double>, error: [Double])? {
    guard let predicted = step.evaluate(value).last ?? nil, predicted.isFinite else { return nil }
    let first = slopes.count - predicted.shape.count
    return (predicted, predicted.scalars.indices.map { error(of: first + $0) })
  }
}
