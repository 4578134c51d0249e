/// One student of a course, as the roster has it.
public struct RosterEntry: Sendable, Hashable {
  /// The name that the student's folders and attempts have.
  public let student: String
  /// The name that people use; nil if the roster does not say.
  public let name: String?
  /// The address.
  public let email: String?
  /// The section.
  public let section: String?
  /// Those with whom the student hands in, one after another.
  public let groups: [GroupMembership]
  /// What other systems call the student, by system.
  public let ids: [StudentID: String]
  /// The student's own due times, by assignment; under nil for all that are not named.
  public let extensions: [String?: Extension]
  /// What the student need not hand in.
  public let excused: Excused

  /// A student of whom no more than the name is known.
  public init(student: String) {
    self.init(
      student: student, name: nil, email: nil, section: nil, groups: [], ids: [:], extensions: [:],
      excused: .nothing)
  }

  init(
    student: String, name: String?, email: String?, section: String?,
    groups: [GroupMembership],
    ids: [StudentID: String],
    extensions: [String?: Extension], excused: Excused
  ) {
    self.student = student
    self.name = name
    self.email = email
    self.section = section
    self.groups = groups
    self.ids = ids
    self.extensions = extensions
    self.excused = excused
  }

  /// The name that people use, or what the folders have.
  public var shownName: String { name ?? student }

  /// The group in which the student hands in what is due at a moment; nil if there is none.
  ///
  /// - Parameter due: When it is due for everybody; without a due time, the group that lasts counts.
  /// - Returns: The group's name.
  public func group(at due: Moment?) -> String? { groups.last { $0.holds(at: due) }?.name }

  /// The student's own due time for an assignment.
  public func `extension`(for assignment: String) -> Extension? {
    extensions[assignment] ?? extensions[nil]
  }

  /// Whether the student need not hand an assignment in.
  public func isExcused(from assignment: String) -> Bool {
    switch excused {
    case .nothing: false
    case .everything: true
    case .assignments(let names): names.contains(assignment)
    }
  }

  /// The assignments that extensions and excuses name.
  public var namedAssignments: Set<String> {
    var names = Set(extensions.keys.compactMap { $0 })
    if case .assignments(let excused) = excused { names.formUnion(excused) }
    return names
  }

  /// What a student need not hand in.
  public enum Excused: Sendable, Hashable {
    case nothing, everything
    case assignments(Set<String>)
  }
}

/// What other systems call a student: a column of the roster.
public enum StudentID: String, Sendable, CaseIterable {
  /// Canvas's own number.
  case canvas = "canvas id"
  /// Canvas's SIS User ID.
  case sisUser = "sis user id"
  /// Canvas's SIS Login ID.
  case sisLogin = "sis login id"
  /// Moodle's ID number.
  case idNumber = "id number"
  /// The number after `Participant` in Moodle's grading worksheet.
  case participant = "participant"
  /// Gradescope's SID.
  case sid = "sid"
  /// The GitHub user.
  case github = "github"
}
