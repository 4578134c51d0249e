/// What right numbers may be multiplied with or divided by: those of a quantity, or the slopes that they stand for.
struct FactQuantity: Sendable, Hashable {
  /// The quantity's name.
  let name: String
  /// The function whose slope is taken where the quantity is its value; nil for the numbers themselves.
  let slope: Slope?

  /// A function whose slope follows from its value.
  enum Slope: String, Sendable, CaseIterable {
    case sigmoid, tanh

    /// The slope where the function has a value.
    func at(_ value: Double) -> Double {
      switch self {
      case .sigmoid: value * (1 - value)
      case .tanh: 1 - value * value
      }
    }

    /// Whether numbers may be values of the function.
    func mayGive(_ values: [Double]) -> Bool {
      let least = self == .sigmoid ? 0.0 : -1.0
      return values.allSatisfy { $0 > least && $0 < 1 }
    }
  }

  /// A stable word.
  var note: String { slope.map { "\($0.rawValue)-slope-\(name)" } ?? name }

  /// What it is called in a sentence.
  var phrase: String {
    switch slope {
    case .sigmoid: "\(name) * (1 - \(name))"
    case .tanh: "1 - \(name)^2"
    case nil: name
    }
  }
}
