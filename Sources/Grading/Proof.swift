internal import Coursework
internal import Differences
internal import Tensors

/// What independent witnesses say about a reference, entry by entry.
///
/// With ρ = 1e-9 · rms(r) + 2e-8 · max|r₃₂ − r| for the reference's own rounding, a reference `r` and
/// a numeric derivative `D` with its bound `E` agree when `|r − D| ≤ E + ρ`; and they prove something
/// only where `E ≤ 1e-6 · rms(r)`.
public struct Proof: Sendable {
  /// The finding as a whole: that of the entry with the gravest one.
  public enum Finding: Int, Sendable, Comparable {
    /// There is nothing to compare with: the part is right by definition.
    case byDefinition
    /// The witnesses agree on every entry.
    case agrees
    /// A witness cannot tell for at least one entry.
    case unproved
    /// The witnesses disagree, or the reference is not finite.
    case contradicted

    /// Whether this one is less grave.
    public static func < (a: Finding, b: Finding) -> Bool { a.rawValue < b.rawValue }
  }

  /// The finding.
  public let finding: Finding
  /// The first entry with that finding, by its index along each axis.
  public let entry: [Int]
  /// What was found there, in one sentence with its numbers; empty where all is well.
  public let reason: String
  /// The largest difference between the witnesses, and the bound there; nil without a comparison.
  public let worst: (difference: Double, bound: Double)?
  /// The reference's own rounding, ρ.
  public let rounding: Double

  init(
    _ part: Part, reference: Tensor<Double>, rounding single: Double, numeric: [Derivative]?,
    binding: Tensor<Double>?
  ) {
    let typical = reference.rootMeanSquare
    let allowance = 1e-9 * typical + 2e-8 * single
    rounding = allowance
    var finding = Finding.byDefinition
    var place = 0
    var reason = ""
    var worst: (difference: Double, bound: Double)?
    func find(_ found: Finding, at position: Int, _ text: @autoclosure () -> String) {
      guard found > finding else { return }
      (finding, place, reason) = (found, position, text())
    }
    func measure(_ difference: Double, _ bound: Double) {
      if !(difference / bound <= (worst.map { $0.difference / $0.bound } ?? -1)) {
        worst = (difference, bound)
      }
    }
    for (position, value) in reference.scalars.enumerated() {
      guard value.isFinite else {
        find(.contradicted, at: position, "the reference is not finite: \(value)")
        continue
      }
      if let binding, part.reference != nil {
        let difference = (value - binding.scalars[position]).magnitude
        measure(difference, allowance)
        if difference <= allowance {
          find(.agrees, at: position, "")
        } else {
          find(
            .contradicted, at: position,
            "the reference gives \(shown(value)), the forward \(shown(binding.scalars[position]))")
        }
      }
      guard let numeric else { continue }
      switch numeric[position] {
      case .smooth(let derivative, let bound):
        let difference = (value - derivative).magnitude
        if !(difference <= bound + allowance) {
          measure(difference, bound + allowance)
          find(
            .contradicted, at: position,
            "the reference gives \(shown(value)), the numeric derivative \(shown(derivative)) "
              + "± \(shown(bound, digits: 2))")
        } else if !(bound <= 1e-6 * typical), !(typical == 0 && bound <= 1e-12) {
          find(
            .unproved, at: position,
            "the numeric derivative \(shown(derivative)) ± \(shown(bound, digits: 2)) is too "
              + "uncertain to prove anything")
        } else {
          measure(difference, bound + allowance)
          find(.agrees, at: position, "")
        }
      case .kink(let lower, let upper, let bound):
        let isBetween = value >= lower - bound - allowance && value <= upper + bound + allowance
        find(
          isBetween ? .unproved : .contradicted, at: position,
          "the forward has a kink here, with slopes \(shown(lower)) and \(shown(upper)), and the "
            + "reference gives \(shown(value))")
      case .singular:
        find(.unproved, at: position, "the forward has no finite slope here")
      case .domainEdge:
        find(.unproved, at: position, "the forward ends here: it is not finite to one side")
      case .nonFinite:
        find(.contradicted, at: position, "the forward is not finite here")
      }
    }
    self.finding = finding
    entry = reference.shape.index(at: place)
    self.reason = reason
    self.worst = worst
  }
}
