public import Coursework
internal import Tensors

/// Questions for a talk with a student about the student's own work, each with what is right.
///
/// They need no new derivation to be prepared: what changes if an input is another one is found by evaluating the
/// references once more.
public struct OralQuestions: Sendable {
  /// One question.
  public struct Question: Sendable {
    /// The part it is about.
    public let part: PartName
    /// What is asked.
    public let text: String
    /// What is right, for whoever asks.
    public let answer: String

    fileprivate let kind: Kind
  }

  fileprivate enum Kind: Int, CaseIterable {
    case wrongEntry, dependence, zero, oneEntry
  }

  /// The questions, in the order in which they are asked.
  public let questions: [Question]

  /// Draws questions.
  ///
  /// - Parameters:
  ///   - outcome: What the student handed in came to.
  ///   - assignment: The assignment at the student's inputs.
  ///   - count: How many are wanted; there may be fewer.
  ///   - rank: A number for a text, the same on every machine: the smallest is drawn first.
  public init(
    _ outcome: Outcome, _ assignment: Assignment, count: Int, rank: (String) -> String
  ) {
    let key = AnswerKey(assignment, witnesses: .none)
    let results = Dictionary(outcome.parts.map { ($0.name, $0) }) { first, _ in first }
    let candidates = key.parts.flatMap { part -> [Question] in
      guard let result = results[part.part.name] else { return [] }
      return OralQuestions.candidates(part, result, rank)
    }.sorted { rank("\($0.part) \($0.kind)") < rank("\($1.part) \($1.kind)") }
    var chosen: [Question] = []
    // One kind after another, and one part after another, as long as there are some.
    while chosen.count < count {
      let before = chosen.count
      for kind in Kind.allCases where chosen.count < count {
        let left = candidates.filter { candidate in
          candidate.kind == kind && !chosen.contains { $0.text == candidate.text }
        }
        let fresh = left.first { candidate in !chosen.contains { $0.part == candidate.part } }
        if let next = fresh ?? left.first { chosen.append(next) }
      }
      if chosen.count == before { break }
    }
    questions = chosen
  }

  private static func candidates(
    _ key: PartKey, _ result: PartOutcome, _ rank: (String) -> String
  ) -> [Question] {
    let name = key.part.name
    func question(_ kind: Kind, _ text: String, _ answer: String) -> Question {
      Question(part: name, text: text, answer: answer, kind: kind)
    }
    if result.verdict == .incorrect {
      guard let worst = result.worst, worst.got.isFinite else { return [] }
      let (got, wanted) = shownApart(worst.got, worst.wanted)
      return [
        question(
          .wrongEntry, "\(place(worst.index, of: name)) \(got) in your answer. How did you get it?",
          "\(wanted) is right; \(result.mistake ?? result.why)")
      ]
    }
    guard [.correct, .carried].contains(result.verdict), key.reference.isFinite else { return [] }
    var found: [Question] = []
    let values = key.reference.scalars
    let zeros = values.indices.filter { values[$0] == 0 }
    if !zeros.isEmpty, zeros.count < values.count,
      let zero = zeros.min(by: { rank("\(name) zero \($0)") < rank("\(name) zero \($1)") })
    {
      let index = key.reference.shape.index(at: zero)
      let others = givensThatMove(zero, key)
      let why =
        others.isEmpty
        ? "it is 0 whatever the numbers are"
        : "it would not be 0 with other numbers for \(others.joined(separator: " or "))"
      found.append(
        question(
          .zero, "\(place(index, of: name)) 0. Why?",
          "\(why); \(zeros.count) of \(values.count) entries \(zeros.count == 1 ? "is" : "are") 0"))
    }
    if key.part.isDerivative,
      let largest = values.indices.max(by: { abs(values[$0]) < abs(values[$1]) }),
      values[largest] != 0
    {
      let index = key.reference.shape.index(at: largest)
      let entry = index.isEmpty ? "\(name)" : "entry \(shown(index: index)) of \(name)"
      found.append(
        question(
          .oneEntry,
          "Derive just \(entry): which terms of the forward does it come from?",
          "it is \(shown(values[largest])); the page of 'nabla show --html' has the formula"))
    }
    if let dependence = dependence(key, rank) {
      found.append(question(.dependence, dependence.text, dependence.answer))
    }
    return found
  }

