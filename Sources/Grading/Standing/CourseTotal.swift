public import Coursework

/// What one student has for a course: weighted, with the lowest scores left out, and rounded once.
///
/// Every step is exact. Each assignment counts by its share `s / m` of the points there are for the student, weighed by the
/// assignment's points or equally; a category has the weighed mean of what is kept of it, and the total is the weighed mean
/// of the categories in which something counts.
public struct CourseTotal: Sendable {
  /// What an assignment adds.
  public struct Entry: Sendable {
    /// Its id.
    public let assignment: String
    /// What the student has.
    public let state: Standing.State
    /// The points; nil if there is no score.
    public let score: Points?
    /// The points there are for the student.
    public let maximum: Points
    /// Whether its points come on top.
    public let isBonus: Bool
    /// Whether it is among the lowest, which are left out.
    public fileprivate(set) var isDropped = false
    /// Whether it counts.
    public var counts: Bool { share != nil && !isDropped }
    /// The share in per cent to two digits; nil if it does not count in any case.
    public var percent: Points? {
      share?.times(Fraction(whole: 100))?.rounded(decimals: 2).map { Points(millionths: $0) }
    }
    /// The share of the points; nil if it does not count in any case.
    let share: Fraction?
    /// How much it weighs in its category.
    fileprivate let weight: Fraction
  }

  /// What a category comes to.
  public struct Category: Sendable {
    /// Its place in the scheme.
    public let scheme: TotalsScheme.Category
    /// Its assignments.
    public let entries: [Entry]
    /// The share of its points; nil if nothing in it counts.
    let share: Fraction?

    /// The share in per cent to two digits; nil if nothing in it counts.
    public var percent: Points? {
      share?.times(Fraction(whole: 100))?.rounded(decimals: 2).map { Points(millionths: $0) }
    }
  }

  /// The student.
  public let student: String
  /// The categories, in their order.
  public let categories: [Category]
  /// The total, rounded; nil if something is disputed, or nothing counts.
  public let total: Points?
  /// The grade by the scale; nil if there is no total, or none so low.
  public let grade: String?

  /// The numbers of a student's scores are such that they cannot be added up exactly.
  public struct Overflow: Error {}

  /// The assignments in which a person has to decide first.
  public var disputed: [String] { assignments(in: .disputed) }
  /// The assignments of which nothing was handed in.
  public var missing: [String] { assignments(in: .missing) }
  /// The assignments that need not be handed in.
  public var excused: [String] { assignments(in: .excused) }
  /// The assignments that are left out as the lowest.
  public var dropped: [String] {
    categories.flatMap(\.entries).filter(\.isDropped).map(\.assignment)
  }

  private func assignments(in state: Standing.State) -> [String] {
    categories.flatMap(\.entries).filter { $0.state == state }.map(\.assignment)
  }

  /// Adds a student's scores up.
  ///
  /// - Parameters:
  ///   - student: The student.
  ///   - scheme: How.
  ///   - points: The points of each assignment.
  ///   - standings: What the student has, by assignment; what is not there is missing.
  /// - Throws: ``Overflow``.
  public init(
    student: String, scheme: TotalsScheme, points: [String: Points],
    standings: [String: Standing]
  ) throws(Overflow) {
    self.student = student
    var categories: [Category] = []
    for category in scheme.categories {
      var entries = try category.assignments.map { id throws(Overflow) in
        try CourseTotal.entry(
          id, standings[id], points[id] ?? .zero, category, scheme.missing)
      }
      try CourseTotal.drop(category.dropped, from: &entries)
      categories.append(
        Category(
          scheme: category, entries: entries,
          share: try CourseTotal.share(of: entries, isBonus: category.isBonus)))
    }
    self.categories = categories
    let isOpen = categories.contains { $0.entries.contains { $0.state == .disputed } }
    let exact = try isOpen ? nil : CourseTotal.sum(categories, outOf: scheme.outOf)
    guard let exact else {
      (total, grade) = (nil, nil)
      return
    }
    guard let rounded = exact.rounded(decimals: scheme.decimals) else { throw Overflow() }
    let total = Points(millionths: rounded)
    self.total = total
    grade = scheme.scale.first { $0.least <= total }?.grade
  }

