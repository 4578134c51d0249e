public import Tensors

/// What a name stands for before a formula starts.
public struct FormulaSymbol: Sendable {
  /// Where a name comes from; used in messages.
  public enum Origin: String, Sendable {
    case given
    case binding
    case part
    case step = "loop's index"
  }

  /// The name.
  public let name: String
  /// The shape of its value.
  public let shape: Shape
  /// Its value where it is a size: a scalar given as a whole-number literal.
  public let size: Int?
  /// Where it comes from.
  public let origin: Origin

  /// Creates a symbol.
  public init(_ name: String, shape: Shape, size: Int? = nil, origin: Origin) {
    self.name = name
    self.shape = shape
    self.size = size
    self.origin = origin
  }
}

/// A range of an index variable that was not written down and could be found.
public struct InferredRange: Sendable, Hashable {
  /// The index variable.
  public let name: String
  /// The number of its values, which start at 0.
  public let extent: Int
}
