public import Diagnostics
internal import Foundation

/// The submissions that a path names: one rule for every command.
///
/// A folder named for an assignment is a class: the folders directly in it are the students, and what lies beside them
/// is nobody's. A folder in such a folder is one student's. Of another folder that is graded by an assignment, the
/// contents decide, and where they have two readings, it is refused.
///
/// The file is long because every way to lay a class out on a disk is told from the others here.
public struct SubmissionSearch: Sendable {
  /// A path, or a student's folder, that cannot be graded.
  public struct Refusal: Error {
    /// Why.
    public let diagnostic: Diagnostic
    /// Whether it cannot be read; otherwise it does not tell whose submission it is.
    public let isUnreadable: Bool
  }

  /// The submissions, in the order of their paths.
  public private(set) var found: [SubmissionPlace] = []
  /// The students' folders that cannot be graded.
  public private(set) var refused: [Refusal] = []
  /// What lies in a class's folder and is nobody's, by the folder.
  public private(set) var passedOver: [(folder: String, names: [String])] = []

  /// What a class's folder may hold besides students, for other commands.
  private static let reserved: Set<String> = [
    CollectionManifest.fileName, UnmatchedList.fileName, ".attempts",
  ]

  /// Folders that other programs leave about, and that hold nobody's answers.
  private static let tools: Set<String> = [
    "__MACOSX", ".git", ".svn", ".hg", ".ipynb_checkpoints", ".idea", ".vscode", ".Trash",
  ]

  /// Finds the submissions at a path: a student's folder, a file in it, a class, or a folder of classes.
  ///
  /// - Parameters:
  ///   - path: The path, as typed.
  ///   - student: The student, where that is said: the path is this student's submission.
  ///   - assignment: The assignment, where that is said.
  ///   - isAssignment: Whether a folder's name is an assignment's id.
  /// - Throws: a ``Refusal`` if there is nothing, or where it cannot be told what the path is.
  public init(
    _ path: String, student: String? = nil, assignment: String? = nil,
    isAssignment: (String) -> Bool
  ) throws(Refusal) {
    let absolute =
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    let names = SubmissionSearch.components(absolute)
    switch DiskFile.kind(path) {
    case .missing: throw SubmissionSearch.fault(path, "there is no such file or folder")
    case .other: throw SubmissionSearch.fault(path, "this is not a plain file or folder")
    case .file: try addFile(path, names, student, assignment, isAssignment)
    case .folder: try addFolder(path, names, student, assignment, isAssignment)
    }
  }

  /// The names on a path, from its end.
  private static func name(_ names: [String], _ depth: Int) -> String {
    names.count > depth ? names[names.count - 1 - depth] : ""
  }

  /// A file is its student's where the folder is; beside students' folders it is nobody's.
  private mutating func addFile(
    _ path: String, _ names: [String], _ student: String?, _ assignment: String?,
    _ isAssignment: (String) -> Bool
  ) throws(Refusal) {
    func named(_ depth: Int) -> String { SubmissionSearch.name(names, depth) }
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
    if student == nil {
      let around = try SubmissionSearch(
        folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder, assignment: assignment,
        isAssignment: isAssignment)
      guard around.found.count == 1, around.passedOver.isEmpty, around.refused.isEmpty,
        around.found[0].student == named(1)
      else {
        throw SubmissionSearch.unclear(
          path, "this file does not lie in one student's folder", help: "say --student NAME")
      }
    }
    found = [
      SubmissionPlace(
        SubmissionLocation(
          folder: path.hasPrefix("/") && folder.isEmpty ? "/" : folder, files: [named(0)],
          unread: [], student: student ?? named(1), assignment: named(2)))
    ]
  }

  private mutating func addFolder(
    _ path: String, _ names: [String], _ student: String?, _ assignment: String?,
    _ isAssignment: (String) -> Bool
  ) throws(Refusal) {
    func named(_ depth: Int) -> String { SubmissionSearch.name(names, depth) }
    var folder = path
    // `eve/.` is `eve`, also where that is a link.
    while folder.utf8.count > 1, folder.hasSuffix("/") || folder.hasSuffix("/.") {
      folder.removeLast()
    }
    let (own, parent) = (named(0), named(1))
    if student == nil, DiskFile.isLink(folder), !isAssignment(own) {
      throw SubmissionSearch.unclear(
        folder, "a symbolic link is not followed",
        help: "say --student NAME to grade what it leads to")
    }
    if student != nil || (isAssignment(parent) && !isAssignment(own)) {
      found = [
        SubmissionPlace(
          try SubmissionLocation.ofStudent(folder, student: student ?? own, assignment: parent))
      ]
    } else if isAssignment(own) {
      guard !isAssignment(parent) else {
        throw SubmissionSearch.ambiguous(folder, own, "both names of this path are assignments")
      }
      try addClass(folder, assignment: own)
      try requireStudents(folder)
      // Whoever names the folder of one submission for the assignment has answers right there.
      if let (_, beside) = passedOver.first, beside.contains(where: SubmissionFolder.isAnswers),
        found.lazy.filter(\.hasAnswers).prefix(2).count < 2
      {
        throw SubmissionSearch.ambiguous(folder, own, "there are answers right in it")
      }
    } else if let assignment {
      try addByContents(folder, own, parent: parent, assignment, isAssignment)
    } else {
      try addClasses(folder, own, parent: parent, isAssignment)
    }
  }

