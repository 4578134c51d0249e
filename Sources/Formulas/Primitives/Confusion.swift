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
  /// The functions that it is taken for.
  let with: [String]

  /// What people do to a function; nothing unless it is said.
  public init(
    isLeftOut: Bool = false, losesOperands: Bool = false, isReductionLost: Bool = false,
    takesOneSample: Bool = false, swapsOperands: Bool = false, with others: [String] = []
  ) {
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
