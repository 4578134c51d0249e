import Coursework

/// Files about one student that lie beside the gradebook, where this program puts them.
struct Leftovers {
  /// The paths, in their order.
  let paths: [String]

  init(_ options: AssignmentOptions, gradebook: String, students: Set<String>) {
    let root = options.surroundings
    paths =
      (students.flatMap { Leftovers.files(of: $0, in: root) } + Leftovers.archives(in: root)
      + Leftovers.backups(of: gradebook)).sorted()
  }

  private static func files(of student: String, in root: String) -> [String] {
    var paths: [String] = []
    for (folder, names) in [
      ("submissions", [student, ".attempts/\(student)"]), ("handouts", [student]),
      ("reports", ["TEST-\(student).xml", "\(student).html"]),
      ("feedback", ["\(student).html", "\(student).txt", "\(student).eml"]),
    ] {
      for inner in DiskFile.names(in: root + folder) {
        paths += names.map { "\(root)\(folder)/\(inner)/\($0)" }
          .filter { DiskFile.kind($0) != .missing }
      }
    }
    // These have a number or a part behind the name.
    for folder in ["letters", "staff"] {
      for inner in DiskFile.names(in: root + folder) {
        paths += DiskFile.names(in: "\(root)\(folder)/\(inner)")
          .filter { $0.hasPrefix("\(student)-") }.map { "\(root)\(folder)/\(inner)/\($0)" }
      }
    }
    return paths
  }

  private static func archives(in root: String) -> [String] {
    ["feedback", "submissions"].flatMap { folder in
      DiskFile.names(in: root + folder).filter { $0.hasSuffix(".zip") }
        .map { "\(root)\(folder)/\($0)" }
    }
  }

  private static func backups(of gradebook: String) -> [String] {
    let slash = gradebook.lastIndex(of: "/")
    let folder = slash.map { String(gradebook[...$0]) } ?? ""
    let name = slash.map { String(gradebook[gradebook.index(after: $0)...]) } ?? gradebook
    return DiskFile.names(in: folder.isEmpty ? "." : folder)
      .filter { $0.hasPrefix("\(name).backup-") }.map { folder + $0 }
  }
}
