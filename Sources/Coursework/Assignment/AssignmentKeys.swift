/// The keys that an assignment's file may have: what the reader takes, and what editors are told.
public struct AssignmentKeys: Sendable {
  /// What stands after a key.
  enum Value: Sendable {
    case text
    case formula
    case number(least: Double, most: Double?)
    case count(least: Int, most: Int?)
    case flag
    case words([String])
    case moment
    /// A length of time such as `1h`.
    case span
    /// A share such as `10%`.
    case percent
    /// Names of the writer's own, each with such a value.
    indirect case names(of: Value)
    indirect case list(of: Value)
    indirect case anyOf([Value])
    /// A mapping of this table.
    case mapping(String)
    /// Numbers: one, or lists within lists.
    case numbers
  }

  /// A key.
  struct Key: Sendable {
    let name: String
    let value: Value
    let isRequired: Bool
    let help: String

    init(_ name: String, _ value: Value, isRequired: Bool = false, _ help: String) {
      self.name = name
      self.value = value
      self.isRequired = isRequired
      self.help = help
    }
  }

  private static let rules: [Key] = [
    Key("points", .number(least: 0, most: 1e6), "the points of a part, 1 unless set"),
    Key("bonus", .flag, "whether the points of a part come on top of the assignment's"),
    Key("tolerance", .mapping("tolerance"), "how far answers may be off"),
    Key(
      "layouts", .list(of: .words(AnswerLayouts.Layout.allCases.map(\.rawValue))),
      "which layouts are right"),
    Key(
      "kinks", .words(["interval", "convention", "exclude"]),
      "what is right where the forward has a kink"),
    Key(
      "partial-credit", .anyOf([.words(["none", "per-entry"]), .mapping("partial-credit")]),
      "whether single entries earn points"),
    Key(
      "carry", .number(least: 0, most: 1),
      "the share for an answer that is right given an earlier one"),
    Key("answer", .mapping("answer"), "the digits that are asked for"),
  ]

  private static let policy: [Key] = [
    Key("due", .moment, "until when students hand in, such as 2026-11-20T23:59+01:00"),
    Key("late", .mapping("late"), "what lateness costs"),
    Key(
      "attempts", .anyOf([.count(least: 1, most: 1_000_000), .words(["unlimited"])]),
      "how many attempts count"),
    Key("count", .words(["best", "latest"]), "which attempt counts"),
    Key("group-work", .flag, "whether the groups of the roster hand in together"),
  ]

