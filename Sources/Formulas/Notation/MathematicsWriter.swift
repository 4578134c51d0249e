/// One of the two ways to write mathematics down.
public enum MathematicsFormat: String, Sendable, CaseIterable {
  /// LaTeX, for math mode, with amsmath.
  case latex
  /// Presentation MathML, as MathML Core has it.
  case mathml

  /// Writes mathematics within a line of text.
  public func inline(_ mathematics: Mathematics) -> String {
    switch self {
    case .latex: mathematics.latex
    case .mathml: "<math>\(mathematics.mathML)</math>"
    }
  }

  /// Writes lines of their own: LaTeX aligns them at their signs, MathML has an element for each.
  public func display(_ lines: [MathematicalLine]) -> String {
    switch self {
    case .latex:
      return lines.count == 1
        ? lines[0].latex(aligned: false)
        : "\\begin{aligned}\n" + lines.map { $0.latex(aligned: true) }.joined(separator: " \\\\\n")
          + "\n\\end{aligned}"
    case .mathml:
      return lines.map { "<math display=\"block\">\($0.mathML)</math>" }.joined(separator: "\n")
    }
  }
}

extension MathematicalLine {
  fileprivate func latex(aligned: Bool) -> String {
    let mark = aligned ? "&" : ""
    let start = left.map { $0.latex + (aligned ? " &" : "") + sign.latex } ?? mark
    return start + right.latex.drop { $0 == " " }
  }

  fileprivate var mathML: String {
    let parts = (left.map { [$0, .sign(sign)] } ?? []) + [right]
    return Mathematics.row(parts).mathML
  }
}

extension Mathematics {
  fileprivate var latex: String {
    switch self {
    case .number(let text): return text
    case .letter(let letter, let isBold):
      guard isBold else { return letter.latex }
      return letter.latex.hasPrefix("\\")
        ? "\\boldsymbol{\(letter.latex)}" : "\\mathbf{\(letter.latex)}"
    case .word(let word): return "\\operatorname{\(word.replacing("_", with: "\\_"))}"
    case .command(let name): return "\\" + name
    case .text(let text): return "\\text{\(text)}"
    case .sign(let sign): return sign.latex
    case .row(let items):
      return items.reduce(into: "") { text, item in
        let next = item.latex
        // A command ends where no letter follows.
        let needsSpace = text.last?.isLetter == true && next.first?.isLetter == true
        text += (needsSpace ? " " : "") + next
      }
    case .fenced(let fence, let inner):
      let (open, close) = fence.latex
      return "\\left\(open)\(inner.latex)\\right\(close)"
    case .fraction(let over, let under): return "\\frac{\(over.latex)}{\(under.latex)}"
    case .root(let inner): return "\\sqrt{\(inner.latex)}"
    case .script(let base, let below, let above):
      let isPlain = if case .letter(_, isBold: false) = base { true } else { false }
      return (isPlain ? base.latex : "{\(base.latex)}") + (below.map { "_{\($0.latex)}" } ?? "")
        + (above.map { "^{\($0.latex)}" } ?? "")
    case .limits(let base, let under, let over):
      return base.latex + (under.map { "_{\($0.latex)}" } ?? "")
        + (over.map { "^{\($0.latex)}" } ?? "")
    case .accent(let accent, let base): return "\\\(accent.rawValue){\(base.latex)}"
    case .cases(let condition, let value, let otherwise):
      return "\\begin{cases}\(value.latex) & \\text{if } \(condition.latex) \\\\ "
        + "\(otherwise.latex) & \\text{else}\\end{cases}"
    }
  }

