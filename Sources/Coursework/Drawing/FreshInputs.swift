internal import Tensors

extension Problem {
  /// The problem at other inputs of the same kind, nobody's, at which coincidences of its own numbers do not hold.
  ///
  /// They depend on the definition alone: drawn inputs are drawn, and each other number is changed by less than a third.
  /// Sizes, choices of 0 and 1, signs, symmetry, and rows that add up to 1 stay.
  ///
  /// - Parameters:
  ///   - number: Which of such inputs, from 0.
  ///   - keepsWhole: Whether whole numbers stay: they may be places.
  /// - Returns: nil if nothing that fits could be drawn.
  public func atFreshInputs(_ number: Int, keepsWhole: Bool) -> Problem? {
    var result = self
    for (place, given) in givens.enumerated() {
      var stream = DrawStream(
        secret: [], fields: ["nabla fresh 1", id, given.name, "\(number)"])
      if let rule = given.draw {
        guard let value = rule.tensor(from: &stream) else { return nil }
        result.givens[place].value = value
      } else if given.size == nil, !given.value.isChoice, !(keepsWhole && given.value.isWhole) {
        result.givens[place].value = given.value.changed(by: &stream)
      }
    }
    return result
  }
}

extension Tensor<Double> {
  fileprivate var isWhole: Bool { scalars.allSatisfy { $0 == $0.rounded() } }

  /// Whether its numbers choose among others.
  fileprivate var isChoice: Bool {
    shape.count > 1 && scalars.allSatisfy { $0 == 0 || $0 == 1 }
  }

  /// Each number times a factor of its own.
  fileprivate func changed(by stream: inout DrawStream) -> Tensor<Double> {
    var factors = Tensor(shape: shape, scalars: scalars.map { _ in 0.7 + 0.6 * stream.unit() })
    if shape.rank == 2, transposed == self {
      let turned = factors.transposed
      factors.scalars = zip(factors.scalars, turned.scalars).map { ($0 + $1) / 2 }
    }
    var changed = self
    changed.scalars = zip(scalars, factors.scalars).map { $0 * $1 }
    guard let last = shape.dimensions.last, last > 1, scalars.allSatisfy({ $0 >= 0 }) else {
      return changed
    }
    let rows = stride(from: 0, to: scalars.count, by: last).map { $0..<$0 + last }
    guard rows.allSatisfy({ (scalars[$0].reduce(0, +) - 1).magnitude < 1e-6 }) else {
      return changed
    }
    for row in rows {
      let sum = changed.scalars[row].reduce(0, +)
      for position in row { changed.scalars[position] /= sum }
    }
    return changed
  }
}
