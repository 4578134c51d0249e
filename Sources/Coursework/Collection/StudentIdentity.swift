/// What some system calls a student: a column of the roster, and what stands in it.
struct StudentIdentity: Hashable, Sendable, CustomStringConvertible {
  /// Where such names stand.
  enum Column: Hashable, Sendable {
    case student, email
    case id(StudentID)
    /// What only the download itself knows: a file's or a folder's name.
    case name

    /// The column's name in tables.
    var title: String {
      switch self {
      case .student: "student"
      case .email: "email"
      case .id(let id): id.rawValue
      case .name: "name"
      }
    }

    static let all: [Column] = [.student, .email] + StudentID.allCases.map(Column.id) + [.name]
  }

  let column: Column
  let value: String

  init(_ column: Column, _ value: String) {
    self.column = column
    // Addresses differ in capitals from system to system.
    self.value = column == .email ? value.lowercased() : value
  }

  /// As people read and write it: `canvas id 4711`.
  var description: String { "\(column.title) \(value)" }

  /// The names that a student has by the roster.
  static func of(_ entry: RosterEntry) -> [StudentIdentity] {
    [StudentIdentity(.student, entry.student)]
      + (entry.email.map { [StudentIdentity(.email, $0)] } ?? [])
      + StudentID.allCases.compactMap { id in
        entry.ids[id].map { StudentIdentity(.id(id), $0) }
      }
  }
}
