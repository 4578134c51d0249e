internal import Differences
internal import Tensors

/// Goes through witnesses entry by entry and keeps the gravest finding and the widest gaps.
struct ProofSearch {
  private let reference: Tensor<Double>
  private let reverse: Tensor<Double>?
  private let allowance: Double
  private let typical: Double
  private let takesKinks: Bool
  private(set) var finding = Proof.Finding.byDefinition
  private(set) var place = 0
  private(set) var reason = ""
  private(set) var gaps: [Proof.Pair: Proof.Gap] = [:]

  init(
    _ reference: Tensor<Double>, _ reverse: Tensor<Double>?, allowance: Double, typical: Double,
    takesKinks: Bool
  ) {
    self.takesKinks = takesKinks
    self.reference = reference
    self.reverse = reverse
    self.allowance = allowance
    self.typical = typical
  }

  mutating func find(
    _ found: Proof.Finding, at position: Int, _ text: @autoclosure () -> String = ""
  ) {
    guard found > finding else { return }
    (finding, place, reason) = (found, position, text())
  }

  private mutating func measure(_ pair: Proof.Pair, _ difference: Double, _ bound: Double) {
    let gap = Proof.Gap(difference: difference, bound: bound)
    // Not a number is the widest gap.
    if !(gap.ratio <= gaps[pair]?.ratio ?? -1) { gaps[pair] = gap }
  }

  /// A value's reference beside the forward's own value.
  mutating func compare(forward: Tensor<Double>) {
    for (position, (value, other)) in zip(reference.scalars, forward.scalars).enumerated() {
      let difference = (value - other).magnitude
      measure(.referenceAndReverse, difference, allowance)
      if difference <= allowance {
        find(.agrees, at: position)
      } else {
        let (a, b) = shownApart(value, other)
        find(.contradicted, at: position, "the reference gives \(a), the forward \(b)")
      }
    }
  }

  /// The reference beside reverse mode.
  ///
  /// Reverse mode follows one branch where several meet, and may be wrong there: where numeric
  /// differentiation sides with the reference, nothing is proved.
  mutating func compareReverse(_ numeric: NumericEvidence?) {
    guard let reverse else { return }
    var derivatives: [Derivative] = []
    if case .entries(let all)? = numeric { derivatives = all }
    for (position, (value, other)) in zip(reference.scalars, reverse.scalars).enumerated() {
      let difference = (value - other).magnitude
      measure(.referenceAndReverse, difference, allowance)
      guard !(difference <= allowance) else { continue }
      // Reverse mode follows one branch of several.
      if takesKinks, derivatives.indices.contains(position), derivatives[position].isKink {
        continue
      }
      // Where the forward ends, reverse mode may have multiplied an infinite slope by nothing.
      if other.isFinite, derivatives.indices.contains(position),
        derivatives[position] == .domainEdge
      {
        continue
      }
      let (a, b) = shownApart(value, other)
      let sides = derivatives.indices.contains(position) ? derivatives[position].smooth : nil
      let isBacked = sides.map { (value - $0.value).magnitude <= $0.bound + allowance } ?? false
      find(
        isBacked ? .unproved : .contradicted, at: position,
        "the reference gives \(a), reverse-mode differentiation \(b)"
          + (isBacked ? "; numeric differentiation sides with the reference" : ""))
    }
  }

