internal import Tensors

/// What is done wrong at one operation on the way back through a forward.
enum BackwardChange: Sendable {
  /// What arrives is multiplied by a number.
  case scaled(Double)
  /// Something else stands for the derivative by an operand.
  case slope(Int, WrongSlope)
  /// Something else is handed on through a function of rows.
  case rows(WrongPullback)
  /// Nothing is handed on to an operand, as if it were a constant.
  case ignored(Int)
  /// What arrives is handed on to all entries: not shared by a mean, not kept for a maximum.
  case everywhere
  /// The gradient by an operand lacks the other factor.
  case factorLost(Int)
  /// The gradient by an operand has the other factor transposed.
  case factorTransposed(Int)
  /// Nothing goes back through more than so many steps of a loop.
  case truncated(Int)

  var isEverywhere: Bool { if case .everywhere = self { true } else { false } }
}

extension FormulaGraph {
  /// How somebody goes back through a forward.
  struct WayBack {
    /// What is done wrong, and at which node; nil if nothing is.
    var slip: (site: NodeID, change: BackwardChange)?
    /// Whether a derivative is worked out from the function's value where it can be, as people do by hand.
    var usesValues = false

    static let right = WayBack()
  }
}

/// One thing wrong on the way back through a forward, at one place.
public struct BackwardSlip: Sendable {
  /// Which slip it is.
  public let id: EditID
  /// What is wrong, in a sentence.
  public let says: String
  /// Of slips that give the same numbers, the one with the lowest rank is named.
  public let rank: Int
  let site: NodeID
  let change: BackwardChange
  /// Whether it is known for leaving zeros where the right numbers are none.
  public var leavesZeros: Bool {
    if case .rows(let wrong) = change { wrong.leavesZeros } else { false }
  }
}

extension CompiledFormula {
  /// The slips that people make on the way back from some quantities to others.
  ///
  /// - Parameters:
  ///   - outputs: The names of what is differentiated.
  ///   - variables: The names by which it is.
  /// - Returns: The slips, in an order that depends on the formula alone.
  public func backwardSlips(from outputs: [String], to variables: [String]) -> [BackwardSlip] {
    let varies = graph.dependents(of: Set(variables.compactMap(node)))
    let needed = graph.needed(for: outputs.compactMap(node))
    let uses = useCounts(varies, needed)
    var slips: [BackwardSlip] = []
    // What is done in a loop is done at all of its steps: the last one stands for them.
    for site in graph.nodes.indices
    where varies[site] && needed[site] && graph.loopPartner[site] ?? site == site {
      let place = namedPlace(of: site)
      for (number, found) in changes(at: site, varies, uses).enumerated() {
        let suffix = place.name.map { ", on the way back from \($0)" } ?? ""
        slips.append(
          BackwardSlip(
            id: EditID(
              statement: place.statement, path: [site],
              kind: "back.\(found.kind)" + (place.name.map { ".\($0)" } ?? ""), number: number),
            says: found.phrase + suffix, rank: found.rank, site: site, change: found.change))
      }
    }
    return slips + truncations(varies, needed)
  }

  /// How many operations hand a gradient on to each node.
  private func useCounts(_ varies: [Bool], _ needed: [Bool]) -> [Int] {
    var uses = [Int](repeating: 0, count: graph.nodes.count)
    for (id, node) in graph.nodes.enumerated() where varies[id] && needed[id] {
      for input in node.inputs where varies[input] { uses[input] += 1 }
    }
    return uses
  }

  /// The first name of the formula that a node leads to, and its place among them.
  func namedPlace(of site: NodeID) -> (name: String?, statement: Int) {
    for (statement, binding) in bindings.enumerated() where binding.node >= site {
      return (binding.name, statement)
    }
    return (nil, bindings.count)
  }

  /// The end of a sentence about a node: its name; empty if it is a step without one.
  func which(_ node: NodeID) -> String {
    if let bound = bindings.first(where: { $0.node == node }) { return ": \(bound.name)" }
    return switch graph.nodes[node].operation {
    case .input(let name): ": \(name)"
    case .view, .reshape: which(graph.nodes[node].inputs[0])
    default: ""
    }
  }

  private typealias Found = (kind: String, phrase: String, rank: Int, change: BackwardChange)

  private func changes(at site: NodeID, _ varies: [Bool], _ uses: [Int]) -> [Found] {
    let node = graph.nodes[site]
    var found: [Found] = []
    switch node.operation {
    case .constant, .input: return []
    case .view, .reshape, .scatter, .assemble, .select: break
    case .unary(let function):
      let word = function.word.split(separator: " ").last ?? ""
      for wrong in function.wrongSlopes() {
        found.append(("\(word)-\(wrong.kind)", wrong.phrase, 3, .slope(0, wrong)))
      }
    case .binary(let function): found = changes(of: function, node, varies)
    case .rows(let function, _):
      for wrong in function.wrongPullbacks() {
        found.append(("rows-\(wrong.kind)", wrong.phrase, 3, .rows(wrong)))
      }
    case .reduce(.mean, _):
      found.append(("mean-unscaled", "the mean was differentiated like a sum", 3, .everywhere))
    case .reduce(.max, _), .reduce(.min, _):
      found.append(
        ("mask-lost", "every entry gets the gradient of the largest one", 3, .everywhere))
    case .reduce: break
    case .contract:
      for operand in 0..<2 where varies[node.inputs[operand]] {
        let other = graph.nodes[node.inputs[1 - operand]].shape.dimensions
        if other.count == 2, other[0] == other[1] {
          found.append(
            (
              "transposed",
              "a matrix was used instead of its transpose, or its transpose instead of it", 3,
              .factorTransposed(operand)
            ))
        }
        let phrase = "a factor of a product is left out" + which(node.inputs[1 - operand])
        found.append(("factor-lost", phrase, 4, .factorLost(operand)))
      }
    }
    guard graph.named.contains(site) || !found.isEmpty else { return found }
    found.append(("sign", "a sign is lost", 2, .scaled(-1)))
    found.append(("twice", "a factor of 2 is too much", 5, .scaled(2)))
    found.append(("half", "a factor of 2 is missing", 5, .scaled(0.5)))
    // Nobody leaves one step of a recursion out by name.
    guard graph.recursions[site] == nil else { return found }
    for (operand, input) in node.inputs.enumerated()
    where varies[input] && (uses[input] > 1 || node.inputs.count(where: { varies[$0] }) > 1) {
      let phrase = "a quantity was taken for a constant" + which(input)
      found.append(("constant", phrase, 4, .ignored(operand)))
    }
    return found
  }

  /// What is done wrong at a function of two operands.
  private func changes(of function: BinaryFunction, _ node: FormulaGraph.Node, _ varies: [Bool])
    -> [Found]
  {
    var found: [Found] = []
    for (operand, slopes) in function.wrongSlopes().enumerated() where varies[node.inputs[operand]]
    {
      let other = which(node.inputs[1 - operand])
      func add(_ wrong: WrongSlope) {
        let phrase = wrong.namesOther ? wrong.phrase + other : wrong.phrase
        found.append((wrong.kind, phrase, 4, .slope(operand, wrong)))
      }
      slopes.forEach(add)
      // The sign of a factor is not lost with it.
      if function.linearity == .product,
        case .unary(let sign) = graph.nodes[node.inputs[1 - operand]].operation,
        let factor = sign.factor
      {
        add(
          WrongSlope("left-out", "the other factor is left out", namesOther: true) { _, _ in factor
          })
      }
    }
    return found
  }
}
