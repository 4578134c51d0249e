/// Days that a student may be late in a course without losing points.
public struct SlipDays: Sendable, Hashable {
  /// How many each student has.
  public let days: Int
  /// The assignments they may be spent on; nil for all.
  public let assignments: Set<String>?

  /// Creates an allowance.
  public init(days: Int, assignments: Set<String>? = nil) {
    self.days = days
    self.assignments = assignments
  }

  /// Whether they may be spent on an assignment.
  public func covers(_ assignment: String) -> Bool { assignments?.contains(assignment) ?? true }
}
