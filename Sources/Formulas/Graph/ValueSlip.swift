internal import RealModule
internal import Tensors

/// What people take for the value of a function by mistake.
struct WrongValue<Argument>: Sendable {
  /// A stable word.
  let kind: String
  /// What was done, in a sentence.
  let phrase: String
  /// Whether a constant has too few digits, and nothing else is wrong.
  let lacksDigits: Bool
  /// What stands in place of the value.
  let value: @Sendable (Argument) -> Argument

  init(
    _ kind: String, _ phrase: String, lacksDigits: Bool = false,
    value: @escaping @Sendable (Argument) -> Argument
  ) {
    self.kind = kind
    self.phrase = phrase
    self.lacksDigits = lacksDigits
    self.value = value
  }
}

/// A step of a forward that was computed wrongly, while everything is derived rightly from what came out.
public struct ValueSlip: Sendable {
  /// Which slip it is.
  public let id: EditID
  /// What is wrong, in a sentence.
  public let says: String
  /// Of slips that give the same numbers, the one with the lowest rank is named.
  public let rank: Int
  /// The step.
  public let site: NodeID
  /// Of fewer negative numbers it says nothing, as few numbers by themselves may be wrong in the same way.
  let leastNegatives: Int
  /// Whether a constant has too few digits, and nothing else is wrong.
  public let lacksDigits: Bool
  /// The wrong value, of the right one and of what it is computed from; nil if there is none.
  let change: @Sendable (_ value: Tensor<Double>, _ operands: [Tensor<Double>]) -> Tensor<Double>?
}

extension CompiledFormula {
  /// The slips that people make in computing the steps on which some quantities depend.
  ///
  /// - Parameter names: The names of the quantities.
  /// - Returns: The slips, in an order that depends on the formula alone.
  public func valueSlips(of names: [String]) -> [ValueSlip] {
    let needed = graph.needed(for: names.compactMap(node))
    var slips: [ValueSlip] = []
    // What is computed wrongly at all steps of a loop is an edit of its formula, not one wrong number.
    for site in graph.nodes.indices where needed[site] && graph.loopPartner[site] == nil {
      let place = namedPlace(of: site)
      let name = inputName(site) ?? place.name
      // A quantity with a name is looked at as a whole before the steps towards it.
      let isNamed = inputName(site) != nil || bindings.contains { $0.node == site }
      for (number, wrong) in wrongValues(at: site, isNamed: isNamed).enumerated() {
        let suffix = name.map { isNamed ? ": \($0)" : ", on the way to \($0)" } ?? ""
        slips.append(
          ValueSlip(
            id: EditID(
              statement: place.statement, path: [site],
              kind: "step.\(wrong.kind)" + (name.map { ".\($0)" } ?? ""), number: number),
            says: wrong.phrase + suffix,
            rank: wrong.rank - (isNamed && inputName(site) == nil ? 1 : 0), site: site,
            leastNegatives: wrong.leastNegatives, lacksDigits: wrong.lacksDigits,
            change: wrong.change))
      }
    }
    return slips
  }

  private func inputName(_ site: NodeID) -> String? {
    if case .input(let name) = graph.nodes[site].operation { name } else { nil }
  }

  private struct Wrong {
    let kind: String
    let phrase: String
    let rank: Int
    var leastNegatives = 0
    var lacksDigits = false
    let change: @Sendable (_ value: Tensor<Double>, _ operands: [Tensor<Double>]) -> Tensor<Double>?
  }

  private func wrongValues(at site: NodeID, isNamed: Bool) -> [Wrong] {
    let node = graph.nodes[site]
    switch node.operation {
    case .constant, .reshape, .view: return []
    case .input:
      guard node.shape.count > 1 else { return [] }
      return [
        signed("absolute", "the signs of its numbers are lost", least: 2) { $0.magnitude },
        pointwise("sign", "the sign is flipped", 6) { -$0 },
      ] + rearrangements(of: node.shape, namesAxes: isNamed)
    default:
      return operationValues(node) + anyValues(node.shape) + (isNamed ? activations() : [])
        + rearrangements(of: node.shape, namesAxes: isNamed)
    }
  }

  /// What is wrong in an operation of its own kind.
  private func operationValues(_ node: FormulaGraph.Node) -> [Wrong] {
    let operands = node.inputs.map(which)
    return switch node.operation {
    case .unary(let function):
      function.wrongValues().map { one in
        entrywise(one.kind, one.phrase, 5, lacksDigits: one.lacksDigits) { _, operands in
          one.value(operands[0])
        }
      } + [
        entrywise("argument", "\(function.word) is left out", 6) { _, operands in operands[0] }
      ]
    case .rows(let function, let length):
      function.wrongValues().map { one in
        Wrong(kind: one.kind, phrase: one.phrase, rank: 5, lacksDigits: one.lacksDigits) {
          value, operands in
          guard operands[0].shape.count == value.shape.count else { return nil }
          let rows = stride(from: 0, to: value.shape.count, by: max(length, 1))
          return Tensor(
            shape: value.shape,
            scalars: rows.flatMap { one.value(Array(operands[0].scalars[$0..<$0 + length])) })
        }
      }
    case .binary(let function): binaryValues(function.linearity, operands[0], operands[1])
    case .reduce(.sum, let length), .contract(_, _, let length, _):
      [
        pointwise("mean", "the mean was taken for the sum", 7) { $0 / Double(length) }
      ]
    case .reduce(.mean, let length):
      [pointwise("sum", "the sum was taken for the mean", 6) { $0 * Double(length) }]
    default: []
    }
  }

