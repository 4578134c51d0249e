internal import Diagnostics
internal import Tensors

/// A call of a primitive: its arguments, matched to its parameters and not yet lowered.
struct PrimitiveCall {
  let primitive: Primitive
  let expression: FormulaExpression
  private let arguments: [String: FormulaExpression]

  init(_ primitive: Primitive, _ given: [CallArgument], _ expression: FormulaExpression)
    throws(FormulaError)
  {
    self.primitive = primitive
    self.expression = expression
    var arguments: [String: FormulaExpression] = [:]
    var next = 0
    for argument in given {
      let parameter: Primitive.Parameter
      if let label = argument.label {
        guard let found = primitive.parameters.first(where: { $0.name == label }) else {
          let close =
            PrimitiveTable.foreignOptions[label]
            ?? suggestion(for: label, among: primitive.parameters.map(\.name))
          throw FormulaError(
            "\(primitive.name) has no option '\(label)'; it is \(primitive.signature)",
            at: argument.value.range, help: close.map { "did you mean \($0)?" })
        }
        parameter = found
      } else {
        guard next < primitive.parameters.count else {
          let most = primitive.parameters.count { $0.kind == .tensor }
          throw FormulaError(
            "too many arguments; it is \(primitive.signature)", at: argument.value.range,
            help: primitive.signature.hasSuffix("…)") ? "it takes \(most) operands at most" : nil)
        }
        parameter = primitive.parameters[next]
        next += 1
        if parameter.isOptional,
          [.axis, .axes, .flag, .wholeNumber, .condition].contains(parameter.kind)
        {
          throw PrimitiveCall.positional(primitive, parameter, argument)
        }
      }
      guard arguments[parameter.name] == nil else {
        throw FormulaError("'\(parameter.name)' is given twice", at: argument.value.range)
      }
      arguments[parameter.name] = argument.value
    }
    for parameter in primitive.parameters
    where !parameter.isOptional && arguments[parameter.name] == nil {
      throw FormulaError(
        "\(primitive.name) needs '\(parameter.name)'; it is \(primitive.signature)",
        at: expression.anchor)
    }
    self.arguments = arguments
  }

  /// numpy's `max(a, 0)` takes 0 for an axis: here it is an error that says what to write.
  private static func positional(
    _ primitive: Primitive, _ parameter: Primitive.Parameter, _ argument: CallArgument
  ) -> FormulaError {
    let count = primitive.parameters.count { [.tensor, .extents].contains($0.kind) }
    return FormulaError(
      "\(primitive.name) takes \(count == 1 ? "one tensor" : "\(count) tensors"); '\(argument.value)' is one more",
      at: argument.value.range,
      help: primitive.entrywiseForm.map { "entry by entry it is \($0)(a, b); an axis is axis=…" }
        ?? "an option is written with its name: \(parameter.name)=…"
        + (count > 1 ? "; three or more of one shape are [a, b, c]" : ""))
  }

  func has(_ name: String) -> Bool { arguments[name] != nil }

  func argument(_ name: String) -> FormulaExpression {
    guard let argument = arguments[name] else {
      preconditionFailure("\(primitive.name) has no argument \(name)")
    }
    return argument
  }

  /// The value of an argument.
  func tensor(_ name: String, _ lowering: inout FormulaLowering) throws(FormulaError)
    -> FormulaValue
  {
    try lowering.value(argument(name))
  }

  func wholeNumber(_ name: String, _ lowering: inout FormulaLowering) throws(FormulaError) -> Int {
    try lowering.requiredWholeNumber(argument(name), "'\(name)'")
  }

  func wholeNumbers(_ name: String, _ lowering: inout FormulaLowering) throws(FormulaError)
    -> [Int]
  {
    guard case .list(let items) = argument(name).kind else {
      return [try wholeNumber(name, &lowering)]
    }
    var numbers: [Int] = []
    for item in items { numbers.append(try lowering.requiredWholeNumber(item, "'\(name)'")) }
    return numbers
  }

  func flag(_ name: String) throws(FormulaError) -> Bool {
    guard let argument = arguments[name] else { return false }
    guard case .flag(let value) = argument.kind else {
      throw FormulaError("'\(name)' must be true or false", at: argument.range)
    }
    return value
  }

  /// Letters for axes.
  func subscripts(_ name: String) throws(FormulaError) -> Subscripts {
    let argument = argument(name)
    guard case .text(let text) = argument.kind else {
      throw FormulaError(
        "\(primitive.name) begins with letters for axes, in quotation marks", at: argument.range,
        help: "such as \(primitive.name)(\"ij,jk->ik\", A, B)")
    }
    do throws(Subscripts.Fault) {
      return try Subscripts(reading: text)
    } catch {
      throw FormulaError(error.sentence, at: argument.range, help: error.help)
    }
  }

  /// An axis of a tensor; required above rank 1.
  func axis(_ shape: Shape, _ lowering: inout FormulaLowering) throws(FormulaError) -> Int {
    guard has("axis") else {
      guard shape.rank == 1 else {
        throw FormulaError(
          "\(primitive.name) of shape \(shape) needs an axis", at: expression.anchor,
          help: shape.rank == 0
            ? "a single number has no axis to go along" : "write axis=0 or axis=1")
      }
      return 0
    }
    return try checked(try wholeNumber("axis", &lowering), shape)
  }

  /// The axes to reduce; all of them where none are given.
  func axes(_ shape: Shape, _ lowering: inout FormulaLowering) throws(FormulaError) -> [Int] {
    guard has("axis") else { return Array(0..<shape.rank) }
    var axes: [Int] = []
    for axis in try wholeNumbers("axis", &lowering) {
      let axis = try checked(axis, shape)
      if axes.contains(axis) {
        throw FormulaError("axis \(axis) is given twice", at: argument("axis").range)
      }
      axes.append(axis)
    }
    return axes.sorted()
  }

  private func checked(_ axis: Int, _ shape: Shape) throws(FormulaError) -> Int {
    // As numpy has it, -1 is the last axis.
    let place = axis < 0 ? axis + shape.rank : axis
    guard place >= 0, place < shape.rank else {
      throw FormulaError(
        "shape \(shape) has no axis \(axis)", at: argument("axis").range,
        help: shape.rank == 0
          ? "it is a single number"
          : "axes are numbered 0 to \(shape.rank - 1), or from the end -1 to -\(shape.rank)")
    }
    return place
  }
}
