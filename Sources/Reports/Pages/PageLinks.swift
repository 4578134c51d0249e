extension PageLibrary {
  /// A paragraph in pieces, of which web addresses are links: nothing is fetched before somebody follows one.
  ///
  /// - Parameter paragraph: Text on one line.
  /// - Returns: the fields of the partial `place`.
  static func withLinks(_ paragraph: String) -> PageFields {
    var pieces: [PageFields] = []
    func add(_ text: Substring, isLink: Bool) {
      if !text.isEmpty { pieces.append(["piece": String(text), "isLink": isLink]) }
    }
    for (place, word) in paragraph.split(separator: " ", omittingEmptySubsequences: false)
      .enumerated()
    {
      if place > 0 { add(" ", isLink: false) }
      guard word.hasPrefix("https://") || word.hasPrefix("http://") else {
        add(word, isLink: false)
        continue
      }
      // What ends the sentence is not part of the address.
      let address = word.dropLast(word.reversed().prefix { ".,;:!?)]".contains($0) }.count)
      add(address, isLink: true)
      add(word[address.endIndex...], isLink: false)
    }
    return ["pieces": pieces]
  }
}
