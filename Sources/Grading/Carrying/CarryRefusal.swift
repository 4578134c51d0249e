/// Why nothing is carried from a wrong answer.
enum CarryRefusal: Sendable, Hashable {
  case isZero
  case isOneNumber
  case isGiven
  case isOutOfProportion
  case hasFewerNonZeros
  case hasLowerRank

  /// The reason, as the rest of a sentence.
  var reason: String {
    switch self {
    case .isZero: "it is zero"
    case .isOneNumber: "it is one number everywhere"
    case .isGiven: "it is a given"
    case .isOutOfProportion: "it is more than a hundred times too large or too small"
    case .hasFewerNonZeros: "it has fewer numbers that are not zero than it should"
    case .hasLowerRank: "its rank is lower than it should be"
    }
  }
}
