internal import Coursework
internal import Formulas
internal import Tensors

/// Inputs at which mistakes are hard to see, though nothing is wrong with them.
enum InputWarnings {
  /// A kink nearer than this share of an input's size is too near.
  static let nearKink = 1e-3
  /// A condition number from which on single precision has few digits left.
  static let largeCondition = 1e4

  /// The warnings about a problem, a sentence each, with what to do.
  static func of(_ problem: Problem) -> [String] {
    var warnings: [String] = []
    let used = usedNames(of: problem)
    for given in problem.givens where !used.contains(given.name) {
      warnings.append("\(problem.id): \(given.name) is used by no formula")
    }
    for given in problem.givens
    where used.contains(given.name) && hidesTranspose(given, in: problem) {
      let isSymmetric = given.value.transposed == given.value
      warnings.append(
        "\(problem.id): \(given.name) is \(isSymmetric ? "symmetric" : "square"), and its transpose "
          + "gives the same answers; choose other \(isSymmetric ? "numbers" : "extents")")
    }
    if let batch = problem.batch {
      for given in problem.givens {
        let extents = given.value.shape.dimensions
        guard extents.count(where: { $0 == batch }) > 1 else { continue }
        warnings.append(
          "\(problem.id): another axis of \(given.name) is as long as the batch; choose another size"
        )
      }
    }
    guard let forward = problem.forward else { return warnings }
    for dead in forward.deadUnits(problem.inputs, batch: problem.batch) {
      warnings.append(
        "\(problem.id): \(dead); "
          + (problem.draws ? "draw" : "choose") + " numbers at which all of it is on somewhere")
    }
    for (name, condition) in forward.matrixConditions(problem.inputs)
    where condition >= largeCondition && condition.isFinite {
      warnings.append(
        "\(problem.id): a matrix on the way to \(name) has the condition number \(shown(condition, digits: 2)): "
          + "so many times larger do relative errors become; choose numbers further from a singular matrix"
      )
    }
    let values = problem.inputs.merging(forward.evaluateBindings(problem.inputs)) { $1 }
    let unlike = problem.givens.filter { $0.draw?.isSymmetric != true }.map(\.name)
    for part in problem.parts {
      // Symmetric by chance is warned of above.
      guard case .derivative(_, let variable) = part.quantity, !unlike.contains(variable),
        let warning = SymmetryCheck.warning(part, values)
      else { continue }
      warnings.append(warning)
    }
    var seen: Set<String> = []
    for part in problem.parts {
      guard part.kinks == nil, case .derivative(let output, let variable) = part.quantity,
        seen.insert("\(output) by \(variable)").inserted,
        let entry = nearestKink(part, forward, output, variable, problem.inputs)
      else { continue }
      warnings.append(
        "\(part.name): a kink is within 0.1 % of the size of \(variable)\(shown(index: entry)); "
          + (problem.draws
            ? "keep draws away from it, or state 'kinks'" : "move the numbers, or state 'kinks'"))
    }
    return warnings
  }

  /// The names that stand in some formula of a problem; sizes may stand in ranges, which are numbers here.
  private static func usedNames(of problem: Problem) -> Set<String> {
    var used = Set(problem.givens.filter { $0.size != nil }.map(\.name))
    used.formUnion(problem.forward?.mentionedNames ?? [])
    for part in problem.parts {
      used.formUnion(part.reference?.mentionedNames ?? [])
      for mistake in part.mistakes { used.formUnion(mistake.formula.mentionedNames) }
      switch part.quantity {
      case .value(let name): used.insert(name ?? "")
      case .derivative(let output, let variable): used.formUnion([output, variable])
      }
    }
    return used
  }

