/// A function of the formula language: one table entry that lowering and the reference read.
public struct Primitive: Sendable {
  /// What a parameter takes.
  enum ParameterKind: Sendable {
    /// A tensor, broadcast or not as the function says.
    case tensor
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
    case shapes = "Shapes"
    case constants = "Constants and sizes"
  }

  /// The name, as numpy has it.
  public let name: String
  /// Where the language reference lists it.
  public let group: Group
  let parameters: [Parameter]
  /// The shape of the result, in words.
  public let shapeRule: String
  /// Where it is defined, as an inequality; empty where it is defined everywhere.
  public let domain: String
  /// One line of help.
  public let help: String
  /// Finds the shape and makes the nodes that compute the value.
  let lower: @Sendable (inout FormulaLowering, PrimitiveCall) throws(FormulaError) -> FormulaValue

  /// The call as the language reference shows it, `softmax(x, axis)`.
  public var signature: String {
    let list = parameters.map { $0.isOptional ? "\($0.name)=…" : $0.name }
    return "\(name)(\(list.joined(separator: ", ")))"
  }

  /// The function of a name, or nil.
  public static func named(_ name: String) -> Primitive? { table[name] }

  /// All functions, in the order of the language reference.
  public static let all: [Primitive] =
    entrywise + reductions + alongAxis + shapes + constants

  private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  init(
    _ name: String, _ group: Group, _ parameters: String, shape: String, domain: String = "",
    help: String,
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
    self.lower = lower
  }

  /// Reads `"x, axis: axis?, keepdims: flag?"`; a parameter without a kind is a tensor.
  private static func parameters(_ text: String) -> [Parameter] {
    text.split(separator: ",").map { item in
      let parts = item.split(separator: ":").map { $0.filter { $0 != " " } }
      let kind = parts.count > 1 ? parts[1] : "tensor"
      let kinds: [String: ParameterKind] = [
        "tensor": .tensor, "axis": .axis, "axes": .axes, "whole": .wholeNumber, "shape": .shape,
        "flag": .flag,
      ]
      guard let found = kinds[kind.filter { $0 != "?" }] else {
        preconditionFailure("unknown parameter kind \(kind)")
      }
      return Parameter(name: parts[0], kind: found, isOptional: kind.hasSuffix("?"))
    }
  }
}
