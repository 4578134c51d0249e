/// The first argument of `einsum`: a letter for each axis of each operand, and of the result.
struct Subscripts: Equatable {
  /// The letters of each operand.
  var operands: [[Character]]
  /// Those of the result.
  var result: [Character]

  /// Reads `ij,jk->ik`.
  ///
  /// - Throws: a sentence with what is wrong.
  init(reading text: String) throws(Fault) {
    let text = text.filter { $0 != " " }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    guard sides.count == 2 else {
      throw Fault(
        sentence: "the subscripts \"\(text)\" need one '->' and the letters of the result after it",
        help: "such as \"ij,jk->ik\"; of a sum over all nothing stands after it: \"ij->\"")
    }
    operands = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    result = Array(sides[1])
    let letters = operands.joined() + result
    if let other = letters.first(where: { !$0.isASCII || !$0.isLetter }) {
      throw Fault(
        sentence: "subscripts are letters, found '\(other)'",
        help: other == "." ? "name all axes with letters of their own" : nil)
    }
    if let letter = result.first(where: { letter in result.count { $0 == letter } > 1 }) {
      throw Fault(sentence: "'\(letter)' stands twice after '->'", help: nil)
    }
    if let letter = result.first(where: { letter in !operands.contains { $0.contains(letter) } }) {
      throw Fault(sentence: "'\(letter)' stands after '->' and at no operand", help: nil)
    }
  }

  /// What is wrong with a text.
  struct Fault: Error {
    let sentence: String
    let help: String?
  }

  /// The letters that are summed over, in the order in which they first stand.
  var summed: [Character] {
    operands.joined().reduce(into: []) { letters, letter in
      if !letters.contains(letter), !result.contains(letter) { letters.append(letter) }
    }
  }
}

extension Subscripts: CustomStringConvertible {
  /// The text that reads back as equal subscripts.
  var description: String {
    operands.map { String($0) }.joined(separator: ",") + "->" + String(result)
  }
}
