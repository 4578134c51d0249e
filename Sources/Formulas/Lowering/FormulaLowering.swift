internal import Diagnostics
internal import Tensors

/// Turns a formula into a graph, and finds every shape on the way, before any number is computed.
struct FormulaLowering {
  /// A name in scope.
  struct Entry {
    let value: FormulaValue
    let size: Int?
    let origin: FormulaSymbol.Origin
    /// Whether this formula defined it, so that `+=` may change it.
    var isLocal = false
  }

  /// The most entries that all nodes of one formula may have together.
  static let mostEntries = 1 << 23

  /// The most axes and index variables that a value may have together.
  static let mostAxes = 64

  var graph = FormulaGraph()
  var names: [String: Entry] = [:]
  /// The names this formula defined, in their order.
  var defined: [String] = []
  /// Every node that each of these names has stood for.
  var versions: [String: Set<NodeID>] = [:]
  var lanes: [String: IndexLane] = [:]
  var laneCount = 0
  /// The names that are computed step by step and are not complete yet, and the order in which they were begun.
  var growing: [String: GrowingName] = [:]
  var growingOrder: [String] = []
  /// By which node the direct derivative by a recursion is taken.
  var directNodes: [String: NodeID] = [:]
  /// Where index terms are selected: over lanes only.
  var laneMask: FormulaValue?
  /// Where array entries are selected by `where`; holds for entrywise work on that very shape.
  var arrayMask: FormulaValue?
  /// Whether a range may be the largest that stays in bounds: in forwards only.
  let infersLargestRange: Bool
  var inferred: [InferredRange] = []
  /// The statements so far, with every range written out.
  var settled: [FormulaStatement] = []
  /// What shapes tell of operators, for whoever sets the formula in mathematics.
  var operators = OperatorPlaces()

  /// The functions that a formula may call.
  let primitives: PrimitiveTable

  init(symbols: [FormulaSymbol], infersLargestRange: Bool, primitives: PrimitiveTable) {
    self.primitives = primitives
    self.infersLargestRange = infersLargestRange
    for symbol in symbols {
      let node = graph.add(.input(name: symbol.name), [], shape: symbol.shape)
      graph.name(node)
      names[symbol.name] = Entry(
        value: FormulaValue(node, shape: symbol.shape), size: symbol.size, origin: symbol.origin)
    }
  }

  // MARK: Expressions

  mutating func value(_ expression: FormulaExpression) throws(FormulaError) -> FormulaValue {
    switch expression.kind {
    case .number(let text):
      return FormulaValue(graph.constant(try number(text, at: expression.range)), shape: .scalar)
    case .name(let name):
      return try named(name, at: expression.range)
    case .flag:
      throw FormulaError(
        "true and false are only values of options such as keepdims=true", at: expression.range)
    case .text:
      throw FormulaError(
        "a text in quotation marks stands only for the subscripts of einsum", at: expression.range)
    case .unary(.plus, let operand):
      return try value(operand)
    case .unary(.minus, let operand):
      return try pointwise(UnaryFunction(Negate.self), try value(operand), expression)
    case .binary(.matrixProduct, let left, let right):
      let (a, b) = try unmasked { lowering throws(FormulaError) in
        (try lowering.value(left), try lowering.value(right))
      }
      if a.shape.rank == 1 { operators.rowProducts.insert(expression.anchor) }
      return try matrixProduct(a, b, expression)
    case .binary(.power, let base, let exponent):
      try checkIsNoTranspose(base, exponent)
      if let whole = try wholeNumber(exponent) {
        let value = try value(base)
        if value.shape.rank > 0 { operators.entrywise.insert(expression.anchor) }
        return try pointwise(.power(whole), value, expression)
      }
      return try pointwise(
        BinaryFunction(Power.self), try value(base), try value(exponent), expression)
    case .binary(let symbol, let left, let right):
      guard let function = symbol.function else { preconditionFailure("@ is handled above") }
      let (a, b) = (try value(left), try value(right))
      if a.shape.rank > 0, b.shape.rank > 0 { operators.entrywise.insert(expression.anchor) }
      return try pointwise(function, a, b, expression)
    case .indexed(let base, let items):
      return try indexed(base, items, expression)
    case .call(let name, let arguments):
      guard let primitive = primitives[name] else {
        throw primitives.unknownFunction(name, at: expression.anchor)
      }
      let call = try PrimitiveCall(primitive, arguments, expression)
      guard primitive.group != .entrywise else { return try primitive.lower(&self, call) }
      return try unmasked { lowering throws(FormulaError) in
        try primitive.lower(&lowering, call)
      }
    case .reduction(let name, let binders, let condition, let body):
      guard let kind = ReductionKind(rawValue: name) else {
        preconditionFailure("the parser makes reductions of known names only")
      }
      return try reduction(kind, binders, condition, body, expression)
    case .list(let items):
      return try list(items, expression)
    case .transposed(let operand):
      return try transposed(
        try unmasked { lowering throws(FormulaError) in try lowering.value(operand) }, expression)
    }
  }

