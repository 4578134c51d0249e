import Formulas
import Foundation

/// Evaluates a formula straight from its syntax tree, one number at a time.
///
/// It follows the language's page and shares nothing with the compiled evaluation but the tree. Every range
/// must be written out.
struct FormulaInterpreter {
  var names: [String: NestedArray]
  private let sizes: [String: Int]
  var indices: [String: Int] = [:]
  /// The names of recursions.
  var growing: Set<String> = []
  /// The largest magnitude met on the way: the scale of what rounding may differ by.
  private(set) var largest = 0.0

  init(_ inputs: [String: NestedArray], sizes: [String: Int] = [:]) {
    names = inputs
    self.sizes = sizes
  }

  /// Carries out all statements; the answer is the last one's value.
  mutating func run(_ formula: Formula) -> NestedArray {
    var answer = NestedArray(.nan)
    for (position, statement) in formula.statements.enumerated() {
      if isStep(statement) {
        runSteps(formula, at: position)
        answer = names[statement.target?.name ?? ""] ?? answer
      } else {
        answer = run(statement)
      }
    }
    return answer
  }

  /// The value of a name that was given or defined.
  func value(of name: String) -> NestedArray? { names[name] }

  private mutating func run(_ statement: FormulaStatement) -> NestedArray {
    guard let target = statement.target else { return value(statement.value) }
    guard let places = target.indices else {
      let right = value(statement.value)
      let old = names[target.name]
      names[target.name] =
        target.accumulates ? old?.combined(right) { $0 + $1 } ?? right : right
      return names[target.name] ?? right
    }
    let binders = statement.binders.map { ($0.name, wholeNumber($0.bound) ?? 0) }
    let isNew = names[target.name] == nil
    let shape = places.map { place in
      binders.first { $0.0 == place.description }?.1 ?? 0
    }
    var result =
      isNew
      ? NestedArray(shape, [Double](repeating: 0, count: shape.reduce(1, *)))
      : names[target.name] ?? NestedArray(.nan)
    forEach(binders) { interpreter in
      if let condition = statement.condition, interpreter.value(condition).number == 0 { return }
      let index = places.map { interpreter.wholeNumber($0) ?? -1 }
      let entry = interpreter.value(statement.value).number
      if target.accumulates { result[index] += entry } else { result[index] = entry }
    }
    names[target.name] = result
    return result
  }

  /// Goes through all values of some indices, the last one fastest.
  private mutating func forEach(
    _ binders: [(name: String, extent: Int)], _ body: (inout FormulaInterpreter) -> Void
  ) {
    let saved = indices
    for choice in NestedArray.indices(binders.map(\.extent)) {
      for (binder, place) in zip(binders, choice) { indices[binder.name] = place }
      body(&self)
    }
    indices = saved
  }

  // MARK: Whole numbers

  mutating func wholeNumber(_ expression: FormulaExpression?) -> Int? {
    guard let expression else { return nil }
    switch expression.kind {
    case .number(let text): return Int(text)
    case .name(let name): return indices[name] ?? sizes[name]
    case .unary(let sign, let operand):
      return wholeNumber(operand).map { sign == .minus ? -$0 : $0 }
    case .binary(let symbol, let left, let right):
      guard let a = wholeNumber(left), let b = wholeNumber(right) else { return nil }
      switch symbol {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return b != 0 && a % b == 0 ? a / b : nil
      default: return nil
      }
    case .call("size", let arguments):
      let shape = value(arguments[0].value).shape
      guard arguments.count > 1 else { return shape.reduce(1, *) }
      return wholeNumber(arguments[1].value).map { shape[$0] }
    default: return nil
    }
  }

  private mutating func wholeNumbers(_ expression: FormulaExpression) -> [Int] {
    guard case .list(let items) = expression.kind else { return [wholeNumber(expression) ?? -1] }
    return items.map { wholeNumber($0) ?? -1 }
  }

  // MARK: Expressions

  mutating func value(_ expression: FormulaExpression) -> NestedArray {
    let result = computed(expression)
    for number in result.values where number.isFinite { largest = max(largest, number.magnitude) }
    return result
  }

