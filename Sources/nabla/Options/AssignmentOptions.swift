import ArgumentParser
import Coursework
import Diagnostics
import Foundation

/// Where assignments are.
struct AssignmentOptions: ParsableArguments {
  @Option(
    name: .customLong("assignments"),
    help: "The folder that holds the assignments (default: assignments in the course's folder).")
  var statedAssignments: String?

  @Option(
    name: .customLong("course"),
    help: "The course's folder (default: here, or the nearest folder upward with a course.yaml).")
  var statedCourse: String?

  /// The folder that holds the assignments.
  var assignments: String { statedAssignments ?? surroundings + "assignments" }

  /// The folder of the course, for what belongs beside the assignments; ends in `/` or is empty.
  var surroundings: String {
    guard statedCourse == nil, let statedAssignments else {
      return CourseFolder.prefix(statedCourse)
    }
    let folder =
      statedAssignments.hasSuffix("/") ? String(statedAssignments.dropLast()) : statedAssignments
    return folder.lastIndex(of: "/").map { String(folder[...$0]) } ?? ""
  }

  /// What the course says of itself; nil if there is no `course.yaml`.
  func course() throws(CommandFault) -> CourseFile? {
    try CourseFolder.file(in: surroundings, isAssignment: isAssignment)
  }

  /// The roster of the course; nil if there is none.
  func rosterBeside() throws(CommandFault) -> Roster? {
    let beside = path(try course()?.roster ?? "roster.csv")
    guard DiskFile.kind(beside) != .missing else { return nil }
    return try orFault { () throws(Diagnostics) in try Roster.read(beside) }
  }

  func validate() throws {
    if let statedCourse, DiskFile.kind(statedCourse) != .folder {
      throw ValidationError("there is no folder '\(visible(statedCourse))'")
    }
  }

  /// Where the gradebook is unless something else is said.
  ///
  /// A course that cannot be read is told of where it is asked for more.
  var gradebook: String {
    let file = try? course()
    return path(file?.gradebook ?? "gradebook.sqlite")
  }

  /// A path in the course's folder.
  func path(_ name: String) -> String { name.hasPrefix("/") ? name : surroundings + name }

  /// The folder of an assignment named by its id or by a path; nil if there is none.
  func folder(of name: String) -> String? {
    var path = name
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.hasSuffix("/assignment.yaml") { path.removeLast("/assignment.yaml".count) }
    // `.` is a folder with a name.
    if [".", ".."].contains(path.split(separator: "/").last ?? "") {
      path = URL(fileURLWithPath: path).standardizedFileURL.path
    }
    let candidates = path.contains("/") ? [path] : ["\(assignments)/\(path)", path]
    return candidates.first { DiskFile.kind("\($0)/assignment.yaml") != .missing }
  }

  /// Whether a word is the id of an assignment.
  func isAssignment(_ word: String) -> Bool {
    AssignmentReader.isID(word)
      && DiskFile.kind("\(assignments)/\(word)/assignment.yaml") != .missing
  }

  /// Reads an assignment.
  ///
  /// - Parameters:
  ///   - name: Its id or path.
  ///   - readsSamples: Whether the files of sample submissions are read too.
  ///   - takesForm: Whether it may say only what is asked for.
  ///   - isForStudents: Whether students may see the report: then its faults, which quote formulas, are only counted.
  /// - Returns: The assignment.
  /// - Throws: ``CommandFault`` if there is none, or it cannot be used.
  func read(
    _ name: String, readsSamples: Bool = false, takesForm: Bool = false,
    isForStudents: Bool = false
  ) throws(CommandFault) -> Assignment {
    guard let folder = folder(of: name) else {
      let known = DiskFile.names(in: assignments).filter(isAssignment)
      let close = suggestion(for: name, among: known)
      throw CommandFault(
        "there is no assignment '\(name)' in '\(assignments)'",
        help: close.map { "did you mean \($0)?" }
          ?? (known.isEmpty
            ? "say where the assignments are: --assignments DIR"
            : "known here: \(known.joined(separator: ", "))"),
        .usage)
    }
    let course = try course()
    do throws(Diagnostics) {
      let read = try AssignmentReader.read(
        folder: folder, readsSamples: readsSamples, in: course)
      if takesForm || !read.isForm { return read }
    } catch {
      guard isForStudents else { throw CommandFault(error.list, .fault) }
      let count = error.list.count
      throw CommandFault(
        "the assignment '\(visible(name))' cannot be used: \(count) fault\(count == 1 ? "" : "s") in it",
        help: "'nabla check \(visible(name))' lists what is wrong", .fault)
    }
    throw CommandFault(
      "'\(visible(name))' says only what is asked for, and not what is right",
      help: "'nabla answers' reads submissions by it; whoever grades has the whole definition",
      .fault)
  }
}
