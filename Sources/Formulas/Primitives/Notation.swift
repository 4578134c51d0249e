/// How a function is written in mathematics, with `#1`, `#2` and so on for its arguments.
public struct Notation: Sendable {
  /// The template in LaTeX.
  public let latex: String
  /// The template in presentation MathML.
  public let mathML: String

  /// Creates a notation from its two templates.
  public init(latex: String, mathML: String) {
    self.latex = latex
    self.mathML = mathML
  }

  /// A function that LaTeX knows by its name: `\exp`.
  static func known(_ name: String, arguments: Int = 1) -> Notation {
    let list = (1...max(arguments, 1)).map { "#\($0)" }
    return Notation(
      latex: "\\\(name)\\left(\(list.joined(separator: ", "))\\right)",
      mathML: "<mrow><mi>\(name)</mi><mo>&#x2061;</mo><mfenced>\(list.joined())</mfenced></mrow>")
  }

  /// A function that is called by its name, upright.
  static func named(_ name: String, arguments: Int = 1) -> Notation {
    let list = (1...max(arguments, 1)).map { "#\($0)" }
    let upright = name.split(separator: "_").joined(separator: "\\_")
    return Notation(
      latex: "\\operatorname{\(upright)}\\left(\(list.joined(separator: ", "))\\right)",
      mathML: "<mrow><mi mathvariant=\"normal\">\(name)</mi><mo>&#x2061;</mo>"
        + "<mfenced>\(list.joined())</mfenced></mrow>")
  }

  /// The function applied to arguments that are written in LaTeX already.
  public func latex(_ arguments: [String]) -> String { filled(latex, arguments) }

  /// The function applied to arguments that are MathML elements already.
  public func mathML(_ arguments: [String]) -> String { filled(mathML, arguments) }

  private func filled(_ template: String, _ arguments: [String]) -> String {
    var text = ""
    var rest = template[...]
    while let mark = rest.firstIndex(of: "#") {
      text += rest[..<mark]
      rest = rest[mark...].dropFirst()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      // An entity such as &#x2061; is no place for an argument.
      guard let number = Int(digits), number > 0 else {
        text += "#"
        continue
      }
      text += number <= arguments.count ? arguments[number - 1] : ""
      rest = rest.dropFirst(digits.count)
    }
    return text + rest
  }
}
