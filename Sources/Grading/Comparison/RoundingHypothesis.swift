internal import Coursework
internal import Formulas
internal import Tensors

/// How a student rounded the steps on the way to the answers of one problem: to so many decimals or digits, always.
struct RoundingHypothesis {
  /// The decimals, or significant digits.
  let digits: Int
  let isRelative: Bool
  /// By how much of a unit of the last place a step moves: half of one where it is rounded, one where it is cut off or
  /// where there are more steps than the reference shows.
  let units: Double

  /// What happens to each step.
  var step: StepRounding {
    isRelative
      ? StepRounding(relative: units * powerOfTen(1 - digits))
      : StepRounding(absolute: units * powerOfTen(-digits))
  }

  /// An answer printed with so many digits was not rounded to be printed.
  static let manyDigits = 10

  /// Ways in which somebody does so: to the nearest, cut off, and a little beside, which rounds other steps up.
  ///
  /// The finest rounding that explains everything may be finer than the one that was done: who prints rounded numbers
  /// rounds as they are printed, and others may have kept a digit less.
  func ways(for tokens: [NumberToken]) -> [RoundedSteps] {
    let zeros = PrintedDigits.zerosAtEnd(of: tokens)
    let significant = (tokens.map(\.significantDigits).max() ?? 0) - zeros
    let printed = isRelative ? significant : (tokens.map(\.decimals).max() ?? 0) - zeros
    let kept = significant < RoundingHypothesis.manyDigits ? min(digits, printed) : digits - 1
    // Beside what short decimals end in: the last bit of a step must not decide on which side it is rounded.
    return [0.4973, 0.0031, 0.3989, 0.6037, 0.2513, 0.7459].map {
      RoundedSteps(digits: max(kept, 3), isRelative: isRelative, shift: $0)
    }
  }

  /// Every step rounded to as many decimals, or significant digits, as an answer was printed with; none where it was
  /// not rounded to be printed.
  static func printed(_ tokens: [NumberToken]) -> [RoundingHypothesis] {
    let zeros = PrintedDigits.zerosAtEnd(of: tokens)
    let significant = (tokens.map(\.significantDigits).max() ?? 0) - zeros
    guard significant < manyDigits else { return [] }
    let decimals = (tokens.map { $0.decimals - $0.exponent }.max() ?? 0) - zeros
    return [(decimals, false), (significant, true)].filter { $0.0 >= 3 }.map {
      RoundingHypothesis(digits: $0.0, isRelative: $0.1, units: 0.5)
    }
  }

  /// Whether it leaves four digits or more: three hide too much.
  var isFine: Bool { digits >= 4 }

  /// The most that a step moves, or the largest share of it.
  var amount: Double { step.absolute + step.relative }

  /// From the finest on.
  static let all = (3...8).reversed().flatMap { digits in
    [false, true].flatMap { isRelative in
      [0.5, 1].map { RoundingHypothesis(digits: digits, isRelative: isRelative, units: $0) }
    }
  }
}

/// What the answers to one problem together say about how their steps were rounded.
///
/// Who goes on with rounded copies and hands in all digits leaves no trace in any digit. But then every answer is off
/// by what rounding to so many decimals or digits makes of it, and none by more.
final class RoundingEvidence {
  /// An answer that was handed in, with its key.
  private struct Answered {
    let key: PartKey
    let tokens: [NumberToken]
    /// The student's answers to earlier parts.
    let own: [String: Tensor<Double>]
    /// What is right from those answers, each of them as it should be where it is nearly that.
    let followed: Tensor<Double>?
  }

  private let problem: ArraySlice<PartKey>
  private let submission: Submission?

  /// Where no other answer is known.
  static var none: RoundingEvidence { RoundingEvidence([], of: nil) }

  /// The answers of a submission to a problem; they are looked at where rounding is in question.
  init(_ problem: ArraySlice<PartKey>, of submission: Submission?) {
    self.problem = problem
    self.submission = submission
  }

  private lazy var answers: [Answered] = {
    var (own, meant): ([String: Tensor<Double>], [String: Tensor<Double>]) = ([:], [:])
    var answers: [Answered] = []
    for key in problem {
      guard case .numbers(let answer)? = submission?.reading(of: key.part.name),
        answer.tokens.count == key.part.shape.count
      else { continue }
      let tokens = key.withoutExcluded(answer.tokens)
      let found = key.dependencies.reference(replacing: meant) ?? key.reference
      let followed = found.isFinite ? found : nil
      answers.append(Answered(key: key, tokens: tokens, own: own, followed: followed))
      let values = Tensor(shape: key.part.shape, scalars: answer.values)
      own[key.part.id] = values
      let isNear = followed.map { RoundedOnTheWay.isNear(tokens, $0) } == true
      meant[key.part.id] = isNear ? followed : values
    }
    return answers
  }()

