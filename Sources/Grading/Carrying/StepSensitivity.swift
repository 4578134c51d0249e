internal import Coursework
internal import Formulas
internal import Tensors

/// Slopes of numbers by unknowns, a row a number.
struct Slopes: Sendable {
  let rows: Int
  let columns: Int
  private(set) var values: [Double]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The slopes of several quantities, one after the other.
  init(joining parts: [Slopes]) {
    self.init(rows: 0, columns: parts.first?.columns ?? 0, values: parts.flatMap(\.values))
  }

  private init(rows: Int, columns: Int, values: [Double]) {
    self.rows = columns > 0 ? values.count / columns : rows
    self.columns = columns
    self.values = values
  }

  /// The slopes by what a change leaves unknown of a step, of slopes by its entries.
  func by(_ change: HiddenChange, of step: Tensor<Double>) -> Slopes {
    if change.isWhole { return self }
    var slopes = Slopes(rows: rows, columns: 1)
    for row in 0..<rows {
      slopes.values[row] = slope(of: row, by: change, step)
    }
    return slopes
  }

  /// The slope of one number by the one unknown that a change leaves.
  @inline(__always)
  func slope(of row: Int, by change: HiddenChange, _ step: Tensor<Double>) -> Double {
    let first = row * columns
    var sum = 0.0
    switch change {
    case .entry(let position): return values[first + position]
    case .scaled: for k in 0..<columns { sum += values[first + k] * step.scalars[k] }
    case .moved, .whole: for k in 0..<columns { sum += values[first + k] }
    }
    return sum
  }
}

/// How all that the parts of a problem ask for depends on one step, near the step's right value: the same for every
/// student who has these inputs.
struct StepSensitivity: Sendable {
  /// The step's right value.
  let right: Tensor<Double>
  /// What each part asks for, by its place, where it is finite.
  let base: [[Double]?]
  /// The slopes of these by the entries of the step.
  let slopes: [Slopes?]

  /// Slopes are differences over this share of an entry's size.
  static let width = 1e-6

  init(_ parts: [Part], _ probe: ForwardProbe) {
    let right = probe.step
    let base = StepSensitivity.numbers(parts, probe.values(at: right))
    var slopes = base.map { $0.map { Slopes(rows: $0.count, columns: right.shape.count) } }
    let typical = max(right.rootMeanSquare, 1e-6)
    var moved = right
    for column in right.scalars.indices {
      let width = StepSensitivity.width * max(right.scalars[column].magnitude, typical)
      moved.scalars[column] = right.scalars[column] + width
      let other = StepSensitivity.numbers(parts, probe.values(at: moved))
      moved.scalars[column] = right.scalars[column]
      for place in parts.indices {
        guard let from = base[place], let to = other[place] else {
          slopes[place] = nil
          continue
        }
        for row in from.indices { slopes[place]?[row, column] = (to[row] - from[row]) / width }
      }
    }
    self.right = right
    self.base = base
    self.slopes = slopes
  }

  /// How many numbers it holds.
  var entryCount: Int { slopes.reduce(0) { $0 + ($1?.values.count ?? 0) } }

  /// By how much the numbers of a part are off, and how far they may be.
  struct Residuals {
    let place: Int
    let values: [Double]
    let errors: [Double]
  }

