public import Coursework
internal import Foundation
internal import Tensors

/// A student's wrong answers that no known mistake explains, for comparison with other students'.
public struct WrongAnswers: Sendable {
  /// An entry that is wrong.
  struct Entry: Sendable {
    let position: Int
    let value: Double
    /// What is right there.
    let right: Double
    /// How far it is from what is right.
    let deviation: Double
    /// The unit of the last place written, or of double precision.
    let unit: Double
    /// The significant digits, without zeros at the end: a 2.0000 says no more than a 2.
    let digits: Double

    /// −log₁₀ of the probability that another wrong number would be printed alike.
    func surprise(_ other: Entry) -> Double {
      let levels = min(deviation, other.deviation) / (2 * max(unit, other.unit))
      return max(0, min(log10(levels), digits, other.digits))
    }

    /// Whether two numbers are the same as far as they were printed.
    func isPrintedLike(_ other: Entry) -> Bool {
      (value - other.value).magnitude <= (unit + other.unit) / 2 * (1 + 1e-9)
    }
  }

  /// The student.
  public let student: String
  /// The wrong entries by part and position.
  let entries: [PartName: [Int: Entry]]
  /// The answers by part, wrong ones alone.
  let answers: [PartName: Answer]
  /// The parts that were answered.
  let answered: Set<PartName>

  /// Collects what may be compared.
  ///
  /// Where a known mistake explains an answer, everybody who makes it has the same numbers: such answers
  /// are left out, and so are zeros and what is right given an earlier answer.
  ///
  /// - Parameters:
  ///   - submission: What was handed in.
  ///   - results: The verdict and note of each part, by name.
  ///   - key: The student's key.
  public init(
    _ submission: Submission, results: [PartName: PartResult], key: AnswerKey
  ) {
    student = submission.student
    var entries: [PartName: [Int: Entry]] = [:]
    var answers: [PartName: Answer] = [:]
    var answered: Set<PartName> = []
    for part in key.parts {
      let name = part.part.name
      guard case .numbers(let answer) = submission.reading(of: name) else { continue }
      answered.insert(name)
      guard let result = results[name], result.verdict == .incorrect, result.note == nil,
        answer.tokens.count == part.reference.scalars.count
      else { continue }
      answers[name] = answer
      entries[name] = WrongAnswers.entries(answer, part.reference)
    }
    (self.entries, self.answers, self.answered) = (entries, answers, answered)
  }

  private static func entries(_ answer: Answer, _ reference: Tensor<Double>) -> [Int: Entry] {
    let typical = reference.rootMeanSquare
    let last = PrintedDigits.units(of: answer.tokens)
    var entries: [Int: Entry] = [:]
    for (position, token) in answer.tokens.enumerated() {
      let right = reference.scalars[position]
      let deviation = token.value - right
      // Whoever is close to what is right agrees with everybody else who is.
      guard deviation.magnitude > 1e-3 * max(right.magnitude, typical) else { continue }
      // A slip of one entry that anybody makes: its sign, a factor of 2, another entry's number.
      let slack = last[position] + 1e-6 * token.value.magnitude
      let isCommon =
        [-1, 2, 0.5].contains { (token.value - $0 * right).magnitude <= slack }
        || reference.scalars.contains { (token.value.magnitude - $0.magnitude).magnitude <= slack }
      if isCommon { continue }
      let whole = last[position] == 0 && !token.hasPoint ? 1 : 0.0
      entries[position] = Entry(
        position: position, value: token.value, right: right, deviation: deviation.magnitude,
        unit: max(last[position], whole, token.value.magnitude * 1e-15),
        digits: Double(telling(token)))
    }
    return entries
  }

  /// The significant digits of a number without zeros at its end; few for what is a short number in single
  /// precision, or a fraction of small numbers.
  static func telling(_ token: NumberToken) -> Int {
    let value = token.value.magnitude
    guard value != 0 else { return 0 }
    func digits(_ text: String) -> Int {
      var digits = text.prefix { $0 != "e" }.filter(\.isNumber)[...]
      while digits.first == "0" { digits.removeFirst() }
      while digits.last == "0" { digits.removeLast() }
      return digits.count
    }
    let isFraction = (2...24).contains { denominator in
      let numerator = value * Double(denominator)
      return numerator < 100 && (numerator - numerator.rounded()).magnitude <= 1e-6 * numerator
    }
    // Two sums of short numbers differ from one by rounding alone.
    let nearby = digits("\((value * 1e12).rounded() / 1e12)")
    let isSingle = Double(Float(value)) == value
    return min(
      digits("\(value)"), isSingle ? digits("\(Float(value))") : .max, nearby, isFraction ? 2 : .max
    )
  }
}
