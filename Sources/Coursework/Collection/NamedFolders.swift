/// Folders named for students, or for repositories of students.
enum NamedFolders {
  /// Clones: each folder is named for a GitHub user or a student, after a prefix that all share.
  static func repositories(in download: Download, assignment: String, prefix: String?) -> (
    work: [HandedInWork], strays: [Download.File]
  ) {
    let prefixes = [prefix ?? "\(assignment)-"]
    let (folders, strays) = folders(
      in: download.unwrapped(isNamed: false) { prefixes.contains(where: $0.hasPrefix) })
    let work = folders.map { name, files in
      let names = prefixes.filter(name.hasPrefix).map { String(name.dropFirst($0.count)) } + [name]
      return HandedInWork(
        people: [
          names.flatMap { [StudentIdentity(.id(.github), $0), StudentIdentity(.student, $0)] }
        ], name: name, files: files.map { (own($0.path, assignment), $0) }, isPrepared: true)
    }
    return (work, strays)
  }

  /// Of a repository that has a folder for the assignment, what lies in it.
  private static func own(_ path: [String], _ assignment: String) -> [String] {
    let inner = path.dropFirst()
    guard let index = inner.dropLast().prefix(3).firstIndex(of: assignment) else {
      return Array(inner)
    }
    return Array(inner[(index + 1)...])
  }

  /// What people name folders by; the numbers that Canvas and Moodle give are known to nobody else.
  private static let columns: [StudentIdentity.Column] =
    [.student, .email] + [.sisLogin, .sid, .idNumber, .github].map { .id($0) }

  /// Folders, or single files, named as some column of the roster has the student.
  ///
  /// - Parameters:
  ///   - download: The folder.
  ///   - names: How answers are named.
  ///   - isKnown: Whether the roster has a student of that name; nil if there is no roster.
  /// - Returns: The work, and what is nobody's.
  static func students(
    in download: Download, _ names: HandedInName, isKnown: ((String) -> Bool)?
  ) -> (
    work: [HandedInWork], strays: [Download.File]
  ) {
    let (folders, files) = folders(
      in: download.unwrapped(isNamed: isKnown != nil) { isKnown?($0) ?? false })
    func people(_ name: String) -> [[StudentIdentity]] {
      [columns.map { StudentIdentity($0, name) }]
    }
    var work = folders.map { name, files in
      HandedInWork(
        people: people(name), name: name, files: files.map { (Array($0.path.dropFirst()), $0) })
    }
    for file in files {
      let name = file.path[0]
      let (stem, ending) = SubmissionReader.split(name)
      // `ada.json`, or `ada_answers.json`
      let separate = name.indices.first { index in
        "_- ".contains(name[index])
          && names.isExpected(names.meant(by: String(name[name.index(after: index)...])))
      }
      if let separate {
        work.append(
          HandedInWork(
            people: people(String(name[..<separate])), name: name,
            files: [([String(name[name.index(after: separate)...])], file)]))
      } else {
        let isAnswers = ["json", "npz"].contains(ending)
        work.append(
          HandedInWork(
            people: people(stem), name: name,
            files: [([isAnswers ? "answers.\(ending)" : name], file)]))
      }
    }
    return (work, [])
  }

  /// What lies in each folder, and what lies beside them.
  private static func folders(in files: [Download.File]) -> (
    folders: [(name: String, files: [Download.File])], beside: [Download.File]
  ) {
    var folders: [(name: String, files: [Download.File])] = []
    var beside: [Download.File] = []
    for file in files {
      guard file.path.count > 1 else {
        beside.append(file)
        continue
      }
      if folders.last?.name == file.path[0] {
        folders[folders.count - 1].files.append(file)
      } else {
        folders.append((file.path[0], [file]))
      }
    }
    return (folders, beside)
  }
}
