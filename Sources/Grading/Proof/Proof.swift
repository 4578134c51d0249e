internal import Coursework
internal import Differences
internal import Tensors

/// What independent witnesses say about a reference, entry by entry.
///
/// With ρ = 1e-9 · rms(r) + 2e-8 · max|r₃₂ − r| for the reference's own rounding: a reference `r` and
/// reverse mode agree within ρ; either agrees with a numeric derivative `D` of bound `E` within `E + ρ`;
/// and a numeric derivative proves something only where `E ≤ 1e-6 · rms(r)`.
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

  /// Two witnesses of the same number.
  public enum Pair: String, Sendable, CaseIterable {
    case referenceAndReverse = "reference_reverse"
    case referenceAndNumeric = "reference_numeric"
    case reverseAndNumeric = "reverse_numeric"
  }

  /// The difference of two witnesses where it is the largest in terms of what is allowed.
  public struct Gap: Sendable {
    /// The difference.
    public let difference: Double
    /// The largest difference that counts as agreement.
    public let bound: Double
    /// The difference in terms of the bound.
    public var ratio: Double { difference == 0 ? 0 : difference / bound }
  }

  /// What may not be finite.
  enum NotFinite {
    case reference
    /// What is differentiated.
    case forward
  }

  /// The finding.
  public let finding: Finding
  /// Whether numeric differentiation looked at some entries and directions only.
  public let isSampled: Bool
  /// The first entry with that finding, by its index along each axis; empty for a scalar.
  public let entry: [Int]
  /// What was found there, in one sentence with its numbers; empty if all is well.
  public let reason: String
  /// How far apart the witnesses are; a pair is missing if one of them was not asked.
  public let gaps: [Pair: Gap]
  /// How far two right computations of an entry may be apart, ρ.
  public let agreementTolerance: Double
  /// How much single precision's rounding grows on the way to the reference: the largest difference
  /// in units of single precision's roundoff times the reference's root mean square.
  public let condition: Double

  init(
    _ part: Part, reference: Tensor<Double>, singlePrecisionError single: Double,
    numeric: NumericEvidence?,
    reverse: Tensor<Double>?, binding: Tensor<Double>?, curvature: Curvature?, fault: String?,
    notFinite: (NotFinite) -> String?
  ) {
    let typical = reference.rootMeanSquare
    let allowance = 1e-9 * typical + 2e-8 * single
    var search = ProofSearch(
      reference, reverse, allowance: allowance, typical: typical,
      takesKinks: part.kinks != nil)
    if let fault { search.find(.contradicted, at: 0, fault) }
    for (position, value) in reference.scalars.enumerated() where !value.isFinite {
      search.find(
        .contradicted, at: position,
        "the reference is not finite: \(notFinite(.reference) ?? shown(value))")
    }
    // What is not finite is the plainest thing to say, so it is said before anything it leads to.
    if case .entries(let derivatives)? = numeric,
      let position = derivatives.firstIndex(of: .nonFinite)
    {
      search.find(
        .contradicted, at: position,
        "the forward is not finite here" + (notFinite(.forward).map { ": \($0)" } ?? ""))
    }
    if let binding, part.reference != nil { search.compare(forward: binding) }
    if reverse != nil { search.compareReverse(numeric) }
    if let curvature { search.compare(curvature) }
    switch numeric {
    case .entries(let derivatives):
      for (position, derivative) in derivatives.enumerated() {
        search.compare(derivative, at: position)
      }
    case .samples(let entries, let directions):
      for (position, derivative) in entries { search.compare(derivative, at: position) }
      for projection in directions { search.compare(projection) }
    case nil: break
    }
    finding = search.finding
    if case .samples? = numeric { isSampled = true } else { isSampled = false }
    entry = reference.shape.index(at: search.place)
    reason = search.reason
    gaps = search.gaps
    agreementTolerance = allowance
    condition = typical > 0 ? single / (typical * 0x1p-24) : 0
  }
}
