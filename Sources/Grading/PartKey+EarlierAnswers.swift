internal import Coursework
internal import Formulas
internal import Tensors

/// What is right given a student's own earlier answers.
extension PartKey {
  /// Whether the reference is built on an earlier part: names it, or something of the forward that is computed
  /// from the value that the part asks for.
  func uses(_ earlier: String) -> Bool {
    guard let used = part.reference?.usedSymbols else {
      return asked.map { computed(from: earlier).contains($0) } ?? false
    }
    return used.contains(earlier) || !used.isDisjoint(with: computed(from: earlier))
  }

  /// The bindings of the forward that are computed from what an earlier part asks for, and are no parts
  /// themselves.
  func computed(from earlier: String) -> Set<String> {
    guard let binding = binding(askedBy: earlier), let forward = problem.forward else { return [] }
    return forward.dependents(of: binding).union([binding]).subtracting(earlierParts)
  }

  /// The binding of the forward whose value this part asks for, where it has no formula of its own.
  var asked: String? {
    guard part.reference == nil, case .value(let name?) = part.quantity else { return nil }
    return problem.forward?.bindings.contains { $0.name == name } == true ? name : nil
  }

  /// The binding of the forward whose value a part asks for; nil where it asks for something else.
  func binding(askedBy id: String) -> String? {
    guard let asked = problem.parts.first(where: { $0.id == id }), asked.taken == nil,
      case .value(let name?) = asked.quantity,
      problem.forward?.bindings.contains(where: { $0.name == name }) == true
    else { return nil }
    return name
  }

  /// What the reference may name, with some earlier parts' values replaced, and what the forward computes
  /// from them.
  func scope(replacing replaced: [String: Tensor<Double>]) -> [String: Tensor<Double>] {
    var bindings: [String: Tensor<Double>] = [:]
    var computed: Set<String> = []
    for (id, value) in replaced {
      guard let name = binding(askedBy: id) else { continue }
      bindings[name] = value
      computed.formUnion(self.computed(from: id))
    }
    var scope = scope.merging(replaced) { $1 }
    guard let forward = problem.forward, !computed.isEmpty else { return scope }
    let values = forward.evaluateBindings(problem.inputs, replacing: bindings)
    for name in computed where replaced[name] == nil { scope[name] = values[name] }
    return scope
  }

  /// The reference evaluated with some earlier parts' values replaced; nil where it is built on none of
  /// them.
  func reference(replacing replaced: [String: Tensor<Double>]) -> Tensor<Double>? {
    guard replaced.keys.contains(where: uses) else { return nil }
    let scope = scope(replacing: replaced)
    if let formula = part.reference { return formula.evaluate(scope) }
    return asked.flatMap { scope[$0] }.map {
      Tensor(shape: part.shape, scalars: part.take($0.scalars))
    }
  }

  /// How far the reference may move when some names' values move by as much as their rounding, to first
  /// order: `Σ |∂r/∂u| · ½ unit` for each entry.
  ///
  /// - Parameters:
  ///   - halfUnits: Half a unit of the last place of each entry of each name.
  ///   - replaced: The values of these names.
  /// - Returns: the spread of each entry.
  func spread(
    of halfUnits: [String: [Double]], at replaced: [String: Tensor<Double>]
  ) -> [Double] {
    var spread = [Double](repeating: 0, count: part.shape.count)
    guard let formula = part.reference else {
      return asked.flatMap { through(halfUnits)[$0] }.map(part.take) ?? spread
    }
    let inputs = scope(replacing: replaced)
    let used = formula.usedSymbols
    for (name, units) in through(halfUnits).sorted(by: { $0.key < $1.key })
    where used.contains(name) && units.contains(where: { $0 > 0 })
      && units.count * spread.count <= 1_000_000
    {
      guard
        let jacobian = ReverseDerivative.jacobian(ofAnswer: formula, by: name, inputs: inputs)
      else { continue }
      for row in spread.indices {
        for (column, unit) in units.enumerated() {
          spread[row] += jacobian.scalars[row * units.count + column].magnitude * unit
        }
      }
    }
    return spread
  }

  /// The half units of names, and of what the forward computes from them.
  private func through(_ halfUnits: [String: [Double]]) -> [String: [Double]] {
    var all = halfUnits
    for (id, units) in halfUnits {
      guard let name = binding(askedBy: id), let forward = problem.forward else { continue }
      for other in computed(from: id).sorted() where halfUnits[other] == nil {
        if other == name {
          all[other] = units
          continue
        }
        guard let count = forward.shape(of: other)?.count, count * units.count <= 1_000_000,
          let jacobian = ReverseDerivative.jacobian(
            forward, of: other, by: name, inputs: problem.inputs)
        else { continue }
        var moved = all[other] ?? [Double](repeating: 0, count: count)
        for row in moved.indices {
          for (column, unit) in units.enumerated() {
            moved[row] += jacobian.scalars[row * units.count + column].magnitude * unit
          }
        }
        all[other] = moved
      }
    }
    return all
  }
}