  private lazy var measured = answers.compactMap { answer in
    RoundedAnswer(answer.key, answer.tokens, at: answer.own, followed: answer.followed)
  }

  /// The decimals or digits that nearly all answers were printed with; none where both are the same.
  private lazy var printed: [RoundingHypothesis] = {
    func common(_ counts: [Int]) -> Int? {
      guard let most = counts.max(), most >= 3, counts.count > 2,
        4 * counts.count(where: { $0 == most }) >= 3 * counts.count
      else { return nil }
      return most
    }
    var decimals = common(measured.map(\.decimals))
    var digits = common(measured.map(\.digitsBeforeZeros))
    if decimals != nil, digits != nil {
      // Of numbers of many sizes only one of both is the same in nearly all.
      let withDecimals = measured.reduce(0) { $0 + $1.countWithDecimals }
      let withDigits = measured.reduce(0) { $0 + $1.countWithDigits }
      if 4 * withDigits <= 3 * withDecimals { digits = nil }
      if 4 * withDecimals <= 3 * withDigits { decimals = nil }
    }
    guard measured.allSatisfy({ $0.digits < RoundingHypothesis.manyDigits }),
      let found = digits == nil ? decimals : decimals == nil ? digits : nil
    else { return [] }
    return RoundingHypothesis.all.filter {
      $0.digits == found && $0.isRelative == (decimals == nil)
    }
  }()

  /// The rounding for which most answers speak and fewest against; of several, the finest.
  ///
  /// Who prints so many decimals everywhere has rounded to as many, if that explains all that rounding can.
  private(set) lazy var best: RoundingHypothesis? = {
    for hypothesis in printed
    where measured.contains(where: { $0.supports(hypothesis) })
      && !measured.contains(where: { $0.nearlySupports(hypothesis) })
    {
      return hypothesis
    }
    var best: (hypothesis: RoundingHypothesis, weight: Int)?
    for hypothesis in RoundingHypothesis.all {
      let support = measured.count { $0.supports(hypothesis) }
      let weight = support - measured.count { $0.nearlySupports(hypothesis) }
      guard support > 0, weight > best?.weight ?? .min else { continue }
      best = (hypothesis, weight)
    }
    return best?.hypothesis
  }()

  /// Whether other answers of the problem, or the digits of this one, speak for the rounding.
  ///
  /// Who hands in rounded numbers has rounded every step: where that would be seen and is not, an answer speaks against
  /// it. Who hands in all digits may have rounded some steps alone.
  ///
  /// - Parameters:
  ///   - part: The answer's part.
  ///   - mayBeWrong: Whether one of the others may be off by a slip: then those count that are off by nothing, too.
  /// - Returns: whether they do.
  func isBorneOut(beside part: String, mayBeWrong: Bool = false) -> Bool {
    guard let best else { return false }
    let own = measured.first { $0.part == part }
    let others = measured.filter { $0.part != part }
    let supporters = others.count { $0.supports(best) }
    let isPrinted = own?.isPrinted(by: best) == true
    guard isPrinted || mayBeWrong else { return supporters > 0 }
    return (isPrinted || supporters > 0)
      && 2 * supporters >= others.count { $0.isSilent(about: best) }
  }
}

extension RoundingEvidence {
  /// How far each number of an answer may be off where every step was rounded: as all answers show, or else as this one
  /// is printed.
  ///
  /// Fewer digits than are asked for say nothing about steps.
  func slack(of tokens: [NumberToken], _ key: PartKey) -> [Double] {
    guard
      PrintedDigits.tooFew(of: tokens, asked: key.part.tolerance.asked, for: key.reference) == nil
    else { return [Double](repeating: 0, count: tokens.count) }
    let most = RoundedOnTheWay.maximumShare * key.reference.largestMagnitude
    var roundings = RoundingHypothesis.printed(tokens)
    if roundings.isEmpty, let best, best.isFine,
      isBorneOut(beside: key.part.id, mayBeWrong: true)
    {
      roundings = [best]
    }
    // What is zero, and cannot be off, where nothing is wrong may be so where something is.
    let largest = roundings.reduce(0) { max($0, key.propagatedError.largest(by: $1.step)) }
    return [Double](repeating: min(largest, most), count: tokens.count)
  }
}
