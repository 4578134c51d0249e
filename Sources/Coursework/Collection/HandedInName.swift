/// Takes off a file's name what browsers and learning systems add to it.
struct HandedInName {
  /// The names that files of answers have, in lower case and as they are.
  private let expected: [String: String]

  /// For the parts of an assignment.
  init(parts: [String]) {
    let names =
      ["answers.json", "answers.npz"] + parts.flatMap { ["\($0).csv", "\($0).npy"] }
    expected = Dictionary(names.map { ($0.lowercased(), $0) }) { first, _ in first }
  }

  /// Whether a file of answers has this name.
  func isExpected(_ name: String) -> Bool { expected[name.lowercased()] != nil }

  /// The name that was meant, where it is that of answers: `answers-2.json`, `answers (1).json` and `answers.json.txt` are
  /// `answers.json`; any other name as it is.
  func meant(by name: String) -> String {
    var stripped = name
    for _ in 0..<4 {
      if let known = expected[stripped.lowercased()] { return known }
      guard let shorter = HandedInName.stripped(stripped) else { break }
      stripped = shorter
    }
    return name
  }

  private static func stripped(_ name: String) -> String? {
    let (stem, ending) = SubmissionReader.split(name)
    if ending == "txt" { return stem }
    // `answers (1).json`, `answers(1).json`, `answers-2.json`, `answers_2.json`
    guard ["json", "npz", "csv", "npy"].contains(ending) else { return nil }
    let suffix = name.dropFirst(stem.count)
    var rest = Substring(stem)
    if rest.last == ")" {
      rest = rest.dropLast()
      let digits = rest.reversed().prefix { $0.isASCII && $0.isNumber }.count
      rest = rest.dropLast(digits)
      guard digits > 0, rest.last == "(" else { return nil }
      rest = rest.dropLast()
      while rest.last == " " { rest = rest.dropLast() }
    } else {
      let digits = rest.reversed().prefix { $0.isASCII && $0.isNumber }.count
      rest = rest.dropLast(digits)
      guard (1...3).contains(digits), let last = rest.last, last == "-" || last == "_" else {
        return nil
      }
      rest = rest.dropLast()
    }
    return rest.isEmpty ? nil : String(rest) + suffix
  }
}