  func number(_ text: String, at range: SourceRange) throws(FormulaError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw FormulaError("\(text) is too large a number", at: range)
    }
    return value
  }

  private mutating func named(_ name: String, at range: SourceRange) throws(FormulaError)
    -> FormulaValue
  {
    if let lane = lanes[name] {
      let counting = Tensor(
        shape: Shape([lane.extent]), scalars: (0..<lane.extent).map(Double.init))
      return FormulaValue(graph.constant(counting), lanes: [lane], shape: .scalar)
    }
    if let entry = names[name] { return entry.value }
    if growing[name] != nil { throw isGrowing(name, at: range) }
    if let constant = PrimitiveTable.namedConstants[name] {
      return FormulaValue(graph.constant(constant), shape: .scalar)
    }
    if primitives[name] != nil {
      throw FormulaError(
        "'\(name)' is a function; expected '(' after it, or a value of that name", at: range)
    }
    if ["inf", "infinity", "Inf", "oo"].contains(name) {
      throw FormulaError(
        "there is no '\(name)'", at: range,
        help: "minus infinity, for what is never selected, is log(0)", unknownName: name)
    }
    throw unknown(name, "name", among: Array(names.keys) + Array(lanes.keys), at: range)
  }

  func unknown(
    _ name: String, _ role: String, among candidates: [String], at range: SourceRange
  ) -> FormulaError {
    let close = suggestion(for: name, among: candidates)
    let known = candidates.sorted().joined(separator: ", ")
    return FormulaError(
      "unknown \(role) '\(name)'", at: range,
      help: close.map { "did you mean \($0)?" }
        ?? (known.isEmpty || known.count > 200 ? nil : "known here: \(known)"), unknownName: name)
  }

  // MARK: Whole numbers

  /// The value of an expression of whole-number literals and sizes; nil for anything else.
  mutating func wholeNumber(_ expression: FormulaExpression) throws(FormulaError) -> Int? {
    switch expression.kind {
    case .number(let text):
      guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
      guard let value = Int(text) else { throw tooLarge(expression) }
      return value
    case .name(let name):
      return lanes[name] == nil ? names[name]?.size : nil
    case .unary(let sign, let operand):
      guard let value = try wholeNumber(operand) else { return nil }
      guard sign == .minus else { return value }
      let (negated, overflow) = Int(0).subtractingReportingOverflow(value)
      if overflow { throw tooLarge(expression) }
      return negated
    case .binary(let symbol, let left, let right):
      guard let a = try wholeNumber(left), let b = try wholeNumber(right) else { return nil }
      let result: (partialValue: Int, overflow: Bool)
      switch symbol {
      case .add: result = a.addingReportingOverflow(b)
      case .subtract: result = a.subtractingReportingOverflow(b)
      case .multiply: result = a.multipliedReportingOverflow(by: b)
      case .divide:
        guard b != 0, a.isMultiple(of: b) else { return nil }
        result = a.dividedReportingOverflow(by: b)
      default: return nil
      }
      if result.overflow { throw tooLarge(expression) }
      return result.partialValue
    case .call(let name, let arguments):
      guard let primitive = primitives[name], let number = primitive.wholeNumber else {
        return nil
      }
      return try number(&self, try PrimitiveCall(primitive, arguments, expression))
    default:
      return nil
    }
  }

  /// A whole number where one must stand.
  mutating func requiredWholeNumber(_ expression: FormulaExpression, _ role: String)
    throws(FormulaError) -> Int
  {
    guard let value = try wholeNumber(expression) else {
      throw FormulaError(
        "\(role) must be a whole number known beforehand, found '\(expression)'",
        at: expression.range,
        help: "a size is a scalar given as a whole-number literal, or size(x, axis=0)")
    }
    return value
  }

  private func tooLarge(_ expression: FormulaExpression) -> FormulaError {
    FormulaError("a whole number out of range", at: expression.range)
  }

  // MARK: Shapes

  func shape(
    _ dimensions: [Int], atMost most: Int = Shape.largestCount, at range: SourceRange
  ) throws(FormulaError) -> Shape {
    guard dimensions.count <= FormulaLowering.mostAxes else {
      throw FormulaError(
        "more than \(FormulaLowering.mostAxes) axes and indices at once", at: range)
    }
    guard let shape = Shape(checking: dimensions, atMost: most), shape.count > 0 else {
      let text = "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
      throw FormulaError(
        dimensions.contains { $0 <= 0 }
          ? "shape \(text) has no entries"
          : "shape \(text) has more than \(most) entries", at: range)
    }
    return shape
  }

  /// The axes of a node: lanes, then array axes, then some more; checked for size.
  func extents(
    _ lanes: [IndexLane], _ shape: Shape, _ more: [IndexLane] = [], at range: SourceRange
  ) throws(FormulaError) -> Shape {
    try self.shape(lanes.map(\.extent) + shape.dimensions + more.map(\.extent), at: range)
  }

  /// The same of what may be the products of a sum, which are not held; what is held is counted by ``checkSize(at:)``.
  func extentsOfProducts(
    _ lanes: [IndexLane], _ shape: Shape, _ more: [IndexLane] = [], at range: SourceRange
  ) throws(FormulaError) -> Shape {
    let extents = lanes.map(\.extent) + shape.dimensions + more.map(\.extent)
    return try self.shape(extents, atMost: Shape.mostProducts, at: range)
  }

  /// Reads a value as if it had other lanes and a shape it broadcasts to, lanes in `more` last.
  mutating func aligned(
    _ value: FormulaValue, lanes: [IndexLane], shape: Shape, more: [IndexLane] = [],
    at range: SourceRange
  ) throws(FormulaError) -> NodeID {
    let target = try extentsOfProducts(lanes, shape, more, at: range)
    let strides = Shape(value.laneExtents + value.shape.dimensions).strides
    let laneStride = { (lane: IndexLane) in
      value.lanes.firstIndex(of: lane).map { strides[$0] } ?? 0
    }
    let missing = shape.rank - value.shape.rank
    let axisStrides = shape.dimensions.indices.map { axis in
      axis < missing || value.shape.dimensions[axis - missing] == 1
        ? 0 : strides[value.lanes.count + axis - missing]
    }
    let view = StridedView(
      offset: 0, shape: target,
      strides: lanes.map(laneStride) + axisStrides + more.map(laneStride))
    return graph.view(value.node, view)
  }

  /// Lowers array work whose entries are not the entries that `where` selects among.
  mutating func unmasked<Result>(
    _ body: (inout FormulaLowering) throws(FormulaError) -> Result
  ) throws(FormulaError) -> Result {
    let saved = arrayMask
    arrayMask = nil
    defer { arrayMask = saved }
    return try body(&self)
  }

  /// Fails where a formula as a whole would need too much memory.
  func checkSize(at range: SourceRange) throws(FormulaError) {
    // A sum of products never holds the products, though they have a node.
    let needed = graph.needed(
      for: Array(graph.named) + (graph.nodes.isEmpty ? [] : [graph.nodes.count - 1]))
    let total = graph.nodes.indices.reduce(0) { needed[$1] ? $0 + graph.entryCount(of: $1) : $0 }
    guard total <= FormulaLowering.mostEntries else {
      throw FormulaError(
        "this formula needs \(total) intermediate numbers; the most is \(FormulaLowering.mostEntries)",
        at: range)
    }
  }
}
