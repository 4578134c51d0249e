/// Whose inputs are drawn: a student's own, or those of a group that hands in together.
public enum InputsOwner: Hashable, Sendable {
  /// One student.
  case student(String)
  /// All members of a group.
  case group(String)

  /// The field of the draw: no student can be called as a group is.
  var field: String {
    switch self {
    case .student(let name): name
    case .group(let name): "group/\(name)"
    }
  }

  /// The student; nil if it is a group.
  public var student: String? {
    if case .student(let name) = self { name } else { nil }
  }

  /// The group's name; nil if it is one student.
  public var group: String? {
    if case .group(let name) = self { name } else { nil }
  }
}
