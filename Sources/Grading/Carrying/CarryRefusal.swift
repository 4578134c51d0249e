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
    case .isOutOfProportion: "its numbers are out of all proportion"
    case .hasFewerNonZeros: "it has fewer numbers that are not zero than it should"
    case .hasLowerRank: "its rows depend on each other more than they should"
    }
  }
}
