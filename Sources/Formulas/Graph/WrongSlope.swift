internal import RealModule

/// What people take for the derivative of a function by mistake.
struct WrongSlope: Sendable {
  /// A stable word.
  let kind: String
  /// What was done, in a sentence.
  let phrase: String
  /// Whether the sentence is about the other operand, which is named where it has a name.
  let namesOther: Bool
  /// Of the operands, what stands in place of the derivative.
  let slope: @Sendable (_ a: Double, _ b: Double) -> Double

  init(
    _ kind: String, _ phrase: String, namesOther: Bool = false,
    slope: @escaping @Sendable (_ a: Double, _ b: Double) -> Double
  ) {
    self.kind = kind
    self.phrase = phrase
    self.namesOther = namesOther
    self.slope = slope
  }

  /// The same for a function of one number.
  init(_ kind: String, _ phrase: String, slope: @escaping @Sendable (_ x: Double) -> Double) {
    self.init(kind, phrase) { x, _ in slope(x) }
  }

  /// Mistakes that any function of one number invites.
  static func common<R: UnaryRule>(of rule: R.Type) -> [WrongSlope] {
    let word = R.word
    return [
      WrongSlope("left-out", "the derivative of \(word) is left out") { _ in 1 },
      WrongSlope("value", "\(word) itself was taken for its derivative") { R.value($0) },
      WrongSlope("at-value", "the derivative of \(word) was taken at its value, not its argument") {
        R.slope(R.value($0))
      },
      WrongSlope("twice", "the derivative of \(word) was multiplied in twice") {
        R.slope($0) * R.slope($0)
      },
      WrongSlope("argument", "the argument of \(word) was taken for its derivative") { $0 },
      WrongSlope("divided", "divided by the derivative of \(word), not multiplied") {
        1 / R.slope($0)
      },
      WrongSlope("sign", "the sign of the derivative of \(word) is flipped") { -R.slope($0) },
    ]
  }

  /// Mistakes that a power with a whole exponent invites.
  static func ofPower(_ exponent: Int) -> [WrongSlope] {
    let n = Double(exponent)
    return [
      WrongSlope("left-out", "the derivative of the power is left out") { _ in 1 },
      WrongSlope("exponent-lost", "the exponent is lost when the power is differentiated") {
        Double.pow($0, exponent - 1)
      },
      WrongSlope("exponent-kept", "the exponent is not lowered when the power is differentiated") {
        n * Double.pow($0, exponent)
      },
      WrongSlope("value", "the power itself was taken for its derivative") {
        Double.pow($0, exponent)
      },
    ]
  }
}

/// What people hand on through a function of rows by mistake.
struct WrongPullback: Sendable {
  /// A stable word.
  let kind: String
  /// What was done, in a sentence.
  let phrase: String
  /// Adds what computes the wrong gradient by the argument.
  let pullback: @Sendable (inout FormulaGraph, RowsNode) -> NodeID
  /// Whether it leaves zeros where the right gradient has none.
  let leavesZeros: Bool

  init(
    _ kind: String, _ phrase: String, leavesZeros: Bool = false,
    pullback: @escaping @Sendable (inout FormulaGraph, RowsNode) -> NodeID
  ) {
    self.kind = kind
    self.phrase = phrase
    self.pullback = pullback
    self.leavesZeros = leavesZeros
  }
}
