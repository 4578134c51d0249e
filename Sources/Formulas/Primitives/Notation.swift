/// How a function is written in mathematics.
public struct Notation: Sendable {
  /// A call: its values, and the axes it goes along.
  struct Call {
    let arguments: [MathematicalPhrase]
    let below: Mathematics?

    /// An argument; an empty one where it is missing.
    subscript(_ place: Int) -> MathematicalPhrase {
      place < arguments.count ? arguments[place] : MathematicalPhrase(.row([]))
    }
  }

  /// What stands before indices that it goes over; nil if it goes over none.
  let head: Mathematics?
  private let form: @Sendable (Call) -> MathematicalPhrase

  /// Creates a notation.
  init(head: Mathematics? = nil, _ form: @escaping @Sendable (Call) -> MathematicalPhrase) {
    self.head = head
    self.form = form
  }

  /// A function that is called by its name, upright.
  static func named(_ name: String) -> Notation { called(.word(name)) }

  /// The same, where LaTeX has a command of that name.
  static func known(_ name: String) -> Notation { called(.command(name)) }

  private static func called(_ name: Mathematics) -> Notation {
    Notation(head: name) { .function(name, $0.arguments, below: $0.below) }
  }

  /// A large sign before what it goes over.
  static func large(_ sign: MathematicalSign) -> Notation {
    Notation(head: .sign(sign)) { .large(.sign(sign), under: $0.below, $0[0]) }
  }

  /// Its argument between brackets.
  static func fenced(_ fence: MathematicalFence) -> Notation {
    Notation { call in
      let inner = Mathematics.fenced(fence, call[0].mathematics)
      return MathematicalPhrase(
        call.below.map { .script(inner, below: $0, above: nil) } ?? inner)
    }
  }

  /// A letter for a constant, with its shape below.
  static func constant(_ symbol: Mathematics) -> Notation {
    Notation { call in
      MathematicalPhrase(
        call.arguments.isEmpty
          ? symbol : .script(symbol, below: call[0].mathematics, above: nil))
    }
  }

  func phrase(_ arguments: [MathematicalPhrase], below: Mathematics?) -> MathematicalPhrase {
    form(Call(arguments: arguments, below: below))
  }
}
