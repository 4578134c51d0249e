/// How many digits answers are asked for with.
public enum AskedDigits: Hashable, Sendable {
  /// So many digits after the decimal point.
  case decimals(Int)
  /// So many digits from the first that is not 0.
  case significant(Int)

  /// The number of digits in words, such as `4 decimals`.
  public var words: String {
    switch self {
    case .decimals(let count): "\(count) decimal\(count == 1 ? "" : "s")"
    case .significant(let count): "\(count) significant digit\(count == 1 ? "" : "s")"
    }
  }
}