  /// The submission in one folder, whatever it is named.
  ///
  /// - Throws: a ``Diagnostic`` if there is none.
  static func one(at path: String) throws(Refusal) -> SubmissionLocation {
    let search = try SubmissionSearch(path, student: "expected") { _ in false }
    guard let only = try search.found.first?.located(), !only.files.isEmpty else {
      throw fault(path, "there are no answers here")
    }
    return only
  }

  /// The folders directly in a class's folder, each a student's.
  private mutating func addClass(_ path: String, assignment: String) throws(Refusal) {
    let listing = try SubmissionSearch.listing(path)
    // Strings are equal where they are the same but for composition, of which ASCII has one alone.
    let twins = Dictionary(
      grouping: listing.entries.lazy.map(\.name).filter { !$0.utf8.allSatisfy { $0 < 0x80 } }
    ) { $0 }.filter { $1.count > 1 }
    var others: [String] = []
    found.reserveCapacity(found.count + listing.entries.count)
    // What is wrong with a manifest is told when the class is graded.
    let manifest = (try? CollectionManifest.ofClass(path)) ?? CollectionManifest()
    let earlier = manifest.earlierAttempts
    let folder = SubmissionPlace.ClassFolder(path, assignment: assignment)
    for entry in listing.entries where !SubmissionSearch.isReserved(entry.name) {
      if entry.kind != .folder || entry.isHidden {
        // A name with a point before it may be a student's that was meant.
        if entry.kind == .folder, !SubmissionSearch.tools.contains(entry.name),
          (try? SubmissionFolder("\(path)/\(entry.name)"))?.holdsAnswers == true
        {
          refused.append(
            SubmissionSearch.unclear(
              "\(path)/\(entry.name)",
              "the folder's name cannot be a student's: it starts with a point"))
        } else {
          others.append(entry.name)
        }
        continue
      }
      do throws(Refusal) {
        let hasTwin = twins[entry.name] != nil
        for number in earlier[entry.name] ?? [] {
          found.append(SubmissionPlace(attempt: number, in: folder, student: entry.name))
        }
        found.append(try student(entry, in: folder, hasTwin: hasTwin))
      } catch {
        refused.append(error)
      }
    }
    for name in listing.undecodable {
      refused.append(
        SubmissionSearch.unclear(
          "\(path)/\(name)", "this name is not UTF-8, so it names no student"))
    }
    if !others.isEmpty { passedOver.append((path, others)) }
  }

  /// Whether a name in a class's folder belongs to another command, or to one that was interrupted.
  private static func isReserved(_ name: String) -> Bool {
    reserved.contains(name) || name.hasPrefix(".nabla-")
  }

  private func student(
    _ entry: FolderListing.Entry, in folder: SubmissionPlace.ClassFolder, hasTwin: Bool
  ) throws(Refusal) -> SubmissionPlace {
    let place = "\(folder.path)/\(entry.name)"
    if let reason = Roster.nameRefusal(entry.name) {
      throw SubmissionSearch.unclear(place, "the folder's name cannot be a student's: \(reason)")
    }
    if entry.isLink { throw SubmissionSearch.fault(place, "a symbolic link is not followed") }
    if hasTwin {
      throw SubmissionSearch.unclear(
        place, "another folder here has the same name, composed otherwise", help: "rename one")
    }
    return SubmissionPlace(in: folder, student: entry.name)
  }

  /// Reads a folder; what cannot be read is refused.
  static func readable<T>(_ body: () throws(Diagnostic) -> T) throws(Refusal) -> T {
    do throws(Diagnostic) {
      return try body()
    } catch {
      throw Refusal(diagnostic: error, isUnreadable: true)
    }
  }

  private static func listing(_ path: String) throws(Refusal) -> FolderListing {
    try readable { () throws(Diagnostic) in try FolderListing(path) }
  }