  private mutating func computed(_ expression: FormulaExpression) -> NestedArray {
    switch expression.kind {
    case .number(let text): return NestedArray(Double(text) ?? .nan)
    case .name(let name):
      return indices[name].map { NestedArray(Double($0)) } ?? names[name] ?? NestedArray(.nan)
    case .flag, .text: return NestedArray(.nan)
    case .unary(let sign, let operand):
      return sign == .minus ? value(operand).map { -$0 } : value(operand)
    case .binary(.matrixProduct, let left, let right):
      return product(value(left), value(right))
    case .binary(let symbol, let left, let right):
      let a = value(left)
      return a.combined(value(right)) { FormulaInterpreter.operate(symbol, $0, $1) }
    case .indexed(let base, let items): return indexed(value(base), items)
    case .call(let name, let arguments): return call(name, arguments)
    case .reduction(let name, let binders, let condition, let body):
      return reduction(name, binders, condition, body)
    case .list(let items):
      var all: [NestedArray] = []
      for item in items { all.append(value(item)) }
      return NestedArray([items.count] + all[0].shape, all.flatMap(\.values))
    case .transposed(let operand): return value(operand).transposed
    }
  }

  private static func operate(_ symbol: BinaryOperator, _ a: Double, _ b: Double) -> Double {
    switch symbol {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a == b ? 0 : 1
    case .matrixProduct: .nan
    }
  }

  private func product(_ a: NestedArray, _ b: NestedArray) -> NestedArray {
    let inner = b.shape[0]
    let (rows, columns) = (Array(a.shape.dropLast()), Array(b.shape.dropFirst()))
    return NestedArray(rows + columns) { index in
      (0..<inner).reduce(0) {
        $0 + a[Array(index.prefix(rows.count)) + [$1]] * b[[$1] + index.suffix(columns.count)]
      }
    }
  }

  private mutating func indexed(_ base: NestedArray, _ items: [IndexItem]) -> NestedArray {
    var starts = [Int](repeating: 0, count: base.rank)
    var kept: [(axis: Int, extent: Int)] = []
    for axis in 0..<base.rank {
      guard axis < items.count else {
        kept.append((axis, base.shape[axis]))
        continue
      }
      switch items[axis] {
      case .newAxis: fatalError("no random program has a new axis")
      case .at(let index): starts[axis] = wholeNumber(index) ?? -1
      case .slice(let from, let to, _):
        starts[axis] = wholeNumber(from) ?? 0
        kept.append((axis, (wholeNumber(to) ?? base.shape[axis]) - starts[axis]))
      }
    }
    return NestedArray(kept.map(\.extent)) { index in
      var place = starts
      for (own, (axis, _)) in zip(index, kept) { place[axis] += own }
      return base[place]
    }
  }

  private mutating func reduction(
    _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
    _ body: FormulaExpression
  ) -> NestedArray {
    let extents = binders.map { ($0.name, wholeNumber($0.bound) ?? 0) }
    var terms: [NestedArray] = []
    var shape: [Int] = []
    forEach(extents) { interpreter in
      // What is not selected has a shape too.
      let isSelected = condition.map { interpreter.value($0).number != 0 } ?? true
      guard isSelected || terms.isEmpty else { return }
      let term = interpreter.value(body)
      shape = term.shape
      if isSelected { terms.append(term) }
    }
    return NestedArray(shape) { index in
      FormulaInterpreter.reduce(name, terms.map { $0[index] })
    }
  }

  static func reduce(_ name: String, _ terms: [Double]) -> Double {
    switch name {
    case "sum": terms.reduce(0, +)
    case "prod": terms.reduce(1, *)
    case "mean": terms.reduce(0, +) / Double(terms.count)
    case "max": terms.contains(where: \.isNaN) ? .nan : terms.max() ?? .nan
    case "min": terms.contains(where: \.isNaN) ? .nan : terms.min() ?? .nan
    case "norm": terms.reduce(0) { $0 + $1 * $1 }.squareRoot()
    default: .nan
    }
  }

  // MARK: Functions