  private func binaryValues(_ linearity: Linearity, _ one: String, _ other: String) -> [Wrong] {
    switch linearity {
    case .product:
      [
        entrywise("first-alone", "a factor is lost\(other)", 7) { _, operands in operands[0] },
        entrywise("second-alone", "a factor is lost\(one)", 7) { _, operands in operands[1] },
      ]
    case .quotient:
      [
        entrywise("divisor-lost", "a divisor is lost\(other)", 6) { _, operands in operands[0] },
        entrywise("multiplied", "multiplied instead of divided\(other)", 6) { _, operands in
          operands[0] * operands[1]
        },
        pointwise("upside-down", "a quotient is upside down", 6) { 1 / $0 },
      ]
    case .sum(let first, let second):
      [
        entrywise("term-sign", "the sign of a term is flipped\(other)", 6) { _, operands in
          first * operands[0] - second * operands[1]
        },
        entrywise("first-alone", "a term is lost\(other)", 6) { _, operands in first * operands[0]
        },
        entrywise("second-alone", "a term is lost\(one)", 6) { _, operands in second * operands[1]
        },
        entrywise("term-twice", "a term counts twice\(other)", 7) { _, operands in
          first * operands[0] + 2 * second * operands[1]
        },
      ]
    case .none: []
    }
  }

  /// What may be wrong whatever was computed.
  private func anyValues(_ shape: Shape) -> [Wrong] {
    let common = [
      pointwise("sign", "the sign is flipped", 6) { -$0 },
      pointwise("twice", "twice what it should be", 8) { 2 * $0 },
      pointwise("half", "half of what it should be", 8) { $0 / 2 },
    ]
    guard shape.count > 1 else { return common }
    return common + [
      signed("absolute", "the signs of the numbers are lost", least: 2) { $0.magnitude },
      signed("cut", "negative numbers became 0", least: 3) { max($0, 0) },
    ]
  }

  /// An activation that does not belong there, as on the output of a network.
  private func activations() -> [Wrong] {
    [
      pointwise("tanh-of", "tanh was taken of the numbers as well", 8) { Double.tanh($0) },
      pointwise("sigmoid-of", "sigmoid was taken of the numbers as well", 8) { Sigmoid.value($0) },
    ]
  }

  /// A change of negative numbers, which is told where there are so many.
  private func signed(
    _ kind: String, _ phrase: String, least: Int, _ change: @escaping @Sendable (Double) -> Double
  ) -> Wrong {
    Wrong(kind: kind, phrase: phrase, rank: 8, leastNegatives: least) { value, _ in
      Tensor(shape: value.shape, scalars: value.scalars.map(change))
    }
  }

  /// A change of each number, whatever it was computed from.
  private func pointwise(
    _ kind: String, _ phrase: String, _ rank: Int, _ change: @escaping @Sendable (Double) -> Double
  ) -> Wrong {
    Wrong(kind: kind, phrase: phrase, rank: rank) { value, _ in
      Tensor(shape: value.shape, scalars: value.scalars.map(change))
    }
  }

  /// What stands in place of each number, by the numbers that it was computed from.
  private func entrywise(
    _ kind: String, _ phrase: String, _ rank: Int, lacksDigits: Bool = false,
    _ change: @escaping @Sendable (Double, [Double]) -> Double
  ) -> Wrong {
    Wrong(kind: kind, phrase: phrase, rank: rank, lacksDigits: lacksDigits) { value, operands in
      let counts = operands.map(\.shape.count)
      guard counts.allSatisfy({ $0 == value.shape.count || $0 == 1 }) else { return nil }
      return Tensor(
        shape: value.shape,
        scalars: value.scalars.indices.map { i in
          change(value.scalars[i], operands.map { $0.scalars[$0.scalars.count == 1 ? 0 : i] })
        })
    }
  }

  /// The same numbers in other places: backwards, shifted, two exchanged.
  ///
  /// A step without a name has axes that nobody knows.
  private func rearrangements(of shape: Shape, namesAxes: Bool) -> [Wrong] {
    let extents = shape.dimensions
    let strides = shape.strides
    var wrong: [Wrong] = []
    for (axis, extent) in extents.enumerated() where extent > 1 {
      func moved(
        _ kind: String, _ phrase: String, _ rank: Int, _ place: @escaping @Sendable (Int) -> Int
      ) {
        let stride = strides[axis]
        wrong.append(
          Wrong(kind: kind, phrase: phrase, rank: rank) { value, _ in
            Tensor(
              shape: value.shape,
              scalars: value.scalars.indices.map { position in
                let own = position / stride % extent
                return value.scalars[position + (place(own) - own) * stride]
              })
          })
      }
      let along = namesAxes && extents.count > 1 ? " along axis \(axis)" : ""
      moved("reversed", "the numbers run backwards\(along)", 8) { extent - 1 - $0 }
      guard extent > 2 else { continue }
      moved("shifted", "the numbers are shifted by one\(along)", 8) { ($0 + 1) % extent }
      moved("shifted", "the numbers are shifted by one\(along)", 8) { ($0 + extent - 1) % extent }
      guard extent <= 6 else { continue }
      for a in 0..<extent {
        for b in a + 1..<extent where !(extent == 3 && a == 0 && b == 2) {
          moved("exchanged", "the places \(a) and \(b)\(along) are exchanged", 9) {
            $0 == a ? b : $0 == b ? a : $0
          }
        }
      }
    }
    if extents.count == 2, extents[0] == extents[1], extents[0] > 1 {
      wrong.append(
        Wrong(kind: "transposed", phrase: "a matrix is transposed", rank: 7) { value, _ in
          value.transposed
        })
    }
    return wrong
  }
}