  /// `Entry [1, 2] of p.dL_dW is`, or of a single number `p.L is`.
  private static func place(_ index: [Int], of name: PartName) -> String {
    index.isEmpty ? "\(name) is" : "Entry \(shown(index: index)) of \(name) is"
  }

  // MARK: What depends on what

  /// The givens without which an entry would be another one.
  private static func givensThatMove(_ position: Int, _ key: PartKey) -> [String] {
    key.problem.givens.filter { given in
      guard given.size == nil, !given.value.scalars.allSatisfy({ $0 == $0.rounded() }) else {
        return false
      }
      // Other numbers of the same size, in both directions.
      return [1.0, -1.0].contains { sign in
        let scalars = given.value.scalars.enumerated().map { index, value in
          sign * value + Double(index % 7 + 1) / 8
        }
        let changed = key.problem.replacing(
          given.name, with: Tensor(shape: given.value.shape, scalars: scalars))
        guard let after = reference(of: key.part, in: changed), after.isFinite else { return false }
        return after.scalars[position] != 0
      }
    }.map(\.name)
  }

  /// What becomes of a part if one number that was given were another one.
  private static func dependence(_ key: PartKey, _ rank: (String) -> String) -> (
    text: String, answer: String
  )? {
    let name = key.part.name
    // Whole numbers may be labels or sizes, and may not be others.
    let givens = key.problem.givens.filter { given in
      given.size == nil && !given.value.scalars.allSatisfy { $0 == $0.rounded() }
    }
    var fallback: (text: String, answer: String)?
    for given in givens.sorted(by: { rank("\(name) \($0.name)") < rank("\(name) \($1.name)") }) {
      let places = given.value.scalars.indices
      guard
        let at = places.min(by: {
          rank("\(name) \(given.name) \($0)") < rank("\(name) \(given.name) \($1)")
        })
      else { continue }
      let old = given.value.scalars[at]
      var scalars = given.value.scalars
      scalars[at] = old + 1
      let changed = key.problem.replacing(
        given.name, with: Tensor(shape: given.value.shape, scalars: scalars))
      guard let after = reference(of: key.part, in: changed), after.isFinite else { continue }
      let subject =
        given.value.shape.rank == 0
        ? given.name : "\(given.name)\(shown(index: given.value.shape.index(at: at)))"
      let start =
        "If \(subject) of \(key.problem.id) were \(shown(old + 1)) and not \(shown(old)), "
      let moved = zip(key.reference.scalars, after.scalars).enumerated().filter {
        abs($0.element.0 - $0.element.1) > 1e-9 * max(1, abs($0.element.0))
      }
      let count = key.reference.scalars.count
      guard let most = moved.max(by: { change($0.element) < change($1.element) }) else {
        fallback = fallback ?? (start + "what of \(name) would change?", "nothing")
        continue
      }
      let index = key.reference.shape.index(at: most.offset)
      let (from, to) = shownApart(most.element.0, most.element.1)
      if count > 1, moved.count < count {
        let listed = moved.prefix(8).map { shown(index: key.reference.shape.index(at: $0.offset)) }
        return (
          start + "which entries of \(name) would change?",
          "\(moved.count) of \(count): \(listed.joined(separator: ", "))"
            + (moved.count > 8 ? ", …" : "")
            + "; most of all \(shown(index: index)), from \(from) to \(to)"
        )
      }
      let entry = index.isEmpty ? "\(name)" : "entry \(shown(index: index)) of \(name)"
      fallback = (
        start + "would \(entry) rise or fall?",
        "it would \(most.element.1 > most.element.0 ? "rise" : "fall"), from \(from) to \(to)"
      )
    }
    return fallback
  }

  private static func change(_ pair: (Double, Double)) -> Double { abs(pair.0 - pair.1) }

  private static func reference(of part: Part, in problem: Problem) -> Tensor<Double>? {
    ProblemValues(problem).references[part.id]
  }
}
