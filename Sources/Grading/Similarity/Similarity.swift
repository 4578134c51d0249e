internal import Coursework
internal import Foundation
internal import Tensors

/// Two students whose wrong answers agree to more digits than chance allows.
///
/// Evidence for a person to judge, and never a verdict: a mistake that both made and nobody described
/// looks the same.
public struct SimilarPair: Sendable {
  /// One part in which they agree.
  public struct Agreement: Sendable {
    /// The part's full name.
    public let part: String
    /// −log₁₀ of the probability that two wrong answers agree so well in their most telling entry.
    public let digits: Double
    /// Where that entry stands.
    public let index: [Int]
    /// The two numbers.
    public let values: (Double, Double)
    /// How many students have that number there.
    public let students: Int
  }

  /// The two, in the order of their names.
  public let students: (String, String)
  /// The parts in which they agree, most telling first.
  public let agreements: [Agreement]

  /// The digits of all parts.
  public var digits: Double { agreements.reduce(0) { $0 + $1.digits } }
}

/// A student whose wrong answers are right for another student's inputs.
public struct ForeignAnswers: Sendable {
  /// Who handed them in.
  public let student: String
  /// Whose inputs they are right for.
  public let owner: String
  /// The parts.
  public let parts: [String]
  /// −log₁₀ of the probability of that by chance.
  public let digits: Double
}

/// Looks for answers that were not worked out alone.
public enum Similarity {
  /// What is listed must be so unlikely that it would happen in fewer than one of a thousand classes.
  private static let margin = 3.0

  /// The pairs of students whose wrong answers agree, most telling first.
  ///
  /// Of two wrong entries a and b, each so far from what is right, `min(|a − r|, |b − r|) / max(|a − b|, unit)`
  /// tells how many numbers could have stood there; a part counts by its most telling entry, because entries
  /// depend on each other. Where k of n students have that number, its probability is at least
  /// (k − 2) / (n − 1). The digits of all parts must exceed the logarithm of all comparisons by three.
  public static func pairs(_ students: [WrongAnswers], key: AnswerKey) -> [SimilarPair] {
    var found: [Pair: [SimilarPair.Agreement]] = [:]
    var comparisons = 0.0
    for part in key.parts {
      let name = part.part.name
      let answering = students.count { $0.answered.contains(name) }
      var best: [Pair: SimilarPair.Agreement] = [:]
      let wrong = students.indices.filter { students[$0].entries[name] != nil }
      comparisons += Double(wrong.count * wrong.count) / 2 * Double(part.part.shape.count)
      var columns: [Int: [(student: Int, entry: WrongAnswers.Entry)]] = [:]
      for student in wrong {
        for entry in students[student].entries[name] ?? [] {
          columns[entry.position, default: []].append((student, entry))
        }
      }
      for (position, column) in columns {
        for (pair, digits, values, count) in agreements(column, answering)
        where digits > best[pair]?.digits ?? 0
          || digits == best[pair]?.digits && position < best[pair]?.position(part) ?? 0
        {
          best[pair] = SimilarPair.Agreement(
            part: name, digits: digits, index: part.part.shape.index(at: position), values: values,
            students: count)
        }
      }
      for (pair, agreement) in best { found[pair, default: []].append(agreement) }
    }
    let least = log10(max(comparisons, 1)) + margin
    return found.map { pair, agreements in
      SimilarPair(
        students: (students[pair.first].student, students[pair.second].student),
        agreements: agreements.sorted { ($1.digits, $0.part) < ($0.digits, $1.part) })
    }.filter { $0.digits >= least }.sorted {
      ($1.digits, $0.students.0, $0.students.1) < ($0.digits, $1.students.0, $1.students.1)
    }
  }

  private struct Pair: Hashable {
    let first: Int
    let second: Int
  }

