/// What people do to a function by mistake.
public struct Confusion: Sendable {
  /// Whether its argument is handed on as if the function were not there.
  let isLeftOut: Bool
  /// Whether either operand is handed on as if the other were not there.
  let losesOperands: Bool
  /// Whether it is a reduction that is left out, so that the answer has more entries.
  let isReductionLost: Bool
  /// Whether one sample stands for all along the axis.
  let takesOneSample: Bool
  /// Whether its operands are swapped.
  let swapsOperands: Bool
  /// Whether it is taken for one that leaks where it gives 0.
  let leaks: Bool
  /// Whether it is squared where one operand is 0: a hinge that became a squared one.
  let isSquaredHinge: Bool
  /// Whether, of a probability, it comes with that of one minus the probability.
  let hasComplement: Bool
  /// The functions that it is taken for.
  let with: [String]
  /// By what its argument is multiplied where it should not be.
  let scaledArguments: [Scaling]
  /// By what its result is multiplied where it should not be.
  let scaledResults: [Scaling]

  /// A factor that a function's argument or result gets by mistake.
  struct Scaling: Sendable {
    let kind: String
    let phrase: String
    /// The factor as a formula writes it.
    let factor: String

    static let sign = Scaling(
      kind: "argument-sign", phrase: "the sign of the argument is flipped", factor: "-1")
    static let baseTwo = Scaling(
      kind: "base-2", phrase: "the base is 2, not e", factor: "0.6931471805599453")
    static let baseTen = Scaling(
      kind: "base-10", phrase: "the base is 10, not e", factor: "2.302585092994046")
    static let logTwo = Scaling(
      kind: "base-2", phrase: "the base is 2, not e", factor: "1.4426950408889634")
    static let logTen = Scaling(
      kind: "base-10", phrase: "the base is 10, not e", factor: "0.4342944819032518")
  }

  /// What people do to a function; nothing unless it is said.
  public init(
    isLeftOut: Bool = false, losesOperands: Bool = false, isReductionLost: Bool = false,
    takesOneSample: Bool = false, swapsOperands: Bool = false, with others: [String] = []
  ) {
    self.init(
      isLeftOut: isLeftOut, losesOperands: losesOperands, isReductionLost: isReductionLost,
      takesOneSample: takesOneSample, swapsOperands: swapsOperands, with: others,
      scaledArguments: [], scaledResults: [])
  }

  init(
    isLeftOut: Bool = false, losesOperands: Bool = false, isReductionLost: Bool = false,
    takesOneSample: Bool = false, swapsOperands: Bool = false, leaks: Bool = false,
    isSquaredHinge: Bool = false, hasComplement: Bool = false, with others: [String] = [],
    scaledArguments: [Scaling] = [],
    scaledResults: [Scaling] = []
  ) {
    self.scaledArguments = scaledArguments
    self.scaledResults = scaledResults
    self.leaks = leaks
    self.hasComplement = hasComplement
    self.isSquaredHinge = isSquaredHinge
    self.isLeftOut = isLeftOut
    self.losesOperands = losesOperands
    self.isReductionLost = isReductionLost
    self.takesOneSample = takesOneSample
    self.swapsOperands = swapsOperands
    with = others
  }

  /// Nothing.
  static let none = Confusion()
  /// The function may be forgotten.
  static let leftOut = Confusion(isLeftOut: true)
}
