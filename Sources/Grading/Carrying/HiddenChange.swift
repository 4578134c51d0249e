internal import Tensors

/// What of a step is unknown.
enum HiddenChange {
  case whole
  case entry(Int)
  /// A factor of all its numbers.
  case scaled
  /// A number added to all its numbers.
  case moved

  /// Whether all numbers are unknown.
  var isWhole: Bool { if case .whole = self { true } else { false } }

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
