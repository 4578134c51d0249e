public import Coursework
internal import Foundation
internal import Tensors

/// Whether the marking rules can tell right from wrong at an assignment's own numbers.
///
/// Every change that a student might hand in must be rejected by a clear margin, and the right answer
/// accepted in every form in which it may be given:
///
/// - all zeros, the flipped sign, the transpose, the factors 2, ½ and, where a batch is declared, N and
///   1/N, and every authored mistake must be at least 10 tolerances away, and be rejected when printed
///   to the asked number of decimals;
/// - the reference and reverse mode in single precision must be within half a tolerance, and the
///   reference printed to the asked number of decimals must be accepted.
public struct SelfAudit: Sendable {
  /// The margin by which a wrong answer must be rejected, in tolerances.
  public static let margin = 10.0
  /// The share of the tolerance that single precision may use up.
  public static let singleShare = 0.5

  /// One thing that was tried.
  public struct Trial: Sendable {
    /// How it went.
    public enum Result: Sendable, Hashable {
      /// As it must.
      case passed
      /// The change gives the same numbers here, or another shape.
      case notApplicable
      /// Not as it must; a sentence that says by how much and what to do.
      case failed(String)
    }

    /// What was tried, `sign flipped`.
    public let name: String
    /// How it went.
    public let result: Result
  }

  /// The part's full name.
  public let part: PartName
  /// What was tried, always in the same order.
  public let trials: [Trial]

  /// The failures, a sentence each.
  public var failures: [String] {
    trials.compactMap { trial in
      if case .failed(let reason) = trial.result { "\(part): \(trial.name) \(reason)" } else { nil }
    }
  }

  /// The trials of one part at several inputs as one list: a trial failed where it failed once, and is
  /// not applicable where it never was.
  static func merged(_ audits: [SelfAudit]) -> [Trial] {
    guard let first = audits.max(by: { $0.trials.count < $1.trials.count }) else { return [] }
    return first.trials.map { trial in
      let results = audits.compactMap { audit in
        audit.trials.first { $0.name == trial.name }?.result
      }
      let failed = results.first { if case .failed = $0 { true } else { false } }
      return Trial(
        name: trial.name, result: failed ?? (results.contains(.passed) ? .passed : .notApplicable))
    }
  }

  init(_ key: PartKey, batch: Int?) {
    part = key.part.name
    // What is tried with a wrong reference says nothing.
    guard key.reference.isFinite, key.proof.finding != .contradicted else {
      trials = []
      return
    }
    let audit = PartAudit(key)
    var trials: [Trial] = []
    for (name, entry) in SelfAudit.changes(of: key.reference, batch: batch) {
      trials.append(Trial(name: name, result: audit.rejects(entry)))
    }
    for mistake in key.part.mistakes {
      let value = key.value(of: mistake)
      let name = "mistake \(mistake.id)"
      if !value.isFinite {
        trials.append(Trial(name: name, result: .failed("is not finite at these inputs")))
      } else {
        trials.append(
          Trial(
            name: name,
            result: value.shape == key.part.shape ? audit.rejectsMistake(value) : .passed))
      }
    }
    if let single = key.single {
      trials.append(Trial(name: "the reference in single precision", result: audit.accepts(single)))
    } else if key.isLostInSinglePrecision {
      trials.append(
        Trial(
          name: "the reference in single precision",
          result: .failed("is not finite; choose numbers that cancel less")))
    }
    if let reverse = key.singleReverse {
      trials.append(Trial(name: "reverse mode in single precision", result: audit.accepts(reverse)))
    }
    if let asked = key.part.tolerance.asked {
      trials.append(
        Trial(
          name: "the reference printed to \(asked.words)", result: audit.acceptsPrinted(asked)))
    }
    self.trials = trials
  }

  /// Changes of a reference, entry by entry: a large one is not copied for each of them.
  private static func changes(of reference: Tensor<Double>, batch: Int?) -> [(
    name: String, entry: (Int) -> Double
  )] {
    let scalars = reference.scalars
    func scaled(_ factor: Double) -> (Int) -> Double { { scalars[$0] * factor } }
    var changes = [
      ("all zeros", scaled(0)), ("the sign flipped", scaled(-1)), ("the factor 2", scaled(2)),
      ("the factor 1/2", scaled(0.5)),
    ]
    let extents = reference.shape.dimensions
    if extents.count >= 2, extents == extents.reversed() {
      let transposed = reference.transposed.scalars
      changes.append(("the transpose", { transposed[$0] }))
    }
    if let batch, batch > 1 {
      changes.append(("the factor N", scaled(Double(batch))))
      changes.append(("the factor 1/N", scaled(1 / Double(batch))))
    }
    return changes
  }
}

/// The trials of one part.
private struct PartAudit {
  private let key: PartKey
  private let tolerances: [Double]

  init(_ key: PartKey) {
    self.key = key
    tolerances = key.tolerances
  }

  /// The largest difference in terms of the tolerance.
  private func ratio(_ entry: (Int) -> Double) -> Double {
    var largest = 0.0
    for (position, right) in key.reference.scalars.enumerated() {
      let difference = (entry(position) - right).magnitude
      let share = difference == 0 ? 0 : difference / tolerances[position]
      if !(share <= largest) { largest = share }
    }
    return largest
  }

  /// Whether numbers of the reference's shape are no right answer.
  func rejects(_ entry: (Int) -> Double) -> SelfAudit.Trial.Result {
    let ratio = ratio(entry)
    if ratio <= SelfAudit.singleShare { return .notApplicable }
    guard ratio >= SelfAudit.margin else {
      return .failed(
        "is only \(shown(ratio, digits: 2)) tolerances away; choose other numbers, or a smaller tolerance"
      )
    }
    return rejectsPrinted(entry)
  }

  func rejectsMistake(_ value: Tensor<Double>) -> SelfAudit.Trial.Result {
    let result = rejects { value.scalars[$0] }
    return result == .notApplicable
      ? .failed("gives the right answer at these inputs; choose others") : result
  }

  private func rejectsPrinted(_ entry: (Int) -> Double) -> SelfAudit.Trial.Result {
    guard let asked = key.part.tolerance.asked else { return .passed }
    let value = Tensor(
      shape: key.reference.shape, scalars: key.reference.scalars.indices.map(entry))
    switch compare(value, asked) {
    case .exact, .rounded, .truncated:
      return .failed("is accepted where \(asked.words) are asked for; ask for more")
    case .imprecise, .wrong: return .passed
    }
  }

  func accepts<Scalar: TensorScalar>(_ value: Tensor<Scalar>)
    -> SelfAudit.Trial.Result
  {
    let ratio = ratio { Double(value.scalars[$0]) }
    guard ratio <= SelfAudit.singleShare else {
      return .failed(
        "is \(shown(ratio, digits: 2)) of a tolerance away, at most \(SelfAudit.singleShare) is safe; "
          + "choose numbers that cancel less, or a larger tolerance")
    }
    return .passed
  }

  func acceptsPrinted(_ asked: AskedDigits) -> SelfAudit.Trial.Result {
    switch compare(key.reference, asked) {
    case .exact, .rounded, .truncated: .passed
    case .imprecise: .failed("has too few digits to tell; ask for more")
    case .wrong: .failed("is rejected; ask for more")
    }
  }

  private func compare(_ value: Tensor<Double>, _ asked: AskedDigits) -> Comparison.Match {
    var tokens: [NumberToken] = []
    for scalar in value.scalars {
      guard let token = NumberToken(printing: scalar, to: asked) else { return .wrong }
      tokens.append(token)
    }
    return key.compare(tokens, with: key.reference).match
  }
}
