/// Mathematics with what decides about brackets around it.
public struct MathematicalPhrase: Sendable {
  /// How tightly an expression holds together.
  enum Binding: Int, Comparable, Sendable {
    case comparison, sum, outer, entrywise, product, sign, fraction, power, atom

    static func < (a: Binding, b: Binding) -> Bool { a.rawValue < b.rawValue }
  }

  /// What a phrase begins with, where it matters to what stands before it.
  enum Beginning: Sendable {
    /// A numeral must not touch another one, and a minus no other sign.
    case numeral, minus, other
  }

  /// The phrase without brackets around it.
  public let mathematics: Mathematics
  let binding: Binding
  let beginning: Beginning
  /// Whether a large sign in it would take what follows for its own.
  let isOpen: Bool

  init(
    _ mathematics: Mathematics, _ binding: Binding = .atom, beginning: Beginning = .other,
    isOpen: Bool = false
  ) {
    self.mathematics = mathematics
    self.binding = binding
    self.beginning = beginning
    self.isOpen = isOpen
  }

  /// The phrase where something binds at least so tightly, in parentheses if it does not itself.
  func within(_ least: Binding) -> Mathematics {
    binding < least ? .fenced(.parentheses, mathematics) : mathematics
  }

  /// The phrase where something follows it.
  private func followed(_ least: Binding) -> Mathematics {
    isOpen ? .fenced(.parentheses, mathematics) : within(least)
  }

  /// The phrase where a sign stands before it.
  private func signed(_ least: Binding) -> Mathematics {
    beginning == .minus ? .fenced(.parentheses, mathematics) : within(least)
  }

  /// What it begins with where something follows it.
  private func beginning(_ least: Binding) -> Beginning {
    binding >= least && !isOpen ? beginning : .other
  }

  /// Two phrases with a sign of sums between.
  static func sum(_ left: MathematicalPhrase, _ sign: MathematicalSign, _ right: MathematicalPhrase)
    -> MathematicalPhrase
  {
    MathematicalPhrase(
      .row([
        left.followed(.sum), .sign(sign), right.signed(sign == .minus ? .outer : .sum),
      ]), .sum, beginning: left.beginning(.sum), isOpen: right.isOpen)
  }

  /// A product: entry by entry with a sign of its own, else one beside the other.
  static func product(
    _ left: MathematicalPhrase, _ right: MathematicalPhrase, isEntrywise: Bool = false
  ) -> MathematicalPhrase {
    let least = Binding.fraction
    let touches = right.beginning(least) == .numeral || right.binding == .fraction && left.isNumber
    let sign: MathematicalSign = isEntrywise ? .entrywise : touches ? .dot : .thinSpace
    // What stands side by side holds together more tightly than what goes entry by entry.
    let binding: Binding = isEntrywise ? .entrywise : .product
    return MathematicalPhrase(
      .row([left.followed(binding), .sign(sign), right.opened(least)]), binding,
      beginning: left.beginning(binding), isOpen: right.isOpen)
  }

  /// Each entry of one vector with each of another.
  static func outer(_ left: MathematicalPhrase, _ right: MathematicalPhrase) -> MathematicalPhrase {
    MathematicalPhrase(
      .row([left.followed(.fraction), .sign(.tensor), right.within(.fraction)]), .outer,
      beginning: left.beginning(.fraction))
  }

  /// A large sign may stand last without brackets.
  private func opened(_ least: Binding) -> Mathematics {
    isOpen && binding == .product && isLargeSign ? mathematics : within(least)
  }

  private var isLargeSign: Bool {
    guard case .row(let items) = mathematics, case .limits? = items.first else { return false }
    return true
  }

  private var isNumber: Bool { if case .number = mathematics { true } else { false } }

  static func fraction(_ over: MathematicalPhrase, _ under: MathematicalPhrase)
    -> MathematicalPhrase
  {
    MathematicalPhrase(.fraction(over.mathematics, under.mathematics), .fraction)
  }

  static func negated(_ operand: MathematicalPhrase) -> MathematicalPhrase {
    MathematicalPhrase(
      .row([.sign(.minus), operand.signed(.outer)]), .sign, beginning: .minus,
      isOpen: operand.isOpen)
  }

  static func power(_ base: MathematicalPhrase, _ exponent: Mathematics) -> MathematicalPhrase {
    // An index and an exponent stand one above the other.
    if base.binding == .atom, case .script(let inner, let below?, above: nil) = base.mathematics {
      return MathematicalPhrase(.script(inner, below: below, above: exponent), .power)
    }
    return MathematicalPhrase(
      .script(base.within(.atom), below: nil, above: exponent), .power,
      beginning: base.beginning(.atom))
  }

  /// A function applied to arguments, with what stands below its name.
  static func function(
    _ name: Mathematics, _ arguments: [MathematicalPhrase], below: Mathematics? = nil
  ) -> MathematicalPhrase {
    let head = below.map { Mathematics.script(name, below: $0, above: nil) } ?? name
    let list = Mathematics.list(arguments.map(\.mathematics))
    return MathematicalPhrase(
      .row([head, arguments.isEmpty ? .row([]) : .fenced(.parentheses, list)]), .power)
  }

  /// A large sign, such as a sum's, before what it goes over.
  static func large(
    _ sign: Mathematics, under: Mathematics?, over: Mathematics? = nil, _ body: MathematicalPhrase
  ) -> MathematicalPhrase {
    MathematicalPhrase(
      .row([
        .limits(sign, under: under, over: over), .sign(.thinSpace),
        body.signed(.entrywise),
      ]),
      .product, isOpen: true)
  }

  /// 1 where a condition holds, else 0.
  static func bracketed(_ condition: Mathematics) -> MathematicalPhrase {
    MathematicalPhrase(.fenced(.brackets, condition))
  }
}
