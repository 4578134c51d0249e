internal import Foundation

/// What people make of right numbers one by one, or leave out of them.
enum ChangeOfNumbers: String, Sendable, CaseIterable {
  case squared
  case root
  case exponential
  case logarithm
  case reciprocal
  case complement

  /// What these numbers are.
  var phrase: String {
    switch self {
    case .squared: "the squares of the right numbers"
    case .root: "the square roots of the right numbers"
    case .exponential: "e to the power of the right numbers"
    case .logarithm: "the logarithms of the right numbers"
    case .reciprocal: "1 divided by the right numbers"
    case .complement: "1 minus the right numbers"
    }
  }

  func of(_ number: Double) -> Double {
    switch self {
    case .squared: number * number
    case .root: number.squareRoot()
    case .exponential: exp(number)
    case .logarithm: log(number)
    case .reciprocal: 1 / number
    case .complement: 1 - number
    }
  }

  /// How much of a change of the number is left.
  func slope(at number: Double) -> Double {
    switch self {
    case .squared: 2 * number.magnitude
    case .root: 0.5 / number.squareRoot()
    case .exponential: exp(number)
    case .logarithm: 1 / number.magnitude
    case .reciprocal: 1 / (number * number)
    case .complement: 1
    }
  }
}
