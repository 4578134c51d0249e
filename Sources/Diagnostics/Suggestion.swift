/// The candidate that was probably meant by a misspelt word, or nil.
///
/// A candidate is close when it equals the word but for case, or when it takes at most a third of
/// the word's length (and at most 3) insertions, deletions, substitutions or swaps to get there: of
/// one or two letters too many words would be close.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
  guard word.utf8.count <= 100 else { return nil }
  let folded = word.lowercased()
  var best: (distance: Int, name: String)?
  for candidate in candidates.sorted() where candidate.utf8.count <= 100 {
    if candidate.lowercased() == folded { return candidate }
    let distance = editDistance(Array(word.utf8), Array(candidate.utf8))
    if distance <= min(3, word.utf8.count / 3),
      distance < best?.distance ?? .max
    {
      best = (distance, candidate)
    }
  }
  return best?.name
}

/// The restricted Damerau–Levenshtein distance.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in 0...a.count { table[i][0] = i }
  for j in 0...b.count { table[0][j] = j }
  for i in a.indices {
    for j in b.indices {
      let substituted = table[i][j] + (a[i] == b[j] ? 0 : 1)
      var least = min(table[i][j + 1] + 1, table[i + 1][j] + 1, substituted)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        least = min(least, table[i - 1][j - 1] + 1)
      }
      table[i + 1][j + 1] = least
    }
  }
  return table[a.count][b.count]
}