  /// Whether a square given in place of its transpose changes no answer.
  private static func hidesTranspose(_ given: Given, in problem: Problem) -> Bool {
    let extents = given.value.shape.dimensions
    guard extents.count == 2, extents[0] == extents[1], extents[0] > 1 else { return false }
    // It is drawn with a property that the transpose shares, or does not have.
    if let draw = given.draw, draw.hasProperty { return false }
    if given.value.transposed == given.value { return true }
    guard given.value.shape.count <= 2_500 else { return false }
    let right = ProblemValues(problem).references
    let turned = ProblemValues(problem.replacing(given.name, with: given.value.transposed))
    return turned.references.allSatisfy { name, value in
      guard let other = right[name], value.isFinite else { return false }
      let allowed = 1e-9 * other.rootMeanSquare
      return areWithin(value.scalars, other.scalars) { _ in allowed }
    }
  }

  private static func nearestKink(
    _ part: Part,
    _ forward: CompiledFormula, _ output: String, _ variable: String,
    _ inputs: [String: Tensor<Double>]
  ) -> [Int]? {
    guard let sampler = ForwardSampler(forward, of: output, by: variable, inputs: inputs),
      let shape = forward.shape(of: variable),
      !WitnessSampling.isSampled(part, inputs: shape.count)
    else { return nil }
    let typical = Tensor(shape: shape, scalars: sampler.point).rootMeanSquare
    var line = KinkSearch(sampler)
    for (entry, x) in sampler.point.enumerated() {
      let size = max(x.magnitude, typical)
      line.entry = entry
      line.size = size > 0 ? size : 1
      let step = nearKink * line.size
      if line.bends(from: x, to: x - step) || line.bends(from: x, to: x + step) {
        return shape.index(at: entry)
      }
    }
    return nil
  }
}

/// Looks for kinks along one entry of the inputs.
private struct KinkSearch {
  private let sampler: ForwardSampler
  private var values: [Double]
  var entry = 0
  /// The size of the entry.
  var size = 1.0

  /// Slopes on both sides differ by more than this share of the larger, or there is no kink: where a maximum is
  /// subtracted before exponentials and added after their sum, another branch gives the same values.
  private static let leastBend = 1e-2
  /// Differences below this share of the largest slope are noise.
  private static let noise = 1e-6
  /// What slopes are measured over, as a share of the entry's size.
  private static let spacing = 1e-6
  /// No more changes of branch are looked at on one side.
  private static let mostBranches = 8

  init(_ sampler: ForwardSampler) {
    self.sampler = sampler
    values = [Double](repeating: 0, count: sampler.sampleCount)
  }

  /// Whether the slope changes at once between two values of the entry.
  mutating func bends(from start: Double, to end: Double) -> Bool {
    var start = start
    let last = signature(end)
    for _ in 0..<KinkSearch.mostBranches {
      let first = signature(start)
      guard first != last else { return false }
      var (near, far) = (start, end)
      while true {
        let middle = near + (far - near) / 2
        guard middle != near, middle != far else { break }
        if signature(middle) == first { near = middle } else { far = middle }
      }
      if isKink(near, far) { return true }
      start = far
    }
    return true
  }

  /// Whether the slopes before and after two neighbouring values differ.
  private mutating func isKink(_ near: Double, _ far: Double) -> Bool {
    let step = KinkSearch.spacing * size * (far < near ? -1 : 1)
    let before = slopes(near - step, near)
    let after = slopes(far, far + step)
    let largest = (before + after).reduce(0) { max($0, $1.magnitude) }
    guard largest.isFinite else { return true }
    return zip(before, after).contains { slope, other in
      let size = max(slope.magnitude, other.magnitude)
      let allowed = max(KinkSearch.leastBend * size, KinkSearch.noise * largest)
      return !((slope - other).magnitude <= allowed)
    }
  }

  private mutating func slopes(_ a: Double, _ b: Double) -> [Double] {
    let (first, second) = (sample(a), sample(b))
    return zip(first, second).map { ($1 - $0) / (b - a) }
  }

  /// The values at a value of the entry; of summands their sum.
  private mutating func sample(_ x: Double) -> [Double] {
    _ = sampler.sample(entry: entry, value: x, into: &values)
    return sampler.isReduced ? [values.reduce(0, +)] : values
  }

  private mutating func signature(_ x: Double) -> UInt64 {
    sampler.sample(entry: entry, value: x, into: &values).signature
  }
}
