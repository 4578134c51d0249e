extension Mathematics {
  /// A name of a formula as mathematics: `W1` has an index, `lambda` is Greek, `dL_dW` is a derivative.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - isBold: Whether a name is one of a matrix that is set in bold.
  ///   - isWhole: Whether a name is set upright as it is, because with an index it would be another one.
  /// - Returns: The name as it is set.
  public static func named(
    _ name: String, isBold: (String) -> Bool = { _ in false },
    isWhole: (String) -> Bool = { _ in false }
  ) -> Mathematics {
    if let (output, variable) = derivative(name) {
      return self.derivative(
        of: named(output, isBold: isBold, isWhole: isWhole),
        by: named(variable, isBold: isBold, isWhole: isWhole))
    }
    guard !isWhole(name) else { return .word(name) }
    var pieces = name.split(separator: "_").map(String.init)
    guard !pieces.isEmpty else { return .word(name) }
    let first = pieces.removeFirst()
    let end = first.lastIndex { !$0.isNumber }.map(first.index(after:)) ?? first.startIndex
    let digits = String(first[end...])
    var head = String(first[..<end])
    var accent: MathematicalAccent?
    if let last = pieces.last.flatMap(MathematicalAccent.init) {
      accent = last
      pieces.removeLast()
    } else if let known = [MathematicalAccent.hat, .bar, .tilde].first(where: {
      head.hasSuffix($0.rawValue)
        && MathematicalLetter(String(head.dropLast($0.rawValue.count))) != nil
    }) {
      accent = known
      head = String(head.dropLast(known.rawValue.count))
    }
    guard !head.isEmpty else { return .word(name) }
    var base =
      MathematicalLetter(head).map { Mathematics.letter($0, isBold: isBold(name)) } ?? .word(head)
    if let accent { base = .accent(accent, base) }
    let indices =
      (digits.isEmpty ? [] : [Mathematics.number(digits)])
      + pieces.map { piece in
        piece.allSatisfy(\.isNumber) ? .number(piece) : named(piece)
      }
    return indices.isEmpty ? base : .script(base, below: labels(indices), above: nil)
  }

  /// What stands below a name: words one after the other, anything else with commas.
  private static func labels(_ items: [Mathematics]) -> Mathematics {
    guard items.count > 1 else { return list(items) }
    var row = [items[0]]
    for (before, item) in zip(items, items.dropFirst()) {
      if case .word = before, case .word = item {
        row.append(.sign(.thinSpace))
      } else {
        row.append(.sign(.comma))
      }
      row.append(item)
    }
    return .row(row)
  }

  /// An array of zeros or ones: bold, to tell it from the number.
  static func boldDigit(_ value: Double) -> Mathematics {
    let digit = value == 0 ? "0" : "1"
    return .letter(
      MathematicalLetter(latex: digit, character: Character(digit)), isBold: true)
  }

  /// A partial derivative.
  public static func derivative(of output: Mathematics, by variable: Mathematics) -> Mathematics {
    .fraction(.row([.sign(.partial), output]), .row([.sign(.partial), variable]))
  }

  /// A second derivative: by one quantity twice, or by two.
  public static func secondDerivative(
    of output: Mathematics, by first: Mathematics, and second: Mathematics, isSame: Bool
  ) -> Mathematics {
    let two = Mathematics.number("2")
    return .fraction(
      .row([.script(.sign(.partial), below: nil, above: two), output]),
      .row(
        isSame
          ? [.sign(.partial), .script(first, below: nil, above: two)]
          : [.sign(.partial), first, .sign(.thinSpace), .sign(.partial), second]))
  }

  /// Items with commas between.
  static func list(_ items: [Mathematics]) -> Mathematics {
    guard items.count != 1 else { return items[0] }
    return .row(
      items.enumerated().flatMap { index, item in index == 0 ? [item] : [.sign(.comma), item] })
  }

  /// What `dL_dW` is the derivative of, and by what; nil for other names.
  private static func derivative(_ name: String) -> (String, String)? {
    guard name.first == "d" else { return nil }
    let pieces = name.dropFirst().split(separator: "_", maxSplits: 1)
    guard pieces.count == 2, pieces[1].first == "d" else { return nil }
    let (output, variable) = (String(pieces[0]), String(pieces[1].dropFirst()))
    guard output.first?.isLetter == true, variable.first?.isLetter == true else { return nil }
    return (output, variable)
  }
}

extension MathematicalLetter {
  /// A letter by itself, or a Greek one by its name; nil for any other word.
  init?(_ word: String) {
    if let letter = word.first, word.utf8.count == 1, letter.isLetter {
      self.init(latex: word, character: letter)
    } else if let greek = MathematicalLetter.greek[word] {
      self.init(latex: "\\" + word, character: greek)
    } else {
      return nil
    }
  }

  private static let greek: [String: Character] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "ϕ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
  ]

  /// The letter as it is set in bold: a character of its own, because MathML has no bold variant any more.
  var bold: Character {
    guard let scalar = character.unicodeScalars.first?.value else { return character }
    let moved: UInt32? =
      switch scalar {
      case 0x41...0x5A: scalar - 0x41 + 0x1D400
      case 0x30...0x39: scalar - 0x30 + 0x1D7CE
      case 0x61...0x7A: scalar - 0x61 + 0x1D41A
      case 0x391...0x3A9: scalar - 0x391 + 0x1D6A8
      case 0x3B1...0x3C9: scalar - 0x3B1 + 0x1D6C2
      case 0x3F5: 0x1D6DC
      case 0x3D5: 0x1D6DF
      default: nil
      }
    return moved.flatMap(Unicode.Scalar.init).map(Character.init) ?? character
  }
}