  private mutating func call(_ name: String, _ arguments: [CallArgument]) -> NestedArray {
    let plain = arguments.filter { $0.label == nil }.map(\.value)
    var options: [String: FormulaExpression] = [:]
    for argument in arguments { if let label = argument.label { options[label] = argument.value } }
    switch name {
    case "zeros", "ones":
      let shape = wholeNumbers(
        plain.first ?? options["shape"] ?? .init(.flag(true), at: .init(0, 0)))
      return NestedArray(shape) { _ in name == "ones" ? 1 : 0 }
    case "eye":
      let n = wholeNumber(plain[0]) ?? 0
      return NestedArray([n, n]) { $0[0] == $0[1] ? 1 : 0 }
    case "size":
      return NestedArray(
        Double(wholeNumber(.init(.call(name, arguments), at: .init(0, 0))) ?? -1))
    default: break
    }
    let x = value(plain[0])
    if let function = FormulaInterpreter.entrywise[name] { return x.map(function) }
    let keeps = options["keepdims"]?.kind == .flag(true)
    let axes = options["axis"].map { wholeNumbers($0) } ?? Array(0..<x.rank)
    switch name {
    case "maximum": return x.combined(value(plain[1])) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
    case "minimum": return x.combined(value(plain[1])) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) }
    case "where":
      let (a, b) = (value(plain[1]), value(plain[2]))
      // Both at once: the first is kept where the condition holds, the second elsewhere.
      let first = x.combined(a) { $0 != 0 ? $1 : 0 }
      let second = x.combined(b) { $0 != 0 ? 0 : $1 }
      return first.combined(second) { $0 + $1 }
    case "sum", "prod", "mean", "max", "min", "norm":
      return x.reduced(axes, keeps: keeps) { FormulaInterpreter.reduce(name, $0) }
    case "softmax":
      let seen = options["where"].map { x.combined(value($0)) { $1 != 0 ? $0 : -.infinity } } ?? x
      return seen.rows(axes[0], FormulaInterpreter.softmax)
    case "log_softmax":
      return x.rows(axes[0]) { row in
        let sum = FormulaInterpreter.logarithmOfSum(row)
        return row.map { $0 - sum }
      }
    case "logsumexp":
      return x.reduced([axes[0]], keeps: keeps) { FormulaInterpreter.logarithmOfSum($0) }
    case "argmax":
      return x.reduced([axes[0]], keeps: keeps) { row in
        Double(row.firstIndex(of: row.max() ?? .nan) ?? -1)
      }
    default: return shaped(name, x, plain, axes)
    }
  }

  private mutating func shaped(
    _ name: String, _ x: NestedArray, _ plain: [FormulaExpression], _ axes: [Int]
  ) -> NestedArray {
    switch name {
    case "outer":
      let other = value(plain[1])
      return NestedArray([x.shape[0], other.shape[0]]) { x[[$0[0]]] * other[[$0[1]]] }
    case "diag":
      guard x.rank == 1 else { return NestedArray([x.shape[0]]) { x[[$0[0], $0[0]]] } }
      return NestedArray([x.shape[0], x.shape[0]]) { $0[0] == $0[1] ? x[[$0[0]]] : 0 }
    case "transpose": return x.transposed
    case "reshape": return NestedArray(wholeNumbers(plain[1]), x.values)
    case "flip":
      return NestedArray(x.shape) { index in
        x[index.indices.map { axes.contains($0) ? x.shape[$0] - 1 - index[$0] : index[$0] }]
      }
    case "pad":
      var widths = wholeNumbers(plain[1])
      if widths.count == 1 { widths = [Int](repeating: widths[0], count: x.rank) }
      return NestedArray(zip(x.shape, widths).map { $0 + 2 * $1 }) { index in
        let own = zip(index, widths).map { $0 - $1 }
        let isInside = zip(own, x.shape).allSatisfy { $0 >= 0 && $0 < $1 }
        return isInside ? x[own] : 0
      }
    case "one_hot":
      let classes = wholeNumber(plain[1]) ?? 0
      return NestedArray(x.shape + [classes]) { index in
        let label = x[Array(index.dropLast())]
        let isClass = label >= 0 && label < Double(classes) && label == label.rounded()
        return isClass ? (Double(index[x.rank]) == label ? 1 : 0) : .nan
      }
    case "zeros_like": return x.map { _ in 0 }
    case "ones_like": return x.map { _ in 1 }
    default: return NestedArray(.nan)
    }
  }

  private static func softmax(_ row: [Double]) -> [Double] {
    let largest = row.max() ?? 0
    let powers = row.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private static func logarithmOfSum(_ row: [Double]) -> Double {
    let largest = row.max() ?? 0
    return largest + log(row.reduce(0) { $0 + exp($1 - largest) })
  }

  private static let entrywise: [String: @Sendable (Double) -> Double] = [
    "exp": { exp($0) }, "expm1": { expm1($0) }, "log": { log($0) }, "log1p": { log1p($0) },
    "sqrt": { $0.squareRoot() }, "abs": { abs($0) },
    "sign": { $0.isNaN ? .nan : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    "sin": { sin($0) }, "cos": { cos($0) }, "tanh": { tanh($0) },
    "sigmoid": { 1 / (1 + exp(-$0)) }, "softplus": { log(1 + exp($0)) },
    "relu": { $0.isNaN ? .nan : max($0, 0) },
  ]
}
