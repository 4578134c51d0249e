import Formulas

/// Recursions, one entry at a time: what has no value yet is not a number.
extension FormulaInterpreter {
  /// Whether a statement gives one step of a name its value: `h[0] = …`, or `h[t] = …` in a loop.
  mutating func isStep(_ statement: FormulaStatement) -> Bool {
    guard let target = statement.target, let places = target.indices, !target.accumulates else {
      return false
    }
    if statement.binders.contains(where: \.isLoop) { return true }
    guard names[target.name] == nil || growing.contains(target.name) else { return false }
    for place in places where wholeNumber(place) != nil { return true }
    return false
  }

  /// Carries out a first value, or the loop that begins at a position.
  mutating func runSteps(_ formula: Formula, at position: Int) {
    let statement = formula.statements[position]
    guard let loop = statement.binders.first(where: \.isLoop) else {
      write(statement, in: formula)
      return
    }
    if position > 0, formula.statements[position - 1].binders.contains(loop) { return }
    let group = formula.statements[position...].prefix { $0.binders.contains(loop) }
    let range = (wholeNumber(loop.first) ?? 0)..<(wholeNumber(loop.bound) ?? 0)
    for step in loop.order == .up ? Array(range) : range.reversed() {
      indices[loop.name] = step
      for statement in group { write(statement, in: formula) }
    }
    indices[loop.name] = nil
  }

  /// Gives one step of a name its value.
  private mutating func write(_ statement: FormulaStatement, in formula: Formula) {
    guard let target = statement.target, let places = target.indices else { return }
    let others = statement.binders.filter { !$0.isLoop }.map {
      ($0.name, wholeNumber($0.bound) ?? 0)
    }
    if names[target.name] == nil {
      let tail = others.isEmpty ? value(statement.value).shape : []
      let extents = places.map { place in
        others.first { $0.0 == place.description }?.1 ?? lastStep(of: target.name, in: formula) + 1
      }
      let shape = extents + tail
      names[target.name] = NestedArray(
        shape, [Double](repeating: .nan, count: shape.reduce(1, *)))
      growing.insert(target.name)
    }
    for choice in NestedArray.indices(others.map(\.1)) {
      for (other, place) in zip(others, choice) { indices[other.0] = place }
      let index = places.map { wholeNumber($0) ?? -1 }
      let entry = value(statement.value)
      for inner in NestedArray.indices(entry.shape) {
        names[target.name]?[index + inner] = entry[inner]
      }
    }
    for other in others { indices[other.0] = nil }
  }

  /// The last index at which any statement writes a name.
  private mutating func lastStep(of name: String, in formula: Formula) -> Int {
    var last = -1
    for statement in formula.statements {
      guard let target = statement.target, target.name == name, let places = target.indices else {
        continue
      }
      let saved = indices
      let loop = statement.binders.first(where: \.isLoop)
      for end in [wholeNumber(loop?.first), wholeNumber(loop?.bound).map { $0 - 1 }] {
        if let loop { indices[loop.name] = end }
        for place in places
        where !statement.binders.contains(where: { !$0.isLoop && $0.name == place.description }) {
          last = max(last, wholeNumber(place) ?? -1)
        }
      }
      indices = saved
    }
    return last
  }
}