  /// The classes in a folder; without any, what is there for an assignment that nobody knows.
  private mutating func addClasses(
    _ path: String, _ own: String, parent: String, _ isAssignment: (String) -> Bool
  ) throws(Refusal) {
    let listing = try SubmissionSearch.listing(path)
    if listing.folders.contains(where: isAssignment) {
      for name in listing.folders { try addClass("\(path)/\(name)", assignment: name) }
      // A class whose assignment nobody knows is misspelt; other folders are none.
      found.removeAll { !isAssignment($0.assignment) && !$0.hasAnswers }
      for entry in listing.entries
      where isAssignment(entry.name) && (entry.isLink || entry.kind != .folder) {
        refused.append(
          SubmissionSearch.unclear(
            "\(path)/\(entry.name)", "a class is a folder, and no link to one"))
      }
      let folders = Set(listing.folders).union(listing.entries.map(\.name).filter(isAssignment))
      let others = listing.entries.map(\.name).filter { !folders.contains($0) }
      if !others.isEmpty { passedOver.append((path, others)) }
    } else if listing.folders.contains("submissions") {
      throw SubmissionSearch.unclear(
        path, "this folder is not named for an assignment", help: "name \(path)/submissions")
    } else if listing.entries.contains(where: { SubmissionFolder.isAnswers($0.name) }) {
      found = [
        SubmissionPlace(
          try SubmissionLocation.ofStudent(path, student: own, assignment: parent))
      ]
    } else {
      try addClass(path, assignment: own)
      found.removeAll { !$0.hasAnswers }
    }
    try requireStudents(path)
  }

  /// One student's submission, or a class: whichever the contents leave possible.
  private mutating func addByContents(
    _ path: String, _ own: String, parent: String, _ assignment: String,
    _ isAssignment: (String) -> Bool
  ) throws(Refusal) {
    let listing = try SubmissionSearch.listing(path)
    let folders = SubmissionFolder.folders(in: listing)
    if let first = folders.first(where: isAssignment) {
      throw SubmissionSearch.unclear(
        path, "this folder holds an assignment's class, '\(first)'", help: "name \(path)/\(first)")
    }
    // Two are enough for a class.
    let filled = folders.lazy.filter { name in
      guard let inner = try? SubmissionFolder("\(path)/\(name)") else { return true }
      return inner.holdsAnswers
        || (try? SubmissionLocation.answerFolders(in: "\(path)/\(name)", inner, depth: 2))?.isEmpty
          != true
    }.prefix(2).map { $0 }
    let holdsAnswers = listing.entries.contains { SubmissionFolder.isAnswers($0.name) }
    switch (holdsAnswers, filled.count) {
    case (false, 2...): try addClass(path, assignment: assignment)
    case (true, 0):
      found = [
        SubmissionPlace(
          try SubmissionLocation.ofStudent(path, student: own, assignment: parent))
      ]
    case (false, 0):
      let only = try SubmissionLocation.ofStudent(path, student: own, assignment: parent)
      guard !only.files.isEmpty else {
        throw SubmissionSearch.unclear(
          path, "there are no answers in this folder",
          help: "of a student who handed nothing in, say --student \(own)")
      }
      found = [SubmissionPlace(only)]
    default:
      throw SubmissionSearch.ambiguous(
        path, own,
        holdsAnswers
          ? "there are answers here and in the folder '\(filled[0])'"
          : "there are answers in the folder '\(filled[0])' alone")
    }
  }

  private func requireStudents(_ path: String) throws(Refusal) {
    guard found.isEmpty, refused.isEmpty else { return }
    throw SubmissionSearch.fault(
      path, "there are no students' folders in this one",
      help: "a submission is a folder ASSIGNMENT/STUDENT; of one student's folder, say --student")
  }

  private static func ambiguous(_ path: String, _ own: String, _ why: String) -> Refusal {
    unclear(
      path, "this may be one student's folder or a class: \(why)",
      help:
        "for one student say --student \(own); for a class name the students' folders: \(path)/*")
  }

  /// What cannot be read.
  private static func fault(_ path: String, _ message: String, help: String? = nil) -> Refusal {
    Refusal(
      diagnostic: Diagnostic(message, in: SourceText(name: path, bytes: []), help: help),
      isUnreadable: true)
  }

  /// What does not tell whose submission it is.
  static func unclear(_ path: String, _ message: String, help: String? = nil) -> Refusal {
    Refusal(
      diagnostic: Diagnostic(message, in: SourceText(name: path, bytes: []), help: help),
      isUnreadable: false)
  }

  /// The components of a path, with `.` and `..` worked out.
  private static func components(_ path: String) -> [String] {
    var parts: [String] = []
    for piece in path.utf8.split(separator: UInt8(ascii: "/")) {
      let part = String(decoding: piece, as: UTF8.self)
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return parts
  }
}
