internal import Coursework
internal import Tensors

/// The value of a step at which all equations hold.
struct HiddenSolution {
  private static let mostIterations = 12
  private static let mostHalvings = 5
  /// The share of the squares of all numbers below which what is left over is next to nothing.
  private static let nearness = 1e-12
  /// The share of what is left over that a step may leave.
  private static let leastGain = 0.5

  private let step: HiddenStep
  private let targets: [Double]
  /// How far each target may be off by its digits, and by rounding of steps.
  private let errors: [Double]
  private(set) var value: Tensor<Double>
  /// What follows near the last value but one.
  private var line: Linearization

  init?(_ step: HiddenStep) {
    self.step = step
    let right = step.right
    value = right
    targets = step.equations.flatMap(\.values)
    errors = step.equations.flatMap(\.errors)
    guard right.shape.count <= HiddenValue.mostUnknowns, targets.count >= right.shape.count,
      targets.count <= HiddenValue.mostEntries, let start = step.start(),
      start.equationCount == targets.count
    else { return nil }
    line = start
    var numbers = start.base
    guard mayExplain(numbers) else { return nil }
    for iteration in 0..<HiddenSolution.mostIterations {
      if iteration > 0 {
        guard let next = step.linearization(at: value, numbers) else { break }
        line = next
      }
      guard let better = improve(&numbers) else { break }
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
    let size = leftOver(numbers)
    let residual = zip(targets, numbers).map(-)
    let move = line.move(residual)
    // Near the solution things go as the slopes say: where these promise too little, no part of the step gains more.
    let isNear = size <= HiddenSolution.nearness * targets.reduce(0) { $0 + $1 * $1 }
    if isNear, leftOver(residual, after: move) > HiddenSolution.leastGain * size { return nil }
    var share = 1.0
    for _ in 0..<HiddenSolution.mostHalvings {
      var moved = value
      for k in move.indices { moved.scalars[k] += share * move[k] }
      if moved.isFinite, let found = step.numbers(at: moved),
        leftOver(found) <= HiddenSolution.leastGain * size
      {
        value = moved
        numbers = found
        return share * (move.map(\.magnitude).max() ?? 0)
      }
      share /= 2
    }
    return nil
  }

  /// The squares of what is left over.
  private func leftOver(_ numbers: [Double]) -> Double {
    zip(targets, numbers).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// The squares of what a move leaves over by the slopes.
  private func leftOver(_ residual: [Double], after move: [Double]) -> Double {
    residual.enumerated().reduce(0) { sum, entry in
      let moved = move.indices.reduce(0) { $0 + line.slopes[entry.offset, $1] * move[$1] }
      return sum + (entry.element - moved) * (entry.element - moved)
    }
  }

  /// Whether by the slopes the step leaves less than most of what is off unexplained, and moves every number that is
  /// off.
  private func mayExplain(_ numbers: [Double]) -> Bool {
    let residual = zip(targets, numbers).map(-)
    let largest = residual.reduce(0) { max($0, $1.magnitude) }
    let move = line.move(residual)
    var (left, all) = (0.0, 0.0)
    for (row, off) in residual.enumerated() {
      var moved = 0.0
      var isMoved = false
      for k in move.indices {
        moved += line.slopes[row, k] * move[k]
        isMoved = isMoved || line.slopes[row, k] != 0
      }
      if !isMoved, off.magnitude > max(1e-3 * largest, 2 * errors[row]) { return false }
      left += (off - moved) * (off - moved)
      all += off * off
    }
    return left <= StepSensitivity.mostUnexplained * all
  }

  /// Whether every equation holds as far as its digits tell: the value itself is known only as well as these.
  private func holds() -> Bool {
    var row = 0
    for (equation, found) in zip(step.equations, step.evaluate(value)) {
      guard let found, found.isFinite, found.shape == equation.key.part.shape else { return false }
      let most = 2 * (equation.errors.max() ?? 0)
      let errors = (row..<row + found.shape.count).map { min(error(of: $0), most) }
      row += found.shape.count
      guard equation.comparison(with: found, errors: errors).match.isRight else { return false }
    }
    return true
  }

  /// How far the digits of the equations may move a number.
  private func error(of row: Int) -> Double {
    row < line.slopes.rows ? line.error(of: row, from: errors) : 0
  }

  /// How much of the equations it leaves over, and at least what double precision does.
  var misfit: Double {
    let size = targets.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let left = step.numbers(at: value).map { leftOver($0).squareRoot() } ?? .infinity
    return max(left, 1e-12 * size)
  }

  /// How likely the equations are to hold by chance, beyond as many of them as there are unknowns: those that the
  /// value visibly moves, since others hold without it.
  var chance: Double {
    guard let before = step.numbers(at: step.right) else { return 1 }
    var chances: [Double] = []
    var row = 0
    for (equation, found) in zip(step.equations, step.evaluate(value)) {
      guard let found else { return 1 }
      let typical = found.rootMeanSquare
      let allowances = equation.comparison(with: found).allowances
      for (scalar, allowance) in zip(found.scalars, allowances) {
        defer { row += 1 }
        guard scalar != 0, row < before.count, (scalar - before[row]).magnitude > allowance else {
          continue
        }
        chances.append(min(1, 2 * allowance / (scalar.magnitude + typical)))
      }
    }
    return chances.sorted().dropFirst(value.shape.count).reduce(1, *)
  }

  /// Whether the value does no more to the answer than to choose which numbers are there, as a mask does.
  ///
  /// Many values choose the same ones.
  ///
  /// - Parameter right: The right answer.
  /// - Returns: whether no number that it changes is moved by it.
  func onlyChooses(from right: Tensor<Double>) -> Bool {
    guard let predicted = step.evaluate(value).last ?? nil,
      predicted.shape.count == right.shape.count
    else { return false }
    let first = line.slopes.rows - predicted.shape.count
    return predicted.scalars.indices.allSatisfy { position in
      let (found, wanted) = (predicted.scalars[position], right.scalars[position])
      return (found - wanted).magnitude <= 1e-9 * right.rootMeanSquare
        || value.scalars.indices.allSatisfy { line.slopes[first + position, $0] == 0 }
    }
  }

  /// What the answer should be at the value, and how far the digits of the equations may move it.
  var prediction: (Tensor<Double>, error: [Double])? {
    guard let predicted = step.evaluate(value).last ?? nil, predicted.isFinite else { return nil }
    let first = line.slopes.rows - predicted.shape.count
    return (predicted, predicted.scalars.indices.map { error(of: first + $0) })
  }
}