  /// Second derivatives beside second differences of the forward, and beside each other in the other order.
  mutating func compare(_ curvature: Curvature) {
    let (first, second) = curvature.directions
    let columns = second.count
    guard reference.scalars.count == first.count * columns else { return }
    var along = 0.0
    for (position, entry) in reference.scalars.enumerated() {
      along += first[position / columns] * entry * second[position % columns]
      guard curvature.isSymmetric else { continue }
      let mirrored = reference.scalars[position % columns * columns + position / columns]
      guard !((entry - mirrored).magnitude <= 2 * allowance) else { continue }
      let (a, b) = shownApart(entry, mirrored)
      find(
        .contradicted, at: position,
        "second derivatives do not depend on the order, and the reference gives \(a) for one and \(b) for the other"
      )
    }
    // Rounding errors of the entries are independent: they add up as squares.
    func length(_ direction: [Double]) -> Double {
      direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let allowed = curvature.bound + allowance * length(first) * length(second)
    guard !((along - curvature.value).magnitude <= allowed) else { return }
    let (a, b) = shownApart(along, curvature.value)
    find(
      .contradicted, at: 0,
      "along a random direction the reference gives \(a), second differences of the forward \(b) ± \(shown(curvature.bound, digits: 2))"
    )
  }

  /// One entry beside its numeric derivative.
  mutating func compare(_ derivative: Derivative, at position: Int) {
    let value = reference.scalars[position]
    switch derivative {
    case .smooth(let numeric, let bound):
      let allowed = bound + allowance
      let difference = (value - numeric).magnitude
      let isUncertain = !(bound <= 1e-6 * typical) && !(typical == 0 && bound <= 1e-12)
      if !(difference <= allowed) {
        measure(.referenceAndNumeric, difference, allowed)
        let (a, b) = shownApart(value, numeric)
        find(
          .contradicted, at: position,
          "the reference gives \(a), the numeric derivative \(b) ± \(shown(bound, digits: 2))")
      } else if isUncertain {
        find(
          .unproved, at: position,
          "the numeric derivative \(shown(numeric)) ± \(shown(bound, digits: 2)) is too uncertain "
            + "to prove anything")
      } else {
        measure(.referenceAndNumeric, difference, allowed)
        find(.agrees, at: position)
      }
      guard let other = reverse?.scalars[position], !isUncertain else { return }
      let apart = (other - numeric).magnitude
      measure(.reverseAndNumeric, apart, allowed)
      if !(apart <= allowed) {
        find(
          difference <= allowed ? .unproved : .contradicted, at: position,
          "reverse-mode differentiation gives \(shown(other)), the numeric derivative "
            + "\(shown(numeric)) ± \(shown(bound, digits: 2))")
      }
    case .kink(let below, let above, let bound):
      let (lower, upper) = (min(below, above), max(below, above))
      let isBetween = value >= lower - bound - allowance && value <= upper + bound + allowance
      // Kinks that the assignment speaks of are part of the question.
      find(
        isBetween ? (takesKinks ? .agrees : .unproved) : .contradicted, at: position,
        "the forward has a kink here, with slopes \(shown(lower)) and \(shown(upper)), and the "
          + "reference gives \(shown(value))")
    case .singular:
      find(.unproved, at: position, "the forward has no finite slope here: it jumps or is vertical")
    case .domainEdge:
      find(.unproved, at: position, "the forward ends here: it is not finite to one side")
    case .nonFinite: find(.contradicted, at: position, "the forward is not finite here")
    }
  }

  /// A row of a large answer beside the numeric derivative along a direction.
  mutating func compare(_ projection: NumericEvidence.Projection) {
    guard case .smooth(let numeric, let bound) = projection.derivative else {
      find(.unproved, at: 0, "along a random direction the forward is not smooth here")
      return
    }
    let count = projection.length
    let direction = RandomDirection.entries(count: count, number: projection.number)
    let start = projection.row * count
    func projected(_ tensor: Tensor<Double>) -> Double {
      var sum = 0.0
      var lost = 0.0
      for i in 0..<count {
        let term = tensor.scalars[start + i] * direction[i] - lost
        let next = sum + term
        lost = (next - sum) - term
        sum = next
      }
      return sum
    }
    // Rounding errors of the entries are independent: they add up as squares.
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let allowed = bound + allowance * length
    let value = projected(reference)
    let difference = (value - numeric).magnitude
    measure(.referenceAndNumeric, difference, allowed)
    if !(difference <= allowed) {
      find(
        .contradicted, at: start,
        "along a random direction the reference gives \(shown(value)), the numeric derivative "
          + "\(shown(numeric)) ± \(shown(bound, digits: 2))")
    } else if !(bound <= 1e-6 * typical * length) {
      find(.unproved, at: start, "the numeric derivative along a random direction is too uncertain")
    } else {
      find(.agrees, at: start)
    }
    guard let reverse else { return }
    let apart = (projected(reverse) - numeric).magnitude
    measure(.reverseAndNumeric, apart, allowed)
    if !(apart <= allowed) {
      find(
        .contradicted, at: start,
        "along a random direction reverse-mode differentiation and the numeric derivative differ")
    }
  }
}
