public import Coursework
public import Grading

/// What pages about a class are made from.
public struct ClassFigures: Sendable {
  /// A student of the class.
  public struct Member: Sendable {
    /// What the student has.
    public let standing: Standing
    /// The student's line of the roster.
    public let entry: RosterEntry

    /// Creates a member.
    public init(_ standing: Standing, _ entry: RosterEntry) {
      self.standing = standing
      self.entry = entry
    }
  }

  /// A part of the assignment.
  public struct Part: Worth, Sendable {
    /// Its full name.
    public let name: PartName
    /// What its problem is called.
    public let problem: String
    /// What it is called.
    public let title: String
    /// The points there are.
    public let points: Points
    /// Whether they come on top.
    public let isBonus: Bool

    /// Creates a part.
    public init(name: PartName, problem: String, title: String, points: Points, isBonus: Bool) {
      self.name = name
      self.problem = problem
      self.title = title
      self.points = points
      self.isBonus = isBonus
    }
  }

  let title: String
  let members: [Member]
  let parts: [Part]
  let findings: ClassFindings
  let statistics: AssignmentStatistics

  /// Puts the figures of a class together.
  ///
  /// - Parameters:
  ///   - title: What the assignment is called.
  ///   - members: The class.
  ///   - parts: The assignment's parts, in their order.
  ///   - findings: What was done wrong.
  public init(
    title: String, members: [Member], parts: [Part], findings: ClassFindings
  ) {
    self.title = title
    self.members = members
    self.parts = parts
    self.findings = findings
    statistics = ClassFigures.statistics(members, parts)
  }

  private static func statistics(_ members: [Member], _ parts: [Part]) -> AssignmentStatistics {
    AssignmentStatistics(
      members.map(\.standing), parts: parts.map { ($0.name, $0.points) },
      of: parts.maximum)
  }

  /// The points there are, without those that come on top.
  var total: Points { parts.maximum }

  /// The parts with their figures, those that fewest got right first.
  var byHardness: [(part: Part, figures: AssignmentStatistics.PartFigures)] {
    zip(parts, statistics.parts).enumerated().sorted {
      ($0.element.1.shareCorrect ?? 2, $0.offset) < ($1.element.1.shareCorrect ?? 2, $1.offset)
    }.map(\.element)
  }

  /// How many attempts that count have each verdict in a part.
  func verdicts(of part: PartName) -> [Verdict: Int] {
    var counts: [Verdict: Int] = [:]
    for member in members where member.standing.state != .excused {
      guard let result = member.standing.counted?.parts.first(where: { $0.name == part }) else {
        continue
      }
      counts[result.verdict, default: 0] += 1
    }
    return counts
  }

  /// The sections of the roster, each with its own figures; empty if there are fewer than two.
  var sections: [(name: String, members: [Member], figures: AssignmentStatistics)] {
    let groups = Dictionary(grouping: members) { $0.entry.section ?? "" }
    guard groups.count > 1 else { return [] }
    return groups.sorted { $0.key < $1.key }.map {
      ($0.key.isEmpty ? "none" : $0.key, $0.value, ClassFigures.statistics($0.value, parts))
    }
  }
}

/// A share for people: whole per cent.
func percent(_ share: Double?) -> String {
  share.map { "\(shown(($0 * 100).rounded(), digits: 3)) %" } ?? "–"
}
