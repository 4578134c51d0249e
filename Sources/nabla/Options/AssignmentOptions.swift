import ArgumentParser
import Coursework
import Diagnostics

/// Where assignments are.
struct AssignmentOptions: ParsableArguments {
  @Option(help: "The folder that holds the assignments.")
  var assignments = "assignments"

  /// The folder around the assignments, for what belongs beside them; ends in `/` or is empty.
  var surroundings: String {
    let folder = assignments.hasSuffix("/") ? String(assignments.dropLast()) : assignments
    return folder.lastIndex(of: "/").map { String(folder[...$0]) } ?? ""
  }

  /// Where the gradebook is unless something else is said.
  var gradebook: String { surroundings + "gradebook.sqlite" }

  /// The folder of an assignment named by its id or by a path; nil if there is none.
  func folder(of name: String) -> String? {
    var path = name
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.hasSuffix("/assignment.yaml") { path.removeLast("/assignment.yaml".count) }
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
  ///   - isForStudents: Whether students may see the report: then its faults, which quote formulas, are only counted.
  /// - Returns: The assignment.
  /// - Throws: ``CommandFault`` if there is none, or it cannot be used.
  func read(_ name: String, readsSamples: Bool = false, isForStudents: Bool = false)
    throws(CommandFault) -> Assignment
  {
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
    do throws(Diagnostics) {
      return try AssignmentReader.read(folder: folder, readsSamples: readsSamples)
    } catch {
      guard isForStudents else { throw CommandFault(error.list, .fault) }
      let count = error.list.count
      throw CommandFault(
        "the assignment '\(visible(name))' cannot be used: \(count) fault\(count == 1 ? "" : "s") in it",
        help: "'nabla check \(visible(name))' lists what is wrong", .fault)
    }
  }
}