  /// Entries of one place that agree to two digits or more.
  private static func agreements(
    _ column: [(student: Int, entry: WrongAnswers.Entry)], _ answering: Int
  ) -> [(Pair, digits: Double, values: (Double, Double), count: Int)] {
    let sorted = column.sorted { ($0.entry.value, $0.student) < ($1.entry.value, $1.student) }
    var result: [(Pair, Double, (Double, Double), Int)] = []
    for (place, (student, a)) in sorted.enumerated() {
      for (other, b) in sorted[(place + 1)...] {
        let deviation = min(a.deviation, b.deviation)
        let gap = max(b.value - a.value, a.unit, b.unit)
        if b.value - a.value > deviation / 100 { break }
        guard gap <= deviation / 100 else { continue }
        let digits = min(log10(deviation / gap), a.digits, b.digits)
        guard digits >= 2 else { continue }
        // Whoever has that number too makes it less telling.
        var count = 2
        var below = place - 1
        while below >= 0, a.value - sorted[below].entry.value <= gap {
          count += 1
          below -= 1
        }
        var above = place + 1
        while above < sorted.count, sorted[above].entry.value - a.value <= gap {
          if sorted[above].student != other { count += 1 }
          above += 1
        }
        if count > mostSharing { break }
        let shared = Double(count - 2) / Double(max(answering - 1, 1))
        let likely = max(pow(10, -digits), shared)
        guard likely < 0.5 else { continue }
        let pair = Pair(first: min(student, other), second: max(student, other))
        result.append(
          (
            pair, -log10(likely), student < other ? (a.value, b.value) : (b.value, a.value), count
          ))
      }
    }
    return result
  }

  /// A number that so many share has a cause that they share.
  private static let mostSharing = 25

  /// The students whose wrong answers are right for another's inputs, most telling first.
  ///
  /// - Parameters:
  ///   - students: The wrong answers.
  ///   - keys: Each student's key, by name.
  /// - Returns: who handed in answers that are right for whom.
  public static func foreign(_ students: [WrongAnswers], keys: [String: AnswerKey])
    -> [ForeignAnswers]
  {
    let owners = keys.keys.sorted()
    let found = concurrently(
      students.map { student in
        { @Sendable in foreign(student, owners, keys) }
      })
    return found.flatMap { $0 }.sorted {
      ($1.digits, $0.student, $0.owner) < ($0.digits, $1.student, $1.owner)
    }
  }

  private static func foreign(
    _ student: WrongAnswers, _ owners: [String], _ keys: [String: AnswerKey]
  ) -> [ForeignAnswers] {
    guard !student.answers.isEmpty else { return [] }
    var parts: [String: [String]] = [:]
    var digits: [String: Double] = [:]
    for (index, part) in (keys[student.student]?.parts ?? []).enumerated() {
      let name = part.part.name
      guard let answer = student.answers[name] else { continue }
      let fitting = owners.filter { owner in
        guard owner != student.student, let theirs = keys[owner]?.parts[index] else { return false }
        return theirs.isPlainlyRight(answer) || theirs.isRightAsPrinted(answer)
      }
      // Right for many, it is right for reasons of its own.
      let telling = answer.tokens.map { Double(WrongAnswers.telling($0)) }.max() ?? 0
      let shared = Double(max(fitting.count - 1, 0)) / Double(max(owners.count - 1, 1))
      let likely = max(pow(10, -telling), shared)
      for owner in fitting where likely < 0.5 {
        parts[owner, default: []].append(name)
        digits[owner, default: 0] -= log10(likely)
      }
    }
    let least = log10(Double(max(owners.count * student.answers.count, 1))) + margin
    return parts.keys.filter { digits[$0, default: 0] >= least }.map { owner in
      ForeignAnswers(
        student: student.student, owner: owner, parts: parts[owner] ?? [],
        digits: digits[owner] ?? 0)
    }
  }
}

extension SimilarPair.Agreement {
  fileprivate func position(_ part: PartKey) -> Int {
    zip(index, part.part.shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
