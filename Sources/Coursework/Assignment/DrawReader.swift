internal import Diagnostics
internal import Tensors
internal import Yams

/// Reads `{draw: normal, shape: [3, 4], decimals: 2}`.
struct DrawReader {
  private let mapping: YAMLMapping
  private let sizes: [String: Int]
  private var problems: [Diagnostic] = []

  private static let keys: [String: [String]] = [
    "normal": ["mean", "deviation", "decimals"], "symmetric": ["mean", "deviation", "decimals"],
    "lower-triangular": ["mean", "deviation", "decimals"],
    "positive-definite": ["deviation", "decimals"], "orthogonal": [],
    "uniform": ["from", "to", "decimals"], "positive": ["from", "to", "decimals"],
    "integers": ["from", "to"], "labels": ["classes"], "one-hot": ["classes", "axis"],
  ]
  private static let constraints = ["distinct", "away-from", "margin", "windows"]
  private static let unconstrained = [
    "labels", "one-hot", "lower-triangular", "positive-definite", "orthogonal",
  ]

  /// Reads a rule and draws once, which shows that its constraints can be kept.
  ///
  /// - Parameters:
  ///   - node: The mapping.
  ///   - text: The file.
  ///   - sizes: Givens that may stand for an extent.
  ///   - problems: Where faults are reported.
  /// - Returns: the rule; nil after a report.
  static func read(
    _ node: Node, in text: YAMLText, sizes: [String: Int], _ problems: inout [Diagnostic]
  ) -> DrawRule? {
    let kind = node.mapping?["draw"]?.string ?? ""
    guard let own = keys[kind] else {
      let known = keys.keys.sorted()
      let close = suggestion(for: kind, among: known)
      problems.append(
        text.error(
          "'draw' must be one of \(known.joined(separator: ", "))",
          at: node.mapping?["draw"] ?? node,
          help: close.map { "did you mean \($0)?" }))
      return nil
    }
    let allowed =
      ["draw", "shape"] + own + (unconstrained.contains(kind) ? [] : constraints)
    guard let mapping = YAMLMapping(node, in: text, what: "'\(kind)'", keys: allowed, &problems)
    else { return nil }
    var reader = DrawReader(mapping: mapping, sizes: sizes)
    let rule = reader.rule(kind)
    problems += reader.problems
    guard reader.problems.isEmpty else { return nil }
    return rule
  }

  private init(mapping: YAMLMapping, sizes: [String: Int]) {
    self.mapping = mapping
    self.sizes = sizes
  }

  private mutating func fault(_ message: String, _ key: String? = nil, help: String? = nil) {
    let node = key.flatMap { mapping[$0] } ?? mapping.node
    problems.append(mapping.text.error(message, at: node, help: help))
  }

  private mutating func rule(_ kind: String) -> DrawRule? {
    guard let outer = extents(), let (drawn, dimensions) = drawnKind(kind, outer) else {
      return nil
    }
    guard let shape = Shape(checking: dimensions), shape.count > 0 else {
      fault("this shape has no entries, or too many", "shape")
      return nil
    }
    guard fits(shape, drawn, kind) else { return nil }
    for key in ["mean", "deviation", "from", "to"] where problems.isEmpty {
      if let value = mapping.number(key, atLeast: -.infinity, &problems), value.magnitude > 1e6 {
        fault("'\(key)' is beyond a million", key)
      }
    }
    // With fewer decimals, rounding could make an eigenvalue negative.
    let decimals = whole("decimals", (kind == "positive-definite" ? 2 : 0)...9) ?? 2
    let isDistinct = mapping.flag("distinct", &problems) ?? false
    let rule = DrawRule(
      kind: drawn, shape: shape, decimals: kind == "integers" ? 0 : decimals,
      isDistinct: isDistinct,
      away: away(), windows: windows(shape))
    guard problems.isEmpty else { return nil }
    if case .symmetric = drawn, isDistinct {
      fault("a symmetric input has equal entries", "distinct")
    }
    return rule
  }

  /// Whether a matrix has a shape that its kind can have; false after a report.
  private mutating func fits(_ shape: Shape, _ kind: DrawRule.Kind, _ word: String) -> Bool {
    switch kind {
    case .normal, .uniform, .integers, .oneHot: return true
    case .symmetric, .lowerTriangular, .positiveDefinite, .orthogonal: break
    }
    let article = word == "orthogonal" ? "an" : "a"
    guard shape.rank == 2, shape.dimensions[0] == shape.dimensions[1] else {
      fault("\(article) \(word) input is a square matrix, such as [3, 3]", "shape")
      return false
    }
    if case .symmetric = kind { return true }
    let rows = (kind == .orthogonal ? 2 : 1)...DrawRule.mostRows
    guard rows.contains(shape.dimensions[0]) else {
      fault(
        "\(article) \(word) input has \(rows.lowerBound) to \(rows.upperBound) rows", "shape")
      return false
    }
    return true
  }

