/// How the scores of a course's assignments become a total.
public struct TotalsScheme: Sendable {
  /// Assignments that are weighed together.
  public struct Category: Sendable {
    /// How the assignments of a category are weighed against each other.
    public enum Weighing: String, Sendable, CaseIterable {
      /// By the points there are.
      case points
      /// All the same.
      case equally
    }

    /// What it is called.
    public let title: String
    /// Its part of the total, in millionths.
    public let weight: Int
    /// Whether it comes on top of the total.
    public let isBonus: Bool
    /// How its assignments are weighed.
    public let weighing: Weighing
    /// How many of the lowest scores are left out.
    public let dropped: Int
    /// The assignments, in their order.
    public let assignments: [String]
    /// Those whose points come on top of what the others have.
    public let bonusAssignments: Set<String>

    /// Creates a category.
    public init(
      title: String, weight: Int, isBonus: Bool = false, weighing: Weighing = .points,
      dropped: Int = 0, assignments: [String], bonusAssignments: Set<String> = []
    ) {
      self.title = title
      self.weight = weight
      self.isBonus = isBonus
      self.weighing = weighing
      self.dropped = dropped
      self.assignments = assignments
      self.bonusAssignments = bonusAssignments
    }
  }

  /// What a student has who handed nothing in.
  public enum Missing: String, Sendable, CaseIterable {
    /// A score of 0.
    case zero
    /// Nothing that is counted.
    case blank
  }

  /// The total of somebody with all points.
  public let outOf: Int
  /// The digits after the point that the total is rounded to, once.
  public let decimals: Int
  /// What missing work counts.
  public let missing: Missing
  /// The grades with the least total of each, from the highest down.
  public let scale: [(grade: String, least: Points)]
  /// The categories, in their order.
  public let categories: [Category]

  /// Creates a scheme.
  public init(
    outOf: Int = 100, decimals: Int = 1, missing: Missing = .zero,
    scale: [(grade: String, least: Points)] = [], categories: [Category]
  ) {
    self.outOf = outOf
    self.decimals = decimals
    self.missing = missing
    self.scale = scale
    self.categories = categories
  }

  /// All assignments that count, in their order.
  public var assignments: [String] { categories.flatMap(\.assignments) }
}
