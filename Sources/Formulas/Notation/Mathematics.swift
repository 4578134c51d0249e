/// A formula as it is set in mathematics: what LaTeX and MathML have in common.
public indirect enum Mathematics: Sendable, Equatable {
  /// A numeral.
  case number(String)
  /// One letter, slanted, or bold for a matrix.
  case letter(MathematicalLetter, isBold: Bool)
  /// A word of several letters, upright: a name, or a function.
  case word(String)
  /// A function that LaTeX has a command for.
  case command(String)
  /// Words of a sentence.
  case text(String)
  /// A sign between or before operands.
  case sign(MathematicalSign)
  /// One after the other.
  case row([Mathematics])
  /// Something between a pair of brackets that grow with it.
  case fenced(MathematicalFence, Mathematics)
  /// A fraction.
  case fraction(Mathematics, Mathematics)
  /// A square root.
  case root(Mathematics)
  /// A base with what stands below and above at its right.
  case script(Mathematics, below: Mathematics?, above: Mathematics?)
  /// A large sign or a word with what stands under and over it.
  case limits(Mathematics, under: Mathematics?, over: Mathematics?)
  /// A mark over a letter.
  case accent(MathematicalAccent, Mathematics)
  /// One of two values, by a condition.
  case cases(condition: Mathematics, Mathematics, otherwise: Mathematics)
}

/// A letter in both notations.
public struct MathematicalLetter: Sendable, Equatable {
  /// Its command or itself.
  let latex: String
  /// The character.
  let character: Character
}

/// A mark over a letter.
public enum MathematicalAccent: String, Sendable {
  case hat, bar, tilde
}

/// Brackets.
public enum MathematicalFence: Sendable {
  case parentheses, brackets, bars, doubleBars
}

/// A sign in both notations.
public enum MathematicalSign: String, Sendable, CaseIterable {
  case plus, minus, times, entrywise, tensor, dot, thinSpace, comma, colon, wideSpace
  case equals, notEqual, less, lessOrEqual, greater, greaterOrEqual, added, and
  case sum, product, partial, transposed, all
}

/// One line of a formula: a definition, or an expression.
public struct MathematicalLine: Sendable, Equatable {
  /// What is defined; nil for a bare expression.
  public let left: Mathematics?
  /// The sign between.
  public let sign: MathematicalSign
  /// The value.
  public let right: Mathematics

  /// Creates a line.
  public init(left: Mathematics?, sign: MathematicalSign = .equals, right: Mathematics) {
    self.left = left
    self.sign = sign
    self.right = right
  }
}