  /// The extents of `shape`: whole numbers, or names of sizes.
  private mutating func extents() -> [Int]? {
    guard let node = mapping["shape"] else { return [] }
    guard let items = node.sequence else {
      fault("'shape' must be a list such as [3, 4]", "shape")
      return nil
    }
    guard items.count <= 8 else {
      fault("more than 8 axes", "shape")
      return nil
    }
    var extents: [Int] = []
    for item in items {
      let word = item.scalar?.string ?? ""
      guard let extent = Int(word) ?? sizes[word], extent > 0 else {
        problems.append(
          mapping.text.error(
            "expected a whole number above 0 or the name of a size", at: item,
            help: "a size is a scalar given as a whole number, above this one"))
        return nil
      }
      extents.append(extent)
    }
    return extents
  }

  private mutating func drawnKind(_ kind: String, _ extents: [Int]) -> (DrawRule.Kind, [Int])? {
    switch kind {
    case "normal", "symmetric", "lower-triangular", "positive-definite":
      let mean = mapping.number("mean", atLeast: -.infinity, &problems) ?? 0
      let deviation = mapping.number("deviation", atLeast: 0, &problems) ?? 1
      let drawn: DrawRule.Kind =
        switch kind {
        case "symmetric": .symmetric(mean: mean, deviation: deviation)
        case "lower-triangular": .lowerTriangular(mean: mean, deviation: deviation)
        case "positive-definite": .positiveDefinite(deviation: deviation)
        default: .normal(mean: mean, deviation: deviation)
        }
      return (drawn, extents)
    case "orthogonal": return (.orthogonal, extents)
    case "uniform", "positive":
      let isPositive = kind == "positive"
      let from = mapping.number("from", atLeast: -.infinity, &problems) ?? (isPositive ? 0.1 : -1)
      let to = mapping.number("to", atLeast: -.infinity, &problems) ?? (isPositive ? 2 : 1)
      guard from < to, (to - from).isFinite else {
        fault("'from' must be less than 'to'", "from")
        return nil
      }
      guard !isPositive || from > 0 else {
        fault("'from' of a positive input must be above 0", "from")
        return nil
      }
      return (.uniform(from: from, to: to), extents)
    case "integers":
      let bounds = -1_000_000...1_000_000
      guard let from = required("from", bounds), let to = required("to", bounds) else { return nil }
      guard from <= to else {
        fault("'from' must not be more than 'to'", "from")
        return nil
      }
      return (.integers(from: from, to: to), extents)
    default:
      guard let classes = required("classes", 1...100_000) else { return nil }
      guard kind == "one-hot" else { return (.integers(from: 0, to: classes - 1), extents) }
      let axis = whole("axis", 0...extents.count) ?? extents.count
      guard problems.isEmpty else { return nil }
      return (.oneHot(axis: axis), Array(extents[..<axis]) + [classes] + extents[axis...])
    }
  }

  private mutating func away() -> DrawRule.Away? {
    guard let value = mapping.number("away-from", atLeast: -.infinity, &problems) else {
      if mapping["margin"] != nil { fault("'margin' needs 'away-from'", "margin") }
      return nil
    }
    return DrawRule.Away(
      value: value, margin: mapping.number("margin", atLeast: 0, &problems) ?? 0.05)
  }

  private mutating func windows(_ shape: Shape) -> DrawRule.Windows? {
    guard let node = mapping["windows"],
      let windows = YAMLMapping(
        node, in: mapping.text, what: "'windows'", keys: ["size", "stride", "gap"], &problems)
    else { return nil }
    let gap = windows.number("gap", atLeast: 0, &problems) ?? 0.05
    guard shape.rank >= 2, let most = shape.dimensions.suffix(2).min() else {
      fault("windows need at least two axes", "windows")
      return nil
    }
    guard windows.required("size", what: "'windows'", &problems) != nil,
      let size = whole(windows, "size", 1...most)
    else { return nil }
    return DrawRule.Windows(
      size: size, stride: whole(windows, "stride", 1...most) ?? size, gap: gap)
  }

  private mutating func required(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    guard mapping.required(key, what: "this input", &problems) != nil else { return nil }
    return whole(key, range)
  }

  /// A whole number in a range; nil if it is not there, or after a report.
  private mutating func whole(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    whole(mapping, key, range)
  }

  private mutating func whole(_ mapping: YAMLMapping, _ key: String, _ range: ClosedRange<Int>)
    -> Int?
  {
    guard let node = mapping[key] else { return nil }
    if let number = Int(node.scalar?.string ?? ""), range.contains(number) { return number }
    problems.append(
      mapping.text.error(
        "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: node)
    )
    return nil
  }
}