  /// Whether a change may explain why numbers are off; most do not, and are left at once.
  ///
  /// - Parameters:
  ///   - change: What is unknown.
  ///   - residuals: By how much the numbers of some parts are off.
  /// - Returns: Whether it moves each number that is off, and by the slopes leaves no more than a part unexplained.
  func mayExplain(_ change: HiddenChange, _ residuals: [Residuals]) -> Bool {
    var largest = 0.0
    for residual in residuals {
      for value in residual.values { largest = max(largest, value.magnitude) }
    }
    let least = 1e-3 * largest
    var (square, along, length) = (0.0, 0.0, 0.0)
    for residual in residuals {
      guard let slopes = slopes[residual.place], slopes.rows == residual.values.count else {
        return false
      }
      for (row, value) in residual.values.enumerated() {
        if change.isWhole {
          guard value.magnitude > least else { continue }
          let first = row * slopes.columns
          let isMoved = slopes.values[first..<first + slopes.columns].contains { $0 != 0 }
          guard isMoved || value.magnitude <= 2 * residual.errors[row] else { return false }
          continue
        }
        let slope = slopes.slope(of: row, by: change, right)
        if slope == 0, value.magnitude > max(least, 2 * residual.errors[row]) { return false }
        square += value * value
        along += value * slope
        length += slope * slope
      }
    }
    return change.isWhole
      || along * along >= (1 - StepSensitivity.mostUnexplained) * square * length
  }

  /// The largest share of what is off, squared, that slopes at the right value may leave unexplained.
  static let mostUnexplained = 0.75

  private static func numbers(_ parts: [Part], _ values: ForwardValues) -> [[Double]?] {
    parts.enumerated().map { place, part in
      values[place].flatMap { value in
        let taken = part.take(value.scalars)
        return taken.allSatisfy(\.isFinite) ? taken : nil
      }
    }
  }
}

/// What is asked for, near one value of what is unknown.
struct Linearization: Sendable {
  /// The numbers of the equations, and then of what is predicted.
  let base: [Double]
  /// The slopes of these.
  let slopes: Slopes
  /// By how much each unknown moves when each equation's right side does: a row an unknown.
  let inverse: [Double]
  /// How many of the numbers are equations.
  let equationCount: Int

  /// Nil where the equations do not determine what is unknown.
  init?(base: [Double], slopes: Slopes, equationCount count: Int) {
    let n = slopes.columns
    // The normal equations, with one right side an equation.
    let width = n + count
    var matrix = [Double](repeating: 0, count: n * width)
    for row in 0..<count {
      for i in 0..<n {
        let slope = slopes[row, i]
        guard slope != 0 else { continue }
        for j in 0..<n { matrix[i * width + j] += slope * slopes[row, j] }
        matrix[i * width + n + row] = slope
      }
    }
    let scale = (0..<n).map { matrix[$0 * width + $0] }.max() ?? 0
    for column in 0..<n {
      var pivot = column
      for row in column..<n
      where matrix[row * width + column].magnitude > matrix[pivot * width + column].magnitude {
        pivot = row
      }
      guard matrix[pivot * width + column].magnitude > 1e-9 * scale else { return nil }
      if pivot != column {
        for k in 0..<width { matrix.swapAt(column * width + k, pivot * width + k) }
      }
      for row in 0..<n where row != column {
        let factor = matrix[row * width + column] / matrix[column * width + column]
        guard factor != 0 else { continue }
        for k in column..<width {
          matrix[row * width + k] -= factor * matrix[column * width + k]
        }
      }
    }
    var inverse = [Double](repeating: 0, count: n * count)
    for row in 0..<n {
      let diagonal = matrix[row * width + row]
      for k in 0..<count { inverse[row * count + k] = matrix[row * width + n + k] / diagonal }
    }
    self.base = base
    self.slopes = slopes
    self.inverse = inverse
    equationCount = count
  }

  /// By how much the unknowns move to make up for what is off, to first order.
  func move(_ residual: [Double]) -> [Double] {
    (0..<slopes.columns).map { unknown in
      var sum = 0.0
      for k in 0..<equationCount { sum += inverse[unknown * equationCount + k] * residual[k] }
      return sum
    }
  }

  /// How far errors of the equations may move one of the numbers.
  func error(of row: Int, from errors: [Double]) -> Double {
    var sum = 0.0
    for k in 0..<equationCount {
      var moved = 0.0
      for unknown in 0..<slopes.columns {
        moved += slopes[row, unknown] * inverse[unknown * equationCount + k]
      }
      sum += moved.magnitude * errors[k]
    }
    return sum
  }
}
