import Coursework

/// Files about one student that lie beside the gradebook, where this program puts them.
struct Leftovers {
  /// The paths, in their order.
  let paths: [String]

  init(_ options: AssignmentOptions, gradebook: String, student: String) {
    let root = options.surroundings
    var paths: [String] = []
    for (folder, names) in [
      ("submissions", [student, ".attempts/\(student)"]),
      ("handouts", [student]),
      ("reports", ["TEST-\(student).xml", "\(student).html"]),
      ("feedback", ["\(student).html", "\(student).txt", "\(student).eml"]),
      ("staff", ["\(student).html"]),
    ] {
      for inner in DiskFile.names(in: root + folder) {
        paths += names.map { "\(root)\(folder)/\(inner)/\($0)" }
          .filter { DiskFile.kind($0) != .missing }
      }
      paths += DiskFile.names(in: root + folder).filter { $0.hasSuffix(".zip") }
        .map { "\(root)\(folder)/\($0)" }
    }
    for inner in DiskFile.names(in: root + "letters") {
      paths += DiskFile.names(in: "\(root)letters/\(inner)")
        .filter { $0.hasPrefix("\(student)-") }.map { "\(root)letters/\(inner)/\($0)" }
    }
    let slash = gradebook.lastIndex(of: "/")
    let folder = slash.map { String(gradebook[...$0]) } ?? ""
    let name = slash.map { String(gradebook[gradebook.index(after: $0)...]) } ?? gradebook
    paths += DiskFile.names(in: folder.isEmpty ? "." : folder)
      .filter { $0.hasPrefix("\(name).backup-") }.map { folder + $0 }
    self.paths = paths.sorted()
  }
}
