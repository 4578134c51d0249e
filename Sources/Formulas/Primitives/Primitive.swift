/// A function of the formula language: one entry of the table, which owns all that is known of it.
///
/// What computes it also says how it is differentiated, whether it is smooth, and whether people round its result
/// (``UnaryRule``, ``BinaryRule``, ``RowRule``).
public struct Primitive: Sendable {
  /// What a parameter takes.
  enum ParameterKind: Sendable {
    /// A tensor, broadcast or not as the function says.
    case tensor
    /// A tensor whose entries hold where they are not 0.
    case condition
    /// A tensor of which only the shape counts.
    case extents
    /// An axis, a whole number from 0; an omitted one is up to the function.
    case axis
    /// An axis or a list of axes; omitted, all of them.
    case axes
    /// A whole number known beforehand.
    case wholeNumber
    /// A list of whole numbers known beforehand.
    case shape
    /// `true` or `false`; omitted, false.
    case flag
    /// Letters for axes, in quotation marks.
    case subscripts
  }

  struct Parameter: Sendable {
    let name: String
    let kind: ParameterKind
    let isOptional: Bool
  }

  /// A group in the language reference.
  public enum Group: String, Sendable, CaseIterable {
    case entrywise = "Entry by entry"
    case reductions = "Reductions"
    case rows = "Along an axis"
    case matrices = "Square matrices"
    case shapes = "Shapes"
    case constants = "Constants and sizes"
  }

  /// The option that says at which places a function looks.
  static let maskOption = "where"
  /// The option that says along which axes a function goes.
  static let axisOption = "axis"

  /// The name, as numpy has it.
  public let name: String
  /// Where the language reference lists it.
  public let group: Group
  let parameters: [Parameter]
  /// The shape of the result, in words.
  public let shapeRule: String
  /// Where it is defined, as an inequality; empty if it is defined everywhere.
  public let domain: String
  /// One line of help.
  public let help: String
  /// How it is written in mathematics.
  public let notation: Notation
  /// What people do to it by mistake.
  let confusion: Confusion
  /// Of a reduction of one tensor, the function that does the same to two, entry by entry.
  let entrywiseForm: String?
  /// Its value as a whole number, where its value is known before any number is.
  let wholeNumber: (@Sendable (inout FormulaLowering, PrimitiveCall) throws(FormulaError) -> Int)?
  /// Finds the shape and makes the nodes that compute the value.
  let lower: @Sendable (inout FormulaLowering, PrimitiveCall) throws(FormulaError) -> FormulaValue

  /// The call as the language reference shows it, `softmax(x, axis)`.
  public var signature: String {
    var list = parameters.filter { !$0.isOptional || $0.kind != .tensor }.map {
      $0.isOptional ? "\($0.name)=…" : $0.name
    }
    if list.count < parameters.count { list.append("…") }
    return "\(name)(\(list.joined(separator: ", ")))"
  }

  init(
    _ name: String, _ group: Group, _ parameters: String, shape: String, domain: String = "",
    help: String, notation: Notation, confusion: Confusion, entrywiseForm: String? = nil,
    wholeNumber:
      (@Sendable (inout FormulaLowering, PrimitiveCall) throws(FormulaError) -> Int)? = nil,
    lower:
      @escaping @Sendable (inout FormulaLowering, PrimitiveCall) throws(FormulaError)
      -> FormulaValue
  ) {
    self.name = name
    self.group = group
    self.parameters = Primitive.parameters(parameters)
    shapeRule = shape
    self.domain = domain
    self.help = help
    self.notation = notation
    self.confusion = confusion
    self.entrywiseForm = entrywiseForm
    self.wholeNumber = wholeNumber
    self.lower = lower
  }

  /// Whether a positional argument is a value, and not a shape, an axis or a number of classes.
  func isValue(at place: Int) -> Bool {
    place < parameters.count && [.tensor, .condition].contains(parameters[place].kind)
  }

  /// Reads `"x, axis: axis?, keepdims: flag?"`; a parameter without a kind is a tensor.
  private static func parameters(_ text: String) -> [Parameter] {
    text.split(separator: ",").map { item in
      let parts = item.split(separator: ":").map { $0.filter { $0 != " " } }
      let kind = parts.count > 1 ? parts[1] : "tensor"
      let kinds: [String: ParameterKind] = [
        "tensor": .tensor, "condition": .condition, "extents": .extents, "axis": .axis,
        "axes": .axes, "whole": .wholeNumber,
        "shape": .shape,
        "flag": .flag, "subscripts": .subscripts,
      ]
      guard let found = kinds[kind.filter { $0 != "?" }] else {
        preconditionFailure("unknown parameter kind \(kind)")
      }
      return Parameter(name: parts[0], kind: found, isOptional: kind.hasSuffix("?"))
    }
  }
}