  static let tables: [String: [Key]] = [
    "assignment": [
      Key("title", .text, isRequired: true, "what people read"),
      Key("text", .text, "the task"),
      Key("hand-in", .text, "where students hand in"),
      Key(
        "feedback", .words(["scores", "locations", "mistakes", "full"]), "how much reports tell"),
      Key("bold-matrices", .flag, "whether names with two axes or more are bold"),
      Key("expect", .list(of: .mapping("expectation")), "samples of answers and their verdicts"),
      Key("problems", .list(of: .mapping("problem")), "the problems"),
      Key("answers-only", .flag, "whether it says only what is asked for, for handing out"),
    ] + policy + rules,
    "problem": [
      Key("id", .text, isRequired: true, "the name in answers and reports"),
      Key("title", .text, "what people read"), Key("text", .text, "the task"),
      Key("batch", .anyOf([.count(least: 1, most: nil), .text]), "the number of samples"),
      Key("given", .names(of: .anyOf([.numbers, .mapping("draw")])), "the numbers handed out"),
      Key("forward", .formula, "the function, from the givens on"),
      Key(
        "parts", .list(of: .anyOf([.mapping("part"), .mapping("answer-only")])), isRequired: true,
        "what is asked for"),
    ] + rules,
    "part": [
      Key("id", .text, isRequired: true, "the name in answers and reports"),
      Key("title", .text, "what people read"), Key("text", .text, "the task"),
      Key("value", .text, "the name whose value is asked for"),
      Key("derivative", .mapping("derivative"), "of what, and by what"),
      Key("take", .text, "which entries of it, such as [i,i]"),
      Key("reference", .formula, "the closed form"),
      Key("mistakes", .list(of: .mapping("mistake")), "wrong formulas that students find"),
    ] + rules,
    "mistake": [
      Key("id", .text, isRequired: true, "a word for it"),
      Key("formula", .formula, isRequired: true, "the wrong formula"),
      Key("says", .text, isRequired: true, "what a student is told"),
      Key("credit", .number(least: 0, most: 1), "the share of the points that it earns"),
    ],
    "derivative": [
      Key("of", .text, isRequired: true, "the quantity that is differentiated"),
      Key(
        "wrt", .anyOf([.text, .list(of: .text)]), isRequired: true,
        "by what; by two quantities for a second derivative"),
      Key("partial", .flag, "whether other steps of a loop are held fast"),
      Key(
        "convention", .words(SymmetricConvention.allCases.map(\.rawValue)),
        "what is meant by the derivative by a symmetric matrix"),
      Key("layout", .words(["flattened"]), "the derivative as a matrix"),
    ],
    "tolerance": [
      Key("relative", .number(least: 1e-12, most: 0.1), "1e-5 unless set"),
      Key("strict", .flag, "whether rounding is not allowed for"),
      Key("scale", .number(least: 0, most: nil), "how much the typical size counts"),
    ],
    "answer": [
      Key("decimals", .count(least: 0, most: 17), "digits after the point"),
      Key("digits", .count(least: 3, most: 17), "significant digits"),
    ],
    "partial-credit": [
      Key(
        "per-entry", .number(least: 0, most: 1), isRequired: true, "the least share that is earned")
    ],
    "late": [
      Key("per-day", .percent, "the share that each day begun costs"),
      Key("grace", .span, "how long nothing is deducted"),
      Key("until", .anyOf([.moment, .span]), "after which nothing counts"),
    ],
    "expectation": [
      Key("title", .text, isRequired: true, "what is tried"),
      Key("submission", .text, "a sample submission beside the assignment"),
      Key("answers", .names(of: .formula), "formulas, by the parts' full names"),
      Key("decimals", .count(least: 0, most: 17), "to how many decimals answers are printed"),
      Key("verdicts", .names(of: .words(Verdict.allCases.map(\.rawValue))), "what must come out"),
      Key("notes", .names(of: .text), "how it must come about; none for no note"),
    ],
    "answer-only": [
      Key("id", .text, isRequired: true, "the name"), Key("title", .text, "what people read"),
      Key("shape", .list(of: .count(least: 1, most: nil)), isRequired: true, "the extents"),
    ],
    "draw": [
      Key(
        "draw",
        .words([
          "normal", "symmetric", "lower-triangular", "positive-definite", "orthogonal", "uniform",
          "positive", "integers", "labels", "one-hot",
        ]),
        isRequired: true, "how numbers are drawn for each student"),
      Key("shape", .list(of: .anyOf([.count(least: 1, most: nil), .text])), "the extents"),
      Key("mean", .number(least: -1e6, most: 1e6), "0 unless set"),
      Key("deviation", .number(least: 0, most: 1e6), "1 unless set"),
      Key("from", .number(least: -1e6, most: 1e6), "the smallest"),
      Key("to", .number(least: -1e6, most: 1e6), "the largest"),
      Key("decimals", .count(least: 0, most: 9), "2 unless set"),
      Key("classes", .anyOf([.count(least: 1, most: nil), .text]), "the number of classes"),
      Key("axis", .count(least: 0, most: nil), "where the axis of the classes stands"),
      Key("distinct", .flag, "whether no two entries are equal"),
      Key("away-from", .number(least: -1e6, most: 1e6), "a number that no entry is near"),
      Key("margin", .number(least: 0, most: nil), "how near, 0.05 unless set"),
      Key(
        "windows", .names(of: .number(least: 0, most: nil)), "how far a window's largest stands out"
      ),
    ],
  ]

  /// The names of the keys of a mapping.
  static func names(_ table: String) -> [String] { tables[table]?.map(\.name) ?? [] }
}
