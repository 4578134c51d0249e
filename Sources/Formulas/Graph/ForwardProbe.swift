public import Tensors

/// Everything that is asked for of a forward, for changing values of one of its steps.
public final class ForwardProbe {
  private let derived: DerivedForward
  private let evaluator: FormulaEvaluator<Double>
  /// The step.
  public let node: NodeID?
  /// The step's right value; empty if there is none.
  public let step: Tensor<Double>

  init(_ derived: DerivedForward, _ evaluator: FormulaEvaluator<Double>, _ node: NodeID?) {
    self.derived = derived
    self.evaluator = evaluator
    self.node = node
    step = node.map { evaluator.value(of: $0) } ?? Tensor(repeating: 0, shape: Shape([0]))
  }

  /// Whether a slip at the step says something, and is not that of a few numbers by themselves, or of all: that all
  /// signs were flipped, or the step was lost, is another slip.
  public func isTelling(_ slip: ValueSlip) -> Bool {
    guard slip.leastNegatives > 0 else { return true }
    return step.scalars.count { $0 < 0 } >= slip.leastNegatives
      && step.scalars.contains { $0 > 0 }
  }

  /// What is asked for as things stand.
  public var values: ForwardValues { derived.read(evaluator) }

  /// What is asked for if a step is computed wrongly; nil if the slip changes nothing that it could.
  ///
  /// The probe must be at the slip's step.
  public func values(after slip: ValueSlip) -> ForwardValues? {
    guard node == slip.site,
      let wrong = slip.change(step, derived.operands(of: slip.site, in: evaluator)),
      wrong.isFinite, wrong.shape == step.shape, wrong.scalars != step.scalars
    else { return nil }
    return values(at: wrong)
  }

  /// What is asked for if the step has another value.
  public func values(at value: Tensor<Double>) -> ForwardValues {
    if let node {
      let memory = evaluator.memory(of: node)
      for (position, scalar) in value.scalars.enumerated() where position < memory.count {
        memory[position] = scalar
      }
      evaluator.run()
    }
    return derived.read(evaluator)
  }
}
