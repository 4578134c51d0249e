internal import Coursework
internal import Formulas
internal import Tensors

/// What else may be meant by a derivative: right numbers of something that is not asked for.
extension HypothesisStore {
  /// All that there is of it.
  func otherMeanings() -> [Hypothesis] { otherDerivative() + otherConventions() + otherOrders() }

  /// Of a derivative by what a loop computes, the direct one for the total one, and the other way round.
  private func otherDerivative() -> [Hypothesis] {
    guard case .derivative(let output, let variable) = part.quantity, let forward = problem.forward
    else { return [] }
    let (name, isDirect) = DirectVariable.plain(variable)
    guard forward.isRecursion(name),
      let other = ReverseDerivative.jacobian(
        forward, of: output, by: isDirect ? name : DirectVariable.name(of: name),
        inputs: problem.inputs)
    else { return [] }
    let words =
      isDirect
      ? "the total derivative was taken, and all other steps of \(name) are held fast here"
      : "the direct derivative was taken: a step of \(name) also changes those computed after it"
    return [
      Hypothesis(
        .wholeAnswer(isDirect ? .total : .direct), words, rank: 1,
        value: Tensor(shape: part.shape, scalars: part.take(other.scalars)))
    ]
  }

  /// Of a derivative by a symmetric matrix, what others mean by it.
  private func otherConventions() -> [Hypothesis] {
    let axes = SymmetryCheck.matrices(of: part, scope)
    guard let name = axes.first?.name,
      case .derivative(let output, let variable) = part.quantity, let forward = problem.forward,
      let entries = ReverseDerivative.jacobian(
        forward, of: output, by: variable, inputs: problem.inputs)
    else { return [] }
    let asked = part.symmetry?.convention ?? .entries
    return SymmetricConvention.allCases.filter { $0 != asked }.compactMap { convention in
      WholeAnswerChange(rawValue: "convention-\(convention.rawValue)").map { change in
        Hypothesis(
          .wholeAnswer(change),
          "this is the derivative \(convention.words(name)); asked for is the one \(asked.words(name))",
          rank: 1,
          value: Tensor(
            shape: part.shape,
            scalars: part.take(
              entries.scalars, meaning: SymmetricArgument(convention: convention, axes: axes))))
      }
    }
  }

  /// Of a derivative as a matrix, entries that go column by column.
  private func otherOrders() -> [Hypothesis] {
    guard let shapes = part.unflattened, part.taken == nil, shapes.count == 2,
      reference.shape.count <= HypothesisStore.mostEntries
    else { return [] }
    let orders = shapes.map { shape in
      StridedView(of: shape).permuted((0..<shape.rank).reversed()).positions
    }
    return [(true, true), (true, false), (false, true)].map { turnsRows, turnsColumns in
      var value = reference
      let columns = shapes[1].count
      for position in value.scalars.indices {
        let (row, column) = position.quotientAndRemainder(dividingBy: columns)
        value.scalars[position] =
          reference.scalars[
            (turnsRows ? orders[0][row] : row) * columns
              + (turnsColumns ? orders[1][column] : column)]
      }
      return Hypothesis(
        .wholeAnswer(.columnMajor),
        "entries go column by column\(turnsRows && turnsColumns ? "" : turnsRows ? " in the rows' order" : " in the columns' order"), and row by row is asked for",
        rank: 1, value: value)
    }
  }

  /// The derivative of a product taken for the product: by what is differentiated stays as a factor.
  func keptVariable() -> [Hypothesis] {
    guard case .derivative(_, let name) = part.quantity, let variable = scope[name],
      variable.shape == reference.shape
    else { return [] }
    func product(_ factor: Tensor<Double>) -> Tensor<Double> {
      Tensor(shape: reference.shape, scalars: zip(reference.scalars, factor.scalars).map(*))
    }
    let value = product(variable)
    // A relu is its argument where its derivative is not zero: nobody knows which of the two was meant.
    let others = scope.filter { $0.key != name && $0.value.shape == reference.shape }
    guard !others.values.contains(where: { Hypothesis.areEqual(product($0), value) }) else {
      return []
    }
    return [
      Hypothesis(
        .wholeAnswer(.keptVariable), "multiplied by \(name) as well, number by number", rank: 7,
        value: value)
    ]
  }

  /// A given that another part asks a new value for, such as weights after a step: the new value was used here.
  func updatesTooEarly() -> [Hypothesis] {
    guard let formula = part.reference else { return [] }
    return others.flatMap { name, value -> [Hypothesis] in
      guard let other = problem.parts.first(where: { $0.id == name }),
        case .value(nil) = other.quantity, let update = other.reference
      else { return [] }
      return problem.givens.compactMap { given in
        guard given.value.shape == value.shape, given.value.shape.count > 1,
          update.usedSymbols.contains(given.name), formula.usedSymbols.contains(given.name)
        else { return nil }
        return Hypothesis(
          .updatedTooEarly(new: name, old: given.name),
          "\(name) was used in place of \(given.name): the step came too early", rank: 7,
          value: formula.evaluate(scope.merging([given.name: value]) { $1 }))
      }
    }
  }
}
