/// Whether a class is the label's, over how many classes are: not a number where the label is none of them.
enum LabelShare: BinaryRule {
  static var linearity: Linearity { .quotient }
  static func words(_ a: String, _ b: String) -> String {
    "a label or an index that is none of its axis"
  }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a / b }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { Quotient.slopes(a, b) }
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)? {
    Quotient.curvatures(a, b)
  }
}
