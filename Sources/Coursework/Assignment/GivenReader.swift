internal import Diagnostics
internal import Tensors
internal import Yams

/// Reads a given written as numbers in the YAML.
struct GivenReader {
  let text: YAMLText
  private var scalars: [Double] = []
  private var extents: [Int?] = []
  private var isWhole = false
  private var nodeCount = 0

  init(_ text: YAMLText) { self.text = text }

  mutating func read(_ name: String, _ node: Node) throws(Diagnostic) -> Given {
    try collect(node, level: 0)
    guard let shape = Shape(checking: extents.map { $0 ?? 0 }), shape.count == scalars.count,
      shape.count > 0
    else { throw text.error("'\(name)' has no entries", at: node) }
    let size = shape.rank == 0 && isWhole ? Int(exactly: scalars[0]) : nil
    return Given(
      name: name, value: Tensor(shape: shape, scalars: scalars), size: size, draw: nil)
  }

  private mutating func collect(_ node: Node, level: Int) throws(Diagnostic) {
    // Aliases of aliases may stand for any number of nodes.
    nodeCount += 1
    guard nodeCount <= 2 * AssignmentBudget.mostGivenEntries else {
      throw text.error("more than \(AssignmentBudget.mostGivenEntries) numbers", at: node)
    }
    switch node {
    case .scalar(let scalar):
      guard level == extents.count else {
        throw text.error("a number where the others have a list", at: node)
      }
      var ignored = false
      do throws(NumberProblem) {
        let token = try NumberToken.read(Array(scalar.string.utf8)[...], usesMinusSign: &ignored)
        isWhole = !token.hasPoint && !token.hasExponent
        scalars.append(token.value)
      } catch {
        throw text.error(error.message, at: node)
      }
    case .sequence(let items):
      guard level < 8 else { throw text.error("more than 8 axes", at: node) }
      if level == extents.count {
        guard scalars.isEmpty else {
          throw text.error("a list where the others have a number", at: node)
        }
        extents.append(items.count)
      }
      guard extents[level] == items.count else {
        throw text.error(
          "this list has length \(items.count), the others at its level have "
            + "\(extents[level] ?? 0)", at: node)
      }
      for item in items { try collect(item, level: level + 1) }
    case .mapping, .alias:
      throw text.error("expected a number or a list of numbers", at: node)
    }
  }
}
