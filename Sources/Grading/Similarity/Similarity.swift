public import Coursework
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
    public let part: PartName
    /// −log₁₀ of the probability that two wrong answers agree like this.
    public let digits: Double
    /// How many wrong entries are printed alike.
    public let alike: Int
    /// How many entries are wrong in either answer.
    public let wrong: Int
    /// Where the most telling of them stands.
    public let index: [Int]
    /// The two numbers there.
    public let values: (Double, Double)
    /// How many students have that number there.
    public let students: Int
  }

  /// The two, in the order of their names.
  public let students: (String, String)
  /// The parts in which they agree, most telling first.
  public let agreements: [Agreement]

  /// The digits of the most telling part of each problem: the parts of a problem are consequences of each other.
  public var digits: Double { Similarity.total(agreements.map { ($0.part, $0.digits) }) }
}

/// A student whose wrong answers are right for another student's inputs.
public struct ForeignAnswers: Sendable {
  /// Who handed them in.
  public let student: String
  /// Whose inputs they are right for.
  public let owner: String
  /// The parts.
  public let parts: [PartName]
  /// −log₁₀ of the probability of that by chance.
  public let digits: Double
}

/// Looks for answers that were not worked out alone.
///
/// Two wrong entries `a` and `b` agree where they are the same as far as they were printed. By chance that happens
/// with probability `2u / d`, with `u` the coarser last place and `d` the smaller distance from what is right. Where
/// all wrong entries of a part agree, and are not just what is right times or plus one number, up to six count, each
/// with the mean of their surprise; else only the most telling one, against the number of those that could have agreed.
public enum Similarity {
  /// What is listed must be so unlikely that it would happen in fewer than one of a thousand classes.
  private static let margin = 3.0
  /// Entries of one answer depend on each other: more than this would overstate what they say.
  private static let mostCounted = 6
  /// One number alone is never enough.
  private static let mostOfOne = 5.0
  /// So many may have copied a whole answer from each other; where more have it, it has a cause that they share.
  private static let mostInGroup = 4
  /// A number that so many share is not looked at.
  private static let mostSharing = 25

  static func total(_ parts: [(part: PartName, digits: Double)]) -> Double {
    let problems = Dictionary(grouping: parts, by: \.part.problem)
    return problems.values.reduce(0) { $0 + ($1.map(\.digits).max() ?? 0) }
  }

