/// How much of a large derivative numeric differentiation looks at: reverse mode compares every entry.
public enum WitnessSampling {
  /// So many inputs are differentiated by of more than the most.
  public static let entries = 64
  /// And along so many random directions of all.
  public static let directions = 3

  private static let mostInputs = 500
  /// At kinks every entry has a verdict of its own.
  private static let mostInputsAtKinks = 2_000

  /// Whether a part's derivative by so many inputs is sampled.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - inputs: The entries of what it is differentiated by.
  /// - Returns: false where every entry is looked at.
  public static func isSampled(_ part: Part, inputs: Int) -> Bool {
    part.isWhole && inputs > (part.kinks == nil ? mostInputs : mostInputsAtKinks)
  }
}
