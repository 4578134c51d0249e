internal import Coursework
internal import Formulas
internal import Tensors

/// A step that no part asks for, whose wrong value was solved for from answers that are wrong.
///
/// A slip in such a step spoils all that follows. But the answers that follow from it determine the wrong value, as soon
/// as they are as many equations as it has entries; what is right given that value is then carried. The answers that it
/// was solved from earn nothing by it.
struct HiddenValue {
  /// The name in the forward; nil if the step has none.
  let name: String?
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
  fileprivate static let mostUnknowns = 30
  fileprivate static let mostEntries = 400
  fileprivate static let mostIterations = 12
  fileprivate static let mostHalvings = 5
  /// The operations that all steps of the way back may take for one answer.
  private static let mostOperations = 20_000_000
  /// The largest chance at which an answer may be right by itself given a value solved for.
  private static let mostChance = 1e-4
  /// The largest share of the largest entry that the digits of the equations may make.
  private static let maximumShare = 5e-3

  /// The value that explains an answer, and the comparison with what follows from it.
  ///
  /// - Parameters:
  ///   - answer: The answer; not one of the equations.
  ///   - equations: The wrong answers before it that nothing else explains.
  ///   - prior: All earlier answers: a step on which one of them depends that is right was not wrong.
  /// - Returns: nil if no step's value is determined, or none explains the answer.
  static func find(for answer: Equation, from equations: [Equation], _ prior: PriorAnswers)
    -> (HiddenValue, Comparison)?
  {
    guard !equations.isEmpty else { return nil }
    let key = answer.key
    let steps = bindings(for: answer, from: equations) + nodes(for: answer, from: equations, prior)
    for make in steps {
      let step = make()
      guard let solution = HiddenSolution(step), let (predicted, error) = solution.prediction,
        predicted.shape == key.part.shape, predicted.scalars.contains(where: { $0 != 0 })
      else { continue }
      let most = maximumShare * predicted.largestMagnitude
      let comparison = key.compare(
        answer.tokens, with: predicted, slack: error.map { min($0, most) })
      guard comparison.match.isRight,
        !areWithin(predicted.scalars, key.reference.scalars, { key.tolerances[$0] }),
        chance(of: predicted, comparison.allowances) * Double(steps.count) <= mostChance
      else { continue }
      return (
        HiddenValue(name: step.name, parts: step.equations.map(\.key.part.id)), comparison
      )
    }
    return nil
  }

  /// The names of the forward that no part asks for, on which references depend.
  private static func bindings(for answer: Equation, from equations: [Equation])
    -> [() -> HiddenStep]
  {
    let problem = answer.key.problem
    guard let forward = problem.forward else { return [] }
    let asked = Set(problem.parts.map(\.id) + problem.parts.compactMap(requestedName))
    return forward.bindings.compactMap { name, _ in
      let used = equations.filter { $0.key.dependencies.depends(onBinding: name) }
      guard !asked.contains(name), answer.key.dependencies.depends(onBinding: name),
        !used.isEmpty, let right = answer.key.dependencies.scope[name]
      else { return nil }
      return {
        HiddenStep(name: name, right: right, equations: used) { value in
          (used + [answer]).map {
            $0.key.dependencies.reference(replacing: $0.own, hidden: [name: value])
          }
        }
      }
    }
  }

  /// The steps without a name, in the forward and on the way back: each as a whole, then each number of it alone.
  private static func nodes(
    for answer: Equation, from equations: [Equation], _ prior: PriorAnswers
  ) -> [() -> HiddenStep] {
    guard let derived = answer.key.slips.derivedForward else { return [] }
    let parts = answer.key.problem.parts.map(\.id)
    var left = mostOperations
    let cost = max(1, derived.operationCount)
    var whole: [() -> HiddenStep] = []
    var single: [() -> HiddenStep] = []
    for node in derived.steps(maximumCount: mostEntries) {
      let places = derived.places(dependingOn: node)
      func depends(_ key: PartKey) -> Bool {
        parts.firstIndex(of: key.part.id).map(places.contains) ?? false
      }
      let used = equations.filter { depends($0.key) }
      guard !used.isEmpty, depends(answer.key), !prior.isRight(where: depends) else { continue }
      let count = derived.entryCount(of: node)
      let shared = SharedProbe { derived.probe(at: node, answer.key.problem.inputs) }
      func step(_ change: HiddenChange) -> HiddenStep {
        let right = shared.probe.step
        return HiddenStep(
          name: derived.name(of: node), right: change.unknowns(of: right), equations: used
        ) { value in
          let values = shared.probe.values(at: change.step(right, value.scalars))
          return (used + [answer]).map { equation in
            let part = equation.key.part
            return parts.firstIndex(of: part.id).flatMap { values[$0] }.map {
              Tensor(shape: part.shape, scalars: part.take($0.scalars))
            }
          }
        }
      }
      if count <= mostUnknowns {
        left -= 3 * (count + 1) * cost
        guard left >= 0 else { break }
        whole.append { step(.whole) }
      }
      guard count > 1 else { continue }
      for change in [.scaled, .moved] + (0..<count).map(HiddenChange.entry) {
        left -= 4 * cost
        guard left >= 0 else { break }
        single.append { step(change) }
      }
    }
    return whole + single
  }

