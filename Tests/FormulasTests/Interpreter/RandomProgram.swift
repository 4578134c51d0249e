import TestSupport

/// A random formula of one to four statements that compiles, over a fixed set of givens.
struct RandomProgram {
  /// The givens by name; `n` is a size.
  static let shapes: [String: [Int]] = [
    "a": [], "v": [3], "w": [4], "M": [3, 4], "N": [4, 3], "Q": [3, 3], "T": [2, 3, 4], "u": [6],
  ]

  private var generator: SeededGenerator
  private var names = RandomProgram.shapes
  private(set) var lines: [String] = []

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    for _ in 0..<1 + generator.below(3) { add() }
    if generator.below(2) == 0 { lines.append(array(shape(), 3)) }
  }

  var text: String { lines.joined(separator: "\n") }

  private mutating func pick<T>(_ items: [T]) -> T { items[generator.below(items.count)] }

  private mutating func shape() -> [Int] {
    pick([[], [3], [4], [3, 4], [4, 3], [3, 3], [2, 3, 4], [2, 3]])
  }

  // MARK: Statements

  private mutating func add() {
    let name = "r\(lines.count)"
    switch generator.below(4) {
    case 0:
      let shape = shape()
      lines.append("\(name) = \(array(shape, 3))")
      if generator.below(3) == 0 { lines.append("\(name) += \(array(shape, 2))") }
      names[name] = shape
    case 1: define(name)
    case 2: accumulate(name)
    default:
      let shape = shape()
      lines.append("\(name) = \(array(shape, 4))")
      names[name] = shape
    }
  }

  private mutating func define(_ name: String) {
    let extents = pick([[3], [4], [3, 4], [2, 3], [3, 3]])
    let lanes = Array(zip(["i", "j"], extents))
    let ranges = lanes.map { "\($0.0) < \($0.1)" }.joined(separator: ", ")
    let left = lanes.map(\.0).joined(separator: ",")
    lines.append("\(name)[\(left)] = \(entry(lanes, 3)) for \(ranges)")
    names[name] = extents
  }

  private mutating func accumulate(_ name: String) {
    let extents = pick([[5], [4, 5], [3, 6]])
    lines.append("\(name) = \(generator.below(2) == 0 ? "zeros" : "ones")(\(extents))")
    let stride = 1 + generator.below(2)
    var lanes: [(String, Int)] = []
    var places: [String] = []
    for (axis, extent) in extents.enumerated() {
      let lane = ["i", "j"][axis]
      let window = generator.below(2) == 0
      let count = (extent - (window ? 2 : 1)) / stride + 1
      lanes.append((lane, count))
      if window { lanes.append((["m", "k"][axis], 2)) }
      let moved = stride == 1 ? lane : "\(lane)*\(stride)"
      places.append(window ? "\(moved) + \(["m", "k"][axis])" : moved)
    }
    let ranges = lanes.map { "\($0.0) < \($0.1)" }.joined(separator: ", ")
    let symbol = generator.below(3) == 0 ? "=" : "+="
    let condition = generator.below(2) == 0 ? " if \(comparison(lanes))" : ""
    lines.append(
      "\(name)[\(places.joined(separator: ", "))] \(symbol) \(entry(lanes, 2)) for \(ranges)"
        + condition)
    names[name] = extents
  }

  // MARK: Array style

  private mutating func leaf(_ shape: [Int]) -> String {
    let known = names.keys.filter { names[$0] == shape }.sorted()
    if !known.isEmpty, generator.below(5) > 0 { return pick(known) }
    switch shape.count {
    case 0: return pick(["0.5", "2", "1.25", "n", "3"])
    default: return generator.below(2) == 0 ? "ones(\(shape))" : "(0.5 * ones(\(shape)))"
    }
  }

  private mutating func array(_ shape: [Int], _ depth: Int) -> String {
    guard depth > 0 else { return leaf(shape) }
    let own: Int =
      switch shape {
      case []: 9
      case [3], [4]: 9
      case [3, 4], [4, 3], [3, 3]: 10
      default: 2
      }
    let choice = generator.below(12 + own)
    let deeper = depth - 1
    switch choice {
    case 0: return "(\(array(shape, deeper)) + \(broadcast(shape, deeper)))"
    case 1: return "(\(broadcast(shape, deeper)) - \(array(shape, deeper)))"
    case 2: return "(\(array(shape, deeper)) * \(array(shape, deeper)))"
    case 3: return "(\(array(shape, deeper)) / (1.5 + \(array(shape, deeper))^2))"
    case 4: return "(-\(array(shape, deeper))^\(pick(["2", "3"])))"
    case 5, 6: return unary(array(shape, deeper))
    case 7:
      return "\(pick(["maximum", "minimum"]))(\(array(shape, deeper)), \(array(shape, deeper)))"
    case 8:
      return
        "where(\(leaf(shape)) > \(leaf([])), \(broadcast(shape, deeper)), \(array(shape, deeper)))"
    case 9: return "(\(leaf(shape)) \(pick(["<", "<=", ">", ">=", "==", "!="])) \(leaf(shape)))"
    case 10: return leaf(shape)
    case 11: return shape.isEmpty ? leaf(shape) : "flip(\(array(shape, deeper)))"
    default:
      switch shape.count {
      case 0: return scalar(deeper)
      case 1: return vector(shape[0], deeper)
      case 2: return shape == [2, 3] ? "T[:, \(generator.below(3)), 1:4]" : matrix(shape, deeper)
      default: return "softmax(\(array(shape, deeper)), axis=\(generator.below(3)))"
      }
    }
  }

  /// An array that fits a shape by broadcasting.
  private mutating func broadcast(_ shape: [Int], _ depth: Int) -> String {
    switch generator.below(3) {
    case 0: return array([], depth)
    case 1 where shape.count > 1 && [[3], [4]].contains(Array(shape.suffix(1))):
      return array(Array(shape.suffix(1)), depth)
    case 2 where shape.count == 2: return "sum(\(array(shape, depth)), axis=1, keepdims=true)"
    default: return array(shape, depth)
    }
  }

  private mutating func unary(_ x: String) -> String {
    pick([
      "exp(tanh(\(x)))", "expm1(tanh(\(x)))", "log(1 + \(x)^2)", "log1p(\(x)^2)",
      "sqrt(0.5 + \(x)^2)", "abs(\(x))", "sin(\(x))", "cos(\(x))", "tanh(\(x))",
      "sigmoid(tanh(\(x)))",
      "softplus(tanh(\(x)))", "relu(\(x))",
    ])
  }

  private mutating func scalar(_ depth: Int) -> String {
    let shape = pick([[3], [4], [3, 4], [3, 3], [2, 3, 4]])
    switch generator.below(9) {
    case 0, 1: return "\(pick(["sum", "mean", "max", "min", "norm"]))(\(array(shape, depth)))"
    case 2: return "prod(tanh(\(array(shape, depth))))"
    case 3: return "\(array([3], depth)) @ \(array([3], depth))".wrapped
    case 4: return "logsumexp(tanh(\(array([4], depth))))"
    case 5: return "(\(array([4], depth)))[\(generator.below(4))]"
    case 6: return "(\(array([3, 4], depth)))[\(generator.below(3)), \(generator.below(4))]"
    case 7: return "size(\(pick(["M", "N", "T"])), axis=\(generator.below(2)))"
    default:
      return
        "\(reducer())[p < 3, q < 4\(condition([("p", 3), ("q", 4)]))](\(entry([("p", 3), ("q", 4)], depth)))"
    }
  }

  private mutating func reducer() -> String { pick(["sum", "sum", "mean", "max", "min"]) }

  private mutating func vector(_ extent: Int, _ depth: Int) -> String {
    let (other, isThree) = (extent == 3 ? 4 : 3, extent == 3)
    switch generator.below(10) {
    case 0: return "\(array([extent, other], depth)) @ \(array([other], depth))".wrapped
    case 1: return "\(array([other], depth)) @ \(array([other, extent], depth))".wrapped
    case 2:
      return
        "\(pick(["sum", "mean", "max", "min", "norm"]))(\(array([other, extent], depth)), axis=0)"
    case 3: return "softmax(\(array([extent], depth)))"
    case 4: return "log_softmax(tanh(\(array([extent], depth))))"
    case 5: return isThree ? "diag(\(array([3, 3], depth)))" : "(\(array([3, 4], depth)))[1]"
    case 6: return "u[\(6 - extent):6]"
    case 7:
      return isThree ? "argmax(M, axis=1)" : "logsumexp(tanh(\(array([3, 4], depth))), axis=0)"
    case 8:
      return isThree ? "pad((\(array([3], depth)))[0:1], 1)" : "pad((\(array([4], depth)))[1:3], 1)"
    default: return "(\(array([extent, other], depth)))[:, \(generator.below(other))]"
    }
  }

  private mutating func matrix(_ shape: [Int], _ depth: Int) -> String {
    let (rows, columns) = (shape[0], shape[1])
    switch generator.below(11) {
    case 0: return "\(array([rows, 3], depth)) @ \(array([3, columns], depth))".wrapped
    case 1: return "(\(array([columns, rows], depth))).T"
    case 2: return "outer(\(array([rows], depth)), \(array([columns], depth)))"
    case 3: return "softmax(\(array(shape, depth)), axis=\(generator.below(2)))"
    case 4:
      return rows == columns
        ? "diag(\(array([3], depth)))" : "reshape(\(array([columns, rows], depth)), \(shape))"
    case 5:
      return rows == columns ? "eye(3)" : "flip(\(array(shape, depth)), axis=\(generator.below(2)))"
    case 6: return "one_hot(\(rows == 3 ? "argmax(Q, axis=1)" : "argmax(N, axis=1)"), \(columns))"
    case 7:
      return "[" + (0..<rows).map { _ in array([columns], depth - 1) }.joined(separator: ", ") + "]"
    case 8: return "transpose(\(array([columns, rows], depth)))"
    case 9:
      return rows == 3 && columns == 4 ? "mean(T, axis=0)" : "zeros_like(\(array(shape, depth)))"
    default: return "log_softmax(tanh(\(array(shape, depth))), axis=\(generator.below(2)))"
    }
  }

  // MARK: Index style

  /// One number for each choice of indices.
  private mutating func entry(_ lanes: [(String, Int)], _ depth: Int) -> String {
    guard depth > 0 else { return read(lanes) }
    let deeper = depth - 1
    switch generator.below(10) {
    case 0: return "(\(entry(lanes, deeper)) + \(entry(lanes, deeper)))"
    case 1: return "(\(entry(lanes, deeper)) - \(entry(lanes, deeper)))"
    case 2: return "\(entry(lanes, deeper)) * \(entry(lanes, deeper))"
    case 3: return unary(entry(lanes, deeper))
    case 4: return "where(\(comparison(lanes)), \(entry(lanes, deeper)), \(entry(lanes, deeper)))"
    case 5, 6:
      let name =
        ["s", "t", "x", "y", "z"].first { name in !lanes.contains { $0.0 == name } } ?? "h"
      let extent = pick([2, 3, 4])
      let inner = lanes + [(name, extent)]
      return "\(reducer())[\(name) < \(extent)\(condition(inner))](\(entry(inner, deeper)))"
    case 7: return "(\(array([3, 4], 1)))\(indices([3, 4], lanes))"
    default: return read(lanes)
    }
  }

  private mutating func condition(_ lanes: [(String, Int)]) -> String {
    generator.below(3) == 0 ? " if \(comparison(lanes))" : ""
  }

  private mutating func comparison(_ lanes: [(String, Int)]) -> String {
    let lane = pick(lanes).0
    switch generator.below(3) {
    case 0: return "\(lane) \(pick(["!=", "==", "<", ">="])) \(generator.below(3))"
    case 1: return "\(read(lanes)) > 0"
    default: return "\(lane) <= \(pick(lanes).0)"
    }
  }

  private mutating func read(_ lanes: [(String, Int)]) -> String {
    switch generator.below(5) {
    case 0: return pick(lanes).0
    case 1: return pick(["0.5", "a", "2", "n"])
    default:
      let name = pick(["v", "w", "u", "M", "N", "Q", "T"])
      return name + indices(RandomProgram.shapes[name] ?? [], lanes)
    }
  }

  /// Indices that stay inside each axis.
  private mutating func indices(_ shape: [Int], _ lanes: [(String, Int)]) -> String {
    let items = shape.map { extent -> String in
      let (lane, count) = pick(lanes)
      switch generator.below(5) {
      case 0 where count <= extent - 1: return "\(lane) + 1"
      case 1 where 2 * (count - 1) < extent: return "2*\(lane)"
      case 2 where count <= extent: return "\(extent - 1) - \(lane)"
      case 3: return "\(generator.below(extent))"
      default: return count <= extent ? lane : "\(generator.below(extent))"
      }
    }
    return "[" + items.joined(separator: ", ") + "]"
  }
}

extension String {
  fileprivate var wrapped: String { "(\(self))" }
}