  private static func entry(
    _ id: String, _ standing: Standing?, _ points: Points, _ category: TotalsScheme.Category,
    _ missing: TotalsScheme.Missing
  ) throws(Overflow) -> Entry {
    let state = standing?.state ?? .missing
    let maximum = state == .graded ? standing?.maximum ?? points : points
    var share: Fraction?
    if state == .graded, let score = standing?.score {
      // Nothing to be had is nothing that counts.
      share = Fraction(Int128(score.millionths), over: Int128(maximum.millionths))
    } else if state == .missing, missing == .zero {
      share = .zero
    }
    return Entry(
      assignment: id, state: state, score: standing?.score, maximum: maximum,
      isBonus: category.bonusAssignments.contains(id), share: points > .zero ? share : nil,
      weight: category.weighing == .equally
        ? Fraction(whole: 1) : Fraction(whole: Int128(points.millionths)))
  }

  /// Leaves out those without which the weighed mean of the others is largest; at least one stays.
  ///
  /// With equal weights these are the lowest shares. With unequal ones the best choice maximises a quotient of sums, and is
  /// found by Dinkelbach's iteration: for the mean q reached so far, those with the largest w(p − q) are kept, until q grows
  /// no more (Kane and Kane, "Dropping lowest grades", 2006).
  private static func drop(_ count: Int, from entries: inout [Entry]) throws(Overflow) {
    let able = entries.indices.filter { entries[$0].share != nil && !entries[$0].isBonus }
    let keeps = max(1, able.count - count)
    guard keeps < able.count else { return }
    var kept = Array(able.suffix(keeps))
    var mean = try self.mean(kept.map { entries[$0] })
    while true {
      var gains: [(index: Int, gain: Fraction)] = []
      for index in able {
        guard let gain = entries[index].share?.minus(mean)?.times(entries[index].weight) else {
          throw Overflow()
        }
        gains.append((index, gain))
      }
      let next = try sorted(gains).prefix(keeps).map(\.index)
      let better = try self.mean(next.map { entries[$0] })
      guard let grows = mean.isLess(than: better) else { throw Overflow() }
      // Where all choices come to the same, the order decides, so that it is always the same one.
      kept = next
      guard grows else { break }
      mean = better
    }
    for index in able where !kept.contains(index) { entries[index].isDropped = true }
  }

  /// The largest first; of equal ones the first in the course.
  private static func sorted(_ gains: [(index: Int, gain: Fraction)]) throws(Overflow) -> [(
    index: Int, gain: Fraction
  )] {
    var sorted: [(index: Int, gain: Fraction)] = []
    for item in gains {
      var place = sorted.count
      while place > 0 {
        guard let isLess = sorted[place - 1].gain.isLess(than: item.gain) else { throw Overflow() }
        guard isLess else { break }
        place -= 1
      }
      sorted.insert(item, at: place)
    }
    return sorted
  }

  private static func mean(_ entries: [Entry]) throws(Overflow) -> Fraction {
    var (sum, weight) = (Fraction.zero, Fraction.zero)
    for entry in entries {
      guard let share = entry.share, let added = share.times(entry.weight).flatMap(sum.plus),
        let more = weight.plus(entry.weight)
      else { throw Overflow() }
      (sum, weight) = (added, more)
    }
    guard let mean = sum.divided(by: weight) else { throw Overflow() }
    return mean
  }

  /// What is kept of a category, with its bonus on top; nil if nothing counts.
  private static func share(of entries: [Entry], isBonus: Bool) throws(Overflow) -> Fraction? {
    let kept = entries.filter { $0.counts && !$0.isBonus }
    guard !kept.isEmpty else { return nil }
    var share = try mean(kept)
    var weight = Fraction.zero
    for entry in kept {
      guard let more = weight.plus(entry.weight) else { throw Overflow() }
      weight = more
    }
    for entry in entries where entry.counts && entry.isBonus {
      guard let own = entry.share?.times(entry.weight)?.divided(by: weight),
        let more = share.plus(own)
      else { throw Overflow() }
      share = more
    }
    return share
  }

  private static func sum(_ categories: [Category], outOf: Int) throws(Overflow) -> Fraction? {
    var (sum, weight) = (Fraction.zero, Fraction.zero)
    for category in categories {
      guard let share = category.share else { continue }
      let own = Fraction(whole: Int128(category.scheme.weight))
      guard let added = share.times(own).flatMap(sum.plus),
        let more = category.scheme.isBonus ? weight : weight.plus(own)
      else { throw Overflow() }
      (sum, weight) = (added, more)
    }
    guard weight != .zero else { return nil }
    guard let total = sum.divided(by: weight)?.times(Fraction(whole: Int128(outOf))) else {
      throw Overflow()
    }
    return total
  }
}
