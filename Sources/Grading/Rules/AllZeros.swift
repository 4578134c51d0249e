internal import Tensors
internal import Coursework

extension VerdictRule {
  /// Zeros everywhere, where the reference is not zero: no mistake explains them, and no entry earns credit.
  static let allZeros = VerdictRule("All zeros") { question in
    guard let numbers = question.numbers, numbers.values.allSatisfy({ $0 == 0 }) else {
      return nil
    }
    return numbers.incorrect(
      [.allZeros(count: question.part.shape.count)], diagnosis: nil, notes: [.allZeros], credit: 0)
  }
}