  /// One element.
  fileprivate var mathML: String {
    switch self {
    case .number(let text): return "<mn>\(text)</mn>"
    case .letter(let letter, let isBold):
      return isBold
        ? "<mi mathvariant=\"normal\">\(letter.bold)</mi>" : "<mi>\(letter.character)</mi>"
    case .word(let word), .command(let word): return "<mi mathvariant=\"normal\">\(word)</mi>"
    case .text(let text): return "<mtext>\(text.replacing(" ", with: "\u{A0}"))</mtext>"
    case .sign(let sign): return sign.mathML
    case .row(let items): return "<mrow>" + items.map(\.mathML).joined() + "</mrow>"
    case .fenced(let fence, let inner):
      let (open, close) = fence.characters
      return "<mrow><mo fence=\"true\" stretchy=\"true\">\(open)</mo>\(inner.mathML)"
        + "<mo fence=\"true\" stretchy=\"true\">\(close)</mo></mrow>"
    case .fraction(let over, let under): return "<mfrac>\(over.mathML)\(under.mathML)</mfrac>"
    case .root(let inner): return "<msqrt>\(inner.mathML)</msqrt>"
    case .script(let base, let below, let above):
      return Mathematics.element("sub", "sup", "subsup", base, below, above)
    case .limits(let base, let under, let over):
      return Mathematics.element("under", "over", "underover", base, under, over)
    case .accent(let accent, let base):
      return
        "<mover accent=\"true\">\(base.mathML)<mo stretchy=\"false\">\(accent.character)</mo></mover>"
    case .cases(let condition, let value, let otherwise):
      let row = { (value: Mathematics, when: String) in
        "<mtr><mtd>\(value.mathML)</mtd><mtd><mrow>\(when)</mrow></mtd></mtr>"
      }
      return "<mrow><mo fence=\"true\" stretchy=\"true\">{</mo><mtable>"
        + row(value, "<mtext>if&#xA0;</mtext>" + condition.mathML)
        + row(otherwise, "<mtext>else</mtext>") + "</mtable></mrow>"
    }
  }

  private static func element(
    _ low: String, _ high: String, _ both: String, _ base: Mathematics, _ below: Mathematics?,
    _ above: Mathematics?
  ) -> String {
    let name = below == nil ? high : above == nil ? low : both
    let inner = base.mathML + (below?.mathML ?? "") + (above?.mathML ?? "")
    return below == nil && above == nil ? base.mathML : "<m\(name)>\(inner)</m\(name)>"
  }
}

extension MathematicalAccent {
  fileprivate var character: Character {
    switch self {
    case .hat: "^"
    case .bar: "¯"
    case .tilde: "~"
    }
  }
}

extension MathematicalFence {
  fileprivate var latex: (String, String) {
    switch self {
    case .parentheses: ("(", ")")
    case .brackets: ("[", "]")
    case .bars: ("|", "|")
    case .doubleBars: ("\\|", "\\|")
    }
  }
  fileprivate var characters: (String, String) {
    switch self {
    case .parentheses: ("(", ")")
    case .brackets: ("[", "]")
    case .bars: ("|", "|")
    case .doubleBars: ("‖", "‖")
    }
  }
}

extension MathematicalSign {
  fileprivate var latex: String {
    switch self {
    case .plus: " + "
    case .minus: " - "
    case .times: " \\times "
    case .entrywise: " \\odot "
    case .tensor: " \\otimes "
    case .dot: " \\cdot "
    case .thinSpace: " \\, "
    case .comma: ", "
    case .colon: "{:}"
    case .wideSpace: " \\quad "
    case .equals: " = "
    case .notEqual: " \\ne "
    case .less: " < "
    case .lessOrEqual: " \\le "
    case .greater: " > "
    case .greaterOrEqual: " \\ge "
    case .added: " \\mathrel{+}= "
    case .and: " \\wedge "
    case .sum: "\\sum"
    case .product: "\\prod"
    case .partial: "\\partial "
    case .transposed: "\\top"
    case .all: "\\cdot"
    }
  }

  fileprivate var mathML: String {
    switch self {
    case .thinSpace: "<mspace width=\"0.17em\"></mspace>"
    case .wideSpace: "<mspace width=\"1em\"></mspace>"
    case .sum, .product: "<mo movablelimits=\"false\">\(character)</mo>"
    // An operator would take space for operands.
    case .partial, .transposed, .all: "<mi mathvariant=\"normal\">\(character)</mi>"
    default: "<mo>\(character)</mo>"
    }
  }

  private var character: String {
    switch self {
    case .plus: "+"
    case .minus: "−"
    case .times: "×"
    case .entrywise: "⊙"
    case .tensor: "⊗"
    case .dot, .all: "·"
    case .thinSpace, .wideSpace: ""
    case .comma: ","
    case .colon: ":"
    case .equals: "="
    case .notEqual: "≠"
    case .less: "&lt;"
    case .lessOrEqual: "≤"
    case .greater: "&gt;"
    case .greaterOrEqual: "≥"
    case .added: "+="
    case .and: "∧"
    case .sum: "∑"
    case .product: "∏"
    case .partial: "∂"
    case .transposed: "⊤"
    }
  }
}
