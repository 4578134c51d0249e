internal import Coursework
internal import Formulas
internal import Tensors

/// A way to be wrong, and the numbers it gives.
struct Hypothesis: Sendable {
  /// The way to be wrong, whoever's numbers are looked at.
  private let meaning: Meaning
  /// The numbers, in the shape they come in.
  let value: Tensor<Double>
  /// Whether it is told where it explains an answer.
  let isTelling: Bool
  /// The shape without axes of length 1.
  let squeezed: Shape

  /// What would be wrong.
  var cause: Cause { meaning.cause }
  /// What was computed and what belongs there.
  var explanation: Explanation { meaning.explanation }
  /// Of several that give the same numbers, the one with the lowest rank is named.
  var rank: Int { meaning.rank }
  /// The slip from which it follows; nil if it follows from none.
  var slip: EditID? { meaning.slip }
  /// The edit of the part's formula, or of the forward's, that it is; nil if it is none.
  var edit: FormulaMutant? { meaning.edit }
  /// How likely a zero is written where it gives zero: for many reasons, or for few.
  var chancePerZero: Double { meaning.chancePerZero }
  /// Whether it is a wrong formula for the part: what rounding explains must be far from these.
  var isFormula: Bool { meaning.isFormula }
  /// Whether a constant has too few digits, and nothing else is wrong.
  var lacksDigits: Bool { meaning.lacksDigits }

  init(_ meaning: Meaning, value: Tensor<Double>, isTelling: Bool = true) {
    self.meaning = meaning
    self.value = value
    self.isTelling = isTelling
    squeezed = value.shape.squeezed
  }

  init(_ cause: Cause, _ says: String, rank: Int, value: Tensor<Double>) {
    self.init(Meaning(cause, Explanation(says), rank: rank), value: value)
  }

  /// Which hypothesis it is, the same at other inputs.
  struct Identity: Hashable {
    let cause: Cause
    let isDerived: Bool
  }

  /// Which hypothesis it is.
  var identity: Identity { Identity(cause: cause, isDerived: meaning.isDerived) }

  /// Whether its numbers are not the right ones, however an answer's were rounded.
  ///
  /// - Parameters:
  ///   - reference: The right numbers.
  ///   - tokens: The answer.
  ///   - key: The part's key.
  ///   - slack: How far rounding of steps may have moved each number.
  /// - Returns: whether one of them is ten allowances away.
  func isVisible(
    beside reference: Tensor<Double>, of tokens: [NumberToken], _ key: PartKey, _ slack: [Double]?
  ) -> Bool {
    let tolerances = key.tolerances(of: reference)
    let readings = PrintedDigits.possibleUnits(of: tokens)
    return !areWithin(value.scalars, reference.scalars) { position in
      let unit = readings.reduce(0) { max($0, $1[position]) }
      return RoundedOnTheWay.margin
        * (tolerances[position] + (slack?[position] ?? 0) + unit / 2)
    }
  }

  /// Whether two tensors hold the same numbers, but for what double precision leaves.
  static func areEqual(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Bool {
    let allowed = 1e-9 * max(a.rootMeanSquare, b.rootMeanSquare)
    return areWithin(a.scalars, b.scalars) { _ in allowed }
  }

  /// Whether the assignment describes it.
  var isAuthored: Bool { if case .authored = cause { true } else { false } }

  /// Whether it is true of the numbers whatever formula was meant, or known to be made.
  var isFact: Bool {
    switch cause {
    case .authored, .wholeAnswer(.sign): true
    case .wholeAnswer(.keptVariable): false
    // One number is twice another one for many reasons.
    case .wholeAnswer, .copy: Set(value.scalars.map(\.magnitude)).count > 1
    default: false
    }
  }

  /// Whether it is simpler than another one.
  func isSimpler(than other: Hypothesis) -> Bool {
    let (note, otherNote) = (cause.note, other.cause.note)
    return (rank, meaning.depth, note.count, note)
      < (other.rank, other.meaning.depth, otherNote.count, otherNote)
  }
}

/// Hypotheses, and what tells most of them from an answer at once.
struct HypothesisList: Sendable {
  let all: [Hypothesis]
  private let heads: [Head]

  /// The share of a number, and of the typical one, by which it may be off besides its digits.
  private let share: Double

  /// The first numbers of a hypothesis.
  private struct Head {
    let count: Int
    let first: SIMD4<Double>
    /// How far the first numbers of an answer may be off.
    let allowed: SIMD4<Double>
    /// The typical size of a number.
    let typical: Double
  }

  /// How many are as simple as a rank, or simpler.
  func count(upTo rank: Int) -> Int { all.count { $0.rank <= rank } }

  init(_ all: [Hypothesis], _ rule: ToleranceRule) {
    self.all = all
    let share = max(1e-2, 2 * rule.relative)
    self.share = share
    heads = all.map { hypothesis in
      var first = SIMD4<Double>.zero
      let typical = hypothesis.value.rootMeanSquare
      for (position, scalar) in hypothesis.value.scalars.prefix(4).enumerated() {
        first[position] = scalar
      }
      return Head(
        count: hypothesis.value.shape.count, first: first,
        allowed: share
          * (first.replacing(with: -first, where: first .< 0) + typical),
        typical: typical)
    }
  }

  /// Looks for hypotheses with as many numbers as an answer, all of which are near the answer's.
  ///
  /// - Parameters:
  ///   - values: The answer.
  ///   - reach: How far each number may be off by its digits.
  /// - Returns: Their places, in their order.
  func near(_ values: [Double], _ reach: [Double]) -> [Int] {
    guard values.count == reach.count else { return [] }
    var first = SIMD4<Double>.zero
    var slack = SIMD4<Double>(repeating: .infinity)
    for position in 0..<min(4, values.count) {
      first[position] = values[position]
      slack[position] = 2 * reach[position]
    }
    var places: [Int] = []
    for (place, head) in heads.enumerated() where head.count == values.count {
      let difference = first - head.first
      let size = difference.replacing(with: -difference, where: difference .< 0)
      guard all(size .<= head.allowed + slack) else { continue }
      let scalars = all[place].value.scalars
      let isNear = areWithin(values, scalars) { position in
        2 * reach[position] + share * (scalars[position].magnitude + head.typical)
      }
      if isNear { places.append(place) }
    }
    return places
  }

  private func all(_ mask: SIMDMask<SIMD4<Int64>>) -> Bool { mask == .init(repeating: true) }
}
