/// Why nothing is carried from a wrong answer.
enum CarryRefusal: Sendable, Hashable {
  case isZero
  case isOneNumber
  case isGiven
  case isRunOfGiven
  case isOutOfProportion
  case hasFewerNonZeros
  case hasLowerRank
  case leavesNothing

  /// Whether it depends on what follows: a lower rank, or a given in place of what was to be computed, may leave as much
  /// to do as before.
  var isConditional: Bool { self == .hasLowerRank || self == .isGiven }

  /// Whether the answer was worked out for all that is known, so that it may show what was wrong before it.
  var isWorkedOut: Bool { self == .hasLowerRank }

  /// The reason, as the rest of a sentence.
  var reason: String {
    switch self {
    case .isZero: "it is zero"
    case .isOneNumber: "it is one number everywhere"
    case .isGiven: "it is a given"
    case .isRunOfGiven: "it has the first numbers of a given in a row"
    case .isOutOfProportion: "it is more than 150 times too large or too small"
    case .hasFewerNonZeros: "it has fewer numbers that are not zero than it should"
    case .hasLowerRank: "its rank is lower than it should be"
    case .leavesNothing: "this part would only repeat it, which it should not"
    }
  }
}