  /// A probe that is made when it is needed first.
  private final class SharedProbe {
    private let make: () -> ForwardProbe
    private(set) lazy var probe = make()
    init(_ make: @escaping () -> ForwardProbe) { self.make = make }
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

/// What of a step is unknown.
private enum HiddenChange {
  case whole
  case entry(Int)
  /// A factor of all its numbers.
  case scaled
  /// A number added to all its numbers.
  case moved

  /// What is unknown, where nothing is wrong.
  func unknowns(of right: Tensor<Double>) -> Tensor<Double> {
    switch self {
    case .whole: right
    case .entry(let position): Tensor(right.scalars[position])
    case .scaled: Tensor(1)
    case .moved: Tensor(0)
    }
  }

  /// The step for other values of what is unknown.
  func step(_ right: Tensor<Double>, _ unknowns: [Double]) -> Tensor<Double> {
    var step = right
    switch self {
    case .whole: step.scalars = unknowns
    case .entry(let position): step.scalars[position] = unknowns[0]
    case .scaled: step.scalars = right.scalars.map { $0 * unknowns[0] }
    case .moved: step.scalars = right.scalars.map { $0 + unknowns[0] }
    }
    return step
  }
}

/// A step whose value is unknown, what shows it, and what is to be explained by it.
private struct HiddenStep {
  /// The name in the forward; nil if it has none.
  let name: String?
  /// The right value.
  let right: Tensor<Double>
  let equations: [HiddenValue.Equation]
  /// What each equation and, last, the answer should be at a value of the step.
  let evaluate: (Tensor<Double>) -> [Tensor<Double>?]

  /// The same as numbers, one part after the other; nil if something is not finite.
  func numbers(at value: Tensor<Double>) -> [Double]? {
    var numbers: [Double] = []
    for tensor in evaluate(value) {
      guard let tensor, tensor.isFinite else { return nil }
      numbers += tensor.scalars
    }
    return numbers
  }
}

/// The value of a step at which all equations hold.
private struct HiddenSolution {
  private let step: HiddenStep
  private let targets: [Double]
  private var value: Tensor<Double>
  /// By how much each entry of the value moves when each equation's right side does.
  private var inverse: [[Double]] = []
  /// By how much each number moves when each entry of the value does: a row a number.
  private var slopes: [[Double]] = []

  init?(_ step: HiddenStep) {
    self.step = step
    let right = step.right
    value = right
    targets = step.equations.flatMap { $0.tokens.map(\.value) }
    guard right.shape.count <= HiddenValue.mostUnknowns, targets.count >= right.shape.count,
      targets.count <= HiddenValue.mostEntries
    else { return nil }
    guard let numbers = step.numbers(at: value) else { return nil }
    var residual = zip(targets, numbers).map(-)
    for _ in 0..<HiddenValue.mostIterations {
      guard linearize(),
        let better = improve(&residual)
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
  private mutating func improve(_ residual: inout [Double]) -> Double? {
    let size = residual.reduce(0) { $0 + $1 * $1 }
    let move = inverse.map { row in zip(row, residual).reduce(0) { $0 + $1.0 * $1.1 } }
    var share = 1.0
    for _ in 0..<HiddenValue.mostHalvings {
      var moved = value
      for k in move.indices { moved.scalars[k] += share * move[k] }
      if moved.isFinite, let numbers = step.numbers(at: moved) {
        let left = zip(targets, numbers).map(-)
        if left.reduce(0, { $0 + $1 * $1 }) <= 0.5 * size {
          value = moved
          residual = left
          return share * (move.map(\.magnitude).max() ?? 0)
        }
      }
      share /= 2
    }
    return nil
  }

  /// Whether every equation holds as far as its digits tell.
  private func holds() -> Bool {
    zip(step.equations, step.evaluate(value)).allSatisfy { equation, found in
      guard let found, found.isFinite, found.shape == equation.key.part.shape else { return false }
      return equation.key.compare(equation.tokens, with: found).match.isRight
    }
  }

  /// Works out the slopes, and the pseudo-inverse of those of the equations; false if the value is not determined.
  private mutating func linearize() -> Bool {
    guard let base = step.numbers(at: value) else { return false }
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

  /// What the answer should be at the value, and how far the digits of the equations may move it.
  var prediction: (Tensor<Double>, error: [Double])? {
    guard let predicted = step.evaluate(value).last ?? nil, predicted.isFinite else { return nil }
    let errors = step.equations.flatMap { equation in
      PrintedDigits.units(of: equation.tokens).map { $0 / 2 }
    }
    let error = slopes.suffix(predicted.shape.count).map { row in
      errors.indices.reduce(0.0) { sum, j in
        sum + row.indices.reduce(0.0) { $0 + row[$1] * inverse[$1][j] }.magnitude * errors[j]
      }
    }
    return (predicted, error)
  }
}