  /// The pairs of students whose wrong answers agree, most telling first.
  ///
  /// Where k of n students have the number, its probability is taken to be at least (k − 2) / (n − 1); not for whole
  /// answers that four or fewer have. The digits of
  /// all problems must exceed the logarithm of all pairs by three.
  public static func pairs(_ students: [WrongAnswers], key: AnswerKey) -> [SimilarPair] {
    var found: [Pair: [SimilarPair.Agreement]] = [:]
    for part in key.parts {
      let name = part.part.name
      let answering = students.count { $0.answered.contains(name) }
      for (pair, sharing) in candidates(students, name) {
        guard let a = students[pair.first].entries[name],
          let b = students[pair.second].entries[name],
          let agreement = agreement(a, b, part, sharing: sharing, answering: answering)
        else { continue }
        found[pair, default: []].append(agreement)
      }
    }
    let wrong = Double(students.count { !$0.entries.isEmpty })
    let problems = Set(key.parts.map(\.part.problem)).count
    let least = log10(max(wrong * (wrong - 1) / 2 * Double(problems), 1)) + margin
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

  /// The pairs that have some wrong entry in common, with the fewest students that share one.
  private static func candidates(_ students: [WrongAnswers], _ part: PartName) -> [Pair: Int] {
    var columns: [Int: [(student: Int, entry: WrongAnswers.Entry)]] = [:]
    for (student, answers) in students.enumerated() {
      for (position, entry) in answers.entries[part] ?? [:] {
        columns[position, default: []].append((student, entry))
      }
    }
    var pairs: [Pair: Int] = [:]
    for column in columns.values {
      let sorted = column.sorted { ($0.entry.value, $0.student) < ($1.entry.value, $1.student) }
      for (place, (student, entry)) in sorted.enumerated() {
        let alike = sorted[(place + 1)...].prefix { $0.entry.isPrintedLike(entry) }
        guard !alike.isEmpty, alike.count < mostSharing else { continue }
        let below = sorted[..<place].reversed().prefix { $0.entry.isPrintedLike(entry) }.count
        let sharing = alike.count + below + 1
        for (other, _) in alike {
          let pair = Pair(first: min(student, other), second: max(student, other))
          pairs[pair] = min(pairs[pair] ?? .max, sharing)
        }
      }
    }
    return pairs
  }

  private static func agreement(
    _ a: [Int: WrongAnswers.Entry], _ b: [Int: WrongAnswers.Entry], _ part: PartKey, sharing: Int,
    answering: Int
  ) -> SimilarPair.Agreement? {
    let common = Set(a.keys).intersection(b.keys).sorted()
    let alike = common.filter { position in
      guard let x = a[position], let y = b[position] else { return false }
      return x.isPrintedLike(y)
    }
    let surprises = alike.compactMap { position -> (position: Int, digits: Double)? in
      guard let x = a[position], let y = b[position] else { return nil }
      return (position, x.surprise(y))
    }
    guard let best = surprises.max(by: { ($0.digits, $1.position) < ($1.digits, $0.position) })
    else { return nil }
    let either = Set(a.keys).union(b.keys).count
    let isWhole = alike.count == either && isVaried(alike.compactMap { a[$0] })
    let sum = surprises.reduce(0) { $0 + $1.digits }
    let digits =
      isWhole
      ? sum / Double(alike.count) * Double(min(alike.count, mostCounted))
      : min(best.digits, mostOfOne) - log10(Double(common.count))
    let isGroup = isWhole && sharing <= mostInGroup
    let shared = isGroup ? 0 : Double(sharing - 2) / Double(max(answering - 1, 1))
    let likely = max(pow(10, -digits), shared)
    guard likely < 0.1, let x = a[best.position], let y = b[best.position] else { return nil }
    return SimilarPair.Agreement(
      part: part.part.name, digits: -log10(likely), alike: alike.count, wrong: either,
      index: part.part.shape.index(at: best.position), values: (x.value, y.value),
      students: sharing)
  }

  /// Whether numbers are more than what is right times, or plus, one number, or one number everywhere.
  private static func isVaried(_ entries: [WrongAnswers.Entry]) -> Bool {
    guard entries.count > 1, let first = entries.first else { return false }
    func vary(_ measure: (WrongAnswers.Entry) -> (value: Double, slack: Double)) -> Bool {
      let one = measure(first)
      return entries.contains { entry in
        let other = measure(entry)
        return (other.value - one.value).magnitude > 2 * (other.slack + one.slack)
      }
    }
    return vary { ($0.value, $0.unit) } && vary { ($0.value - $0.right, $0.unit) }
      && vary {
        $0.right == 0 ? ($0.value, $0.unit) : ($0.value / $0.right, $0.unit / $0.right.magnitude)
      }
  }

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
    var parts: [String: [(part: PartName, digits: Double)]] = [:]
    for (index, part) in (keys[student.student]?.parts ?? []).enumerated() {
      let name = part.part.name
      guard let answer = student.answers[name], let entries = student.entries[name],
        !entries.isEmpty
      else { continue }
      let fitting = owners.filter { owner in
        guard owner != student.student, let theirs = keys[owner]?.parts[index] else { return false }
        return theirs.isPlainlyRight(answer) || theirs.isRightAsPrinted(answer)
      }
      guard !fitting.isEmpty else { continue }
      let surprises = entries.values.map { $0.surprise($0) }
      let counted = min(surprises.count, mostCounted)
      let digits = surprises.reduce(0, +) / Double(surprises.count) * Double(counted)
      // Right for many, it is right for reasons of its own.
      let shared = Double(fitting.count - 1) / Double(max(owners.count - 1, 1))
      let likely = max(pow(10, -digits), shared)
      for owner in fitting where likely < 0.1 {
        parts[owner, default: []].append((name, -log10(likely)))
      }
    }
    let least = log10(Double(max(owners.count * (owners.count - 1), 1))) + margin
    return parts.compactMap { owner, found in
      let digits = total(found)
      guard digits >= least else { return nil }
      return ForeignAnswers(
        student: student.student, owner: owner, parts: found.map(\.part), digits: digits)
    }
  }
}
