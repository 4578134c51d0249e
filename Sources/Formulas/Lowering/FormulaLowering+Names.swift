internal import Diagnostics
internal import Tensors

/// Names that statements define and change.
extension FormulaLowering {
  mutating func define(_ name: String, _ value: FormulaValue) -> FormulaValue {
    let node = ownNode(for: value)
    let result = FormulaValue(node, shape: value.shape)
    if names[name] == nil { defined.append(name) }
    versions[name, default: []].insert(node)
    names[name] = Entry(value: result, size: nil, origin: .binding, isLocal: true)
    return result
  }

  /// A node with memory of its own, so that a derivative can set it free.
  mutating func ownNode(for value: FormulaValue) -> NodeID {
    var node = value.node
    let aliases =
      switch graph.nodes[node].operation {
      case .input, .constant, .reshape: true
      default: graph.named.contains(node)
      }
    if aliases { node = graph.add(.view(StridedView(of: value.shape)), [node], shape: value.shape) }
    graph.name(node)
    return node
  }

  func checkNew(_ target: FormulaStatement.Target) throws(FormulaError) {
    guard let entry = names[target.name] else { return }
    throw FormulaError(
      "'\(target.name)' is a \(entry.origin.rawValue) already and cannot be defined again",
      at: target.range,
      help: entry.isLocal ? "a binding is changed by += only" : "choose another name")
  }

  func changeable(_ target: FormulaStatement.Target) throws(FormulaError) -> FormulaValue {
    guard let entry = names[target.name] else {
      throw FormulaError(
        "'\(target.name)' must exist before it can be changed", at: target.range,
        help: "define it first: \(target.name) = zeros_like(x)")
    }
    guard entry.isLocal else {
      throw FormulaError(
        "'\(target.name)' is a \(entry.origin.rawValue) and cannot be changed", at: target.range,
        help: "work on a name of your own")
    }
    return entry.value
  }

  /// Fails where a statement reads the name that it writes, by itself or through other names: it would see
  /// the values from before the statement, and a recurrence means those that the statement writes.
  func checkUnread(
    _ target: FormulaStatement.Target, _ nodes: [NodeID], _ statement: FormulaStatement
  ) throws(FormulaError) {
    let depends = graph.dependents(of: versions[target.name] ?? [])
    guard nodes.contains(where: { depends[$0] }) else { return }
    let parts = [statement.value] + [statement.condition].compactMap { $0 }
    let read = parts.lazy.compactMap { firstName(in: $0, depends) }.first
    let through = read.flatMap { $0.name == target.name ? nil : ", through '\($0.name)'" } ?? ""
    throw FormulaError(
      "this statement writes '\(target.name)' and reads it\(through): it would read the values from before",
      at: read?.range ?? statement.value.range,
      help:
        "a recursion has a first value, \(target.name)[0] = …, and a loop's range: for 1 <= t < n")
  }

  /// The first name in an expression whose value depends on some nodes.
  func firstName(in expression: FormulaExpression, _ depends: [Bool]) -> (
    name: String, range: SourceRange
  )? {
    if case .name(let name) = expression.kind, let entry = names[name], depends[entry.value.node] {
      return (name, expression.range)
    }
    return expression.kind.children.lazy.compactMap { firstName(in: $0, depends) }.first
  }
}
