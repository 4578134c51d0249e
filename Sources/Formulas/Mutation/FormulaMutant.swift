/// Which edit of a formula was made: two edits are the same only if they were made at the same place.
public struct EditID: Sendable, Hashable {
  /// The number of the statement.
  public let statement: Int
  /// The way from the statement's right side to the edited expression, a child's number a step; nil if the
  /// statement as a whole was edited.
  public let path: [Int]?
  /// The kind, with the operand's name where that is needed: `sign`, `term-lost.t`.
  public let kind: String
  /// The number of the edit among those of its place.
  let number: Int

  /// Edits of one place differ in their numbers: hashing words takes longer.
  public func hash(into hasher: inout Hasher) {
    hasher.combine((path ?? [-1]).reduce(31 &* statement &+ number) { 31 &* $0 &+ $1 })
  }
}

/// A formula with one thing wrong in it.
public final class FormulaMutant: Sendable {
  /// Which edit it is.
  public let id: EditID
  /// What is wrong: a stable word, with the place in the formula where that is needed.
  ///
  /// Such as `term-lost.t`; it holds no number of the inputs.
  public var note: String { id.kind }
  /// What is wrong, in a sentence.
  public var says: String { edit.phrase }
  /// What was computed, and what belongs there; empty if the sentence says it all.
  public var formulas: String { edit.formulas }
  /// What other formulas may share of the edit; nil if nothing.
  public var misreading: FormulaMisreading? { edit.misreading(primitives) }
  let edit: FormulaEdit
  let primitives: PrimitiveTable
  /// Whether it changes so little that no rounding need be told from it.
  public var isSlight: Bool { edit.isSlight }
  /// How far the edit is from what people do first: of equal formulas the one with the lowest is named.
  public var rank: Int { edit.rank }
  /// How deep in the formula the edit is: of equal ones the shallowest is named.
  public let depth: Int
  /// The wrong formula.
  public let formula: Formula

  init(
    id: EditID, edit: FormulaEdit, primitives: PrimitiveTable, depth: Int, formula: Formula
  ) {
    self.id = id
    self.edit = edit
    self.primitives = primitives
    self.depth = depth
    self.formula = formula
  }
}

/// One edit of an expression.
struct FormulaEdit: Sendable {
  let note: String
  let phrase: String
  let rank: Int
  let before: FormulaExpression
  let after: FormulaExpression
  /// What somebody wrote who computed that.
  let written: FormulaExpression
  /// Whether it changes so little that no rounding need be told from it.
  let isSlight: Bool

  init(
    _ note: String, _ phrase: String, rank: Int, _ before: FormulaExpression,
    _ after: FormulaExpression, writtenAs written: FormulaExpression? = nil,
    isSlight: Bool = false
  ) {
    self.written = written ?? after
    self.isSlight = isSlight
    self.note = note
    self.phrase = phrase
    self.rank = rank
    self.before = before
    self.after = after
  }

  /// What was computed, and what belongs there; empty if nothing in the formula was replaced.
  var formulas: String {
    before == after
      ? "" : "\(FormulaEdit.shown(written)) in place of \(FormulaEdit.shown(before))"
  }

  static func shown(_ expression: FormulaExpression) -> String {
    let text = expression.description
    return text.count <= 60 ? text : text.prefix(59) + "…"
  }
}
