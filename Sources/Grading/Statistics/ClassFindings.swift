public import Coursework
public import Tensors

/// What a class did wrong at an assignment: mistakes that are known, each counted once for all that followed from it, and
/// wrong answers that several students share and nobody has explained.
public struct ClassFindings: Sendable {
  /// A mistake.
  public struct Mistake: Sendable {
    /// The part where it was made.
    public let part: PartName
    /// Its note.
    public let note: String
    /// What is wrong, in the sentence that most of these students are told.
    public let sentence: String
    /// What was computed and what belongs there, where a formula says it.
    public let formulas: String?
    /// Who made it, in order.
    public let students: [String]
    /// The later parts that repeated it, with how many students' did.
    public let spread: [(part: String, students: Int)]
  }

  /// A wrong answer that several students have, and that no known mistake explains.
  public struct SharedAnswer: Sendable {
    /// The part.
    public let part: PartName
    /// Who has it, in order.
    public let students: [String]
    /// The numbers of the first of them.
    public let numbers: Tensor<Double>
  }

  /// The mistakes, the commonest first.
  public let mistakes: [Mistake]
  /// The answers that are shared, by most students first.
  public let shared: [SharedAnswer]
  /// How many wrong answers neither a mistake nor another student's answer explains.
  public let unexplainedCount: Int

  /// Looks at a class.
  ///
  /// - Parameters:
  ///   - outcomes: An outcome a student, with all that can be told.
  ///   - draws: Whether students have inputs of their own: then answers are compared by their ratio to the right ones.
  public init(_ outcomes: [Outcome], draws: Bool) {
    let sorted = outcomes.sorted { $0.student < $1.student }
    var made: [Key: Made] = [:]
    var open: [PartName: [Unexplained]] = [:]
    for outcome in sorted {
      let parts = Dictionary(outcome.parts.map { ($0.name, $0) }) { first, _ in first }
      for part in outcome.parts {
        let root = ClassFindings.root(of: part, parts)
        if root != part.name, let key = parts[root].flatMap(Key.init) {
          made[key, default: Made()].spread[part.name.part, default: 0] += 1
        }
        if let key = Key(part), let sentence = part.mistake {
          made[key, default: Made()].students.append(outcome.student)
          made[key, default: Made()].sentences[sentence, default: 0] += 1
          made[key, default: Made()].formulas = part.formulas
        } else if part.verdict == .incorrect, let answer = part.handedIn,
          let right = part.reference,
          answer.values.count == right.scalars.count
        {
          open[part.name, default: []].append(
            Unexplained(
              student: outcome.student,
              numbers: draws
                ? ClassFindings.ratios(answer.values, right.scalars) : answer.values,
              answer: Tensor(shape: right.shape, scalars: answer.values)))
        }
      }
    }
    mistakes = made.compactMap { key, made -> Mistake? in
      guard
        let sentence = made.sentences.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key
      else { return nil }
      return Mistake(
        part: key.part, note: key.note, sentence: sentence, formulas: made.formulas,
        students: made.students,
        spread: made.spread.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
          .map { ($0.key, $0.value) })
    }.sorted {
      ($1.students.count, $0.part, $0.note) < ($0.students.count, $1.part, $1.note)
    }
    (shared, unexplainedCount) = ClassFindings.shared(open)
  }

  /// The answers that several students have, and how many are like no other.
  private static func shared(_ open: [PartName: [Unexplained]]) -> ([SharedAnswer], alone: Int) {
    var shared: [SharedAnswer] = []
    var alone = 0
    for (part, answers) in open {
      var groups: [(first: Unexplained, students: [String])] = []
      for answer in answers {
        if let place = groups.firstIndex(where: { agree($0.first.numbers, answer.numbers) }) {
          groups[place].students.append(answer.student)
        } else {
          groups.append((answer, [answer.student]))
        }
      }
      alone += groups.count { $0.students.count == 1 }
      shared += groups.filter { $0.students.count > 1 }.map {
        SharedAnswer(part: part, students: $0.students, numbers: $0.first.answer)
      }
    }
    let sorted = shared.sorted {
      ($1.students.count, $0.part, $0.students[0]) < ($0.students.count, $1.part, $1.students[0])
    }
    return (sorted, alone)
  }

  /// A wrong answer that no known mistake explains.
  private struct Unexplained {
    let student: String
    /// What is compared: the answer, or how it relates to the right one.
    let numbers: [Double]
    let answer: Tensor<Double>
  }

  /// What a mistake is counted under.
  private struct Key: Hashable {
    let part: PartName
    let note: String

    init?(_ part: PartOutcome) {
      guard part.mistake != nil, let note = part.note else { return nil }
      self.part = part.name
      self.note = note
    }
  }

  private struct Made {
    var students: [String] = []
    var sentences: [String: Int] = [:]
    var spread: [String: Int] = [:]
    var formulas: String?
  }

  /// The part where the error began that a part repeats.
  private static func root(of part: PartOutcome, _ parts: [PartName: PartOutcome]) -> PartName {
    var (name, origins) = (part.name, part.origins)
    // Origins are earlier parts: there are no more steps than parts.
    for _ in parts {
      guard let first = origins.first else { break }
      name = PartName(problem: part.name.problem, part: first)
      origins = parts[name]?.origins ?? []
    }
    return name
  }

  /// How an answer relates to the right one, entry by entry; what has no size to relate to is left out.
  private static func ratios(_ values: [Double], _ right: [Double]) -> [Double] {
    zip(values, right).map { $1.magnitude > 1e-12 ? $0 / $1 : $0 == 0 ? 0 : .infinity }
  }

  /// Whether two answers are the same but for how they were rounded.
  private static func agree(_ a: [Double], _ b: [Double]) -> Bool {
    guard a.count == b.count else { return false }
    let size = (a.reduce(0) { $1.isFinite ? $0 + $1 * $1 : $0 } / Double(max(a.count, 1)))
      .squareRoot()
    // One number agrees by chance more often than many.
    let share = a.count > 2 ? 1e-3 : 1e-4
    return zip(a, b).allSatisfy {
      $0 == $1 || ($0 - $1).magnitude <= share * max($0.magnitude, size)
    }
  }
}
