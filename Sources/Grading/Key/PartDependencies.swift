internal import Coursework
internal import Formulas
internal import Tensors

/// What a part's right answer is built on, and what it becomes where a student's own numbers stand in its place.
struct PartDependencies: Sendable {
  let part: Part
  let problem: Problem
  /// The values that the reference may name.
  let scope: [String: Tensor<Double>]
  /// The names that the reference does nothing with but compare them with others.
  let comparedNames: Set<String>

  init(_ part: Part, problem: Problem, scope: [String: Tensor<Double>]) {
    self.part = part
    self.problem = problem
    self.scope = scope
    comparedNames = part.reference?.comparedNames ?? []
  }

  /// Whether the part depends on an earlier one: its formula names that part, or names a forward value computed
  /// from it.
  func depends(on earlier: String) -> Bool {
    guard let used = part.reference?.usedSymbols else {
      return requestedBinding.map { downstreamBindings(of: earlier).contains($0) } ?? false
    }
    return used.contains(earlier) || !used.isDisjoint(with: downstreamBindings(of: earlier))
  }

  /// Whether an earlier part stands, or all that is computed from it, where the formula compares names, and nowhere else.
  func isOnlyCompared(_ earlier: String) -> Bool {
    guard let used = part.reference?.usedSymbols else { return false }
    let own = used.intersection(downstreamBindings(of: earlier).union([earlier]))
    return !own.isEmpty && own.isSubset(of: comparedNames)
  }

  /// The bindings of the forward that are computed from what an earlier part asks for, that binding included;
  /// without those that are parts themselves.
  func downstreamBindings(of earlier: String) -> Set<String> {
    guard let binding = binding(requestedBy: earlier), let forward = problem.forward else {
      return []
    }
    return forward.dependents(of: binding).union([binding]).subtracting(earlierParts)
  }

  /// The binding of the forward whose value this part asks for, where it has no formula of its own.
  var requestedBinding: String? {
    guard part.reference == nil, case .value(let name?) = part.quantity else { return nil }
    return problem.forward?.bindings.contains { $0.name == name } == true ? name : nil
  }

  /// The binding of the forward whose value a part asks for; nil if it asks for something else.
  private func binding(requestedBy id: String) -> String? {
    guard let asked = problem.parts.first(where: { $0.id == id }), asked.isWhole,
      case .value(let name?) = asked.quantity,
      problem.forward?.bindings.contains(where: { $0.name == name }) == true
    else { return nil }
    return name
  }

  /// The ids of the parts before this one.
  var earlierParts: Set<String> {
    Set(problem.parts.prefix { $0.id != part.id }.map(\.id))
  }

  /// Whether the part depends on a given or on a binding of the forward, other than through an earlier part that asks
  /// for one.
  func depends(onName name: String) -> Bool {
    let dependents = problem.forward?.dependents(of: name) ?? []
    let downstream = dependents.union([name]).subtracting(earlierParts)
    return part.reference.map { !$0.usedSymbols.isDisjoint(with: downstream) }
      ?? requestedBinding.map(downstream.contains) ?? false
  }

  /// Whether its formula uses some earlier parts and givens, and nothing else: no step that nobody sees lies between.
  func isBuiltOnly(on earlier: Set<String>) -> Bool {
    guard let used = part.reference?.usedSymbols else { return false }
    let seen = Set(problem.givens.map(\.name) + earlier.compactMap(binding(requestedBy:)))
    return !used.isDisjoint(with: earlier) && used.isSubset(of: earlier.union(seen))
  }

  /// What the reference may name, with some earlier parts' values, givens and bindings of the forward replaced, and what
  /// the forward computes from them.
  func scope(
    replacing replaced: [String: Tensor<Double>], hidden: [String: Tensor<Double>] = [:]
  ) -> [String: Tensor<Double>] {
    let bindings = bindings(requestedBy: replaced).merging(hidden) { $1 }
    var downstream: Set<String> = []
    for name in hidden.keys {
      downstream.formUnion(problem.forward?.dependents(of: name).union([name]) ?? [])
    }
    downstream.subtract(earlierParts)
    for id in replaced.keys where binding(requestedBy: id) != nil {
      downstream.formUnion(downstreamBindings(of: id))
    }
    var scope = scope.merging(hidden) { $1 }.merging(replaced) { $1 }
    guard let forward = problem.forward, !downstream.isEmpty else { return scope }
    let values = forward.evaluateBindings(
      problem.inputs.merging(hidden) { $1 }, replacing: bindings)
    for name in downstream where replaced[name] == nil && hidden[name] == nil {
      scope[name] = values[name]
    }
    return scope
  }

  /// The reference evaluated with some earlier parts' values, givens and bindings of the forward replaced; nil if it
  /// depends on none of them.
  func reference(
    replacing replaced: [String: Tensor<Double>], hidden: [String: Tensor<Double>] = [:]
  ) -> Tensor<Double>? {
    guard
      replaced.keys.contains(where: { depends(on: $0) })
        || hidden.keys.contains(where: { depends(onName: $0) })
    else { return nil }
    let scope = scope(replacing: replaced, hidden: hidden)
    if let formula = part.reference { return formula.evaluate(scope) }
    return requestedBinding.flatMap { scope[$0] }.map {
      Tensor(shape: part.shape, scalars: part.take($0.scalars))
    }
  }

  /// The values of the forward's bindings that some earlier parts ask for, by the bindings' names.
  func bindings<Value>(requestedBy values: [String: Value]) -> [String: Value] {
    var bindings: [String: Value] = [:]
    for (id, value) in values {
      if let name = binding(requestedBy: id) { bindings[name] = value }
    }
    return bindings
  }
}
