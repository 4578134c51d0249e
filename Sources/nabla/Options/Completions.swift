import ArgumentParser
import Coursework
import Diagnostics
import Gallery
import GradebookStore
import Grading

/// What a shell offers where ids are asked for: those of the course in which it stands.
///
/// What cannot be read offers nothing.
enum Completions {
  /// The ids of assignments.
  static let assignments = CompletionKind.custom { _, _, _ in assignmentIDs }
  /// The ids of assignments, and their parts as `ASSIGNMENT.problem.part`.
  static let parts = CompletionKind.custom { _, _, word in parts(beginning: word) }
  /// The students of the roster, or else of the gradebook.
  static let students = CompletionKind.custom { _, _, _ in studentNames }
  /// Students, assignments and parts.
  static let studentsAndParts = CompletionKind.custom { _, _, word in
    studentNames + parts(beginning: word)
  }
  /// The names of the gallery.
  static let gallery = CompletionKind.custom { _, _, _ in GalleryEntry.all.map(\.name) }

  private static var options: AssignmentOptions? { try? AssignmentOptions.parse([]) }

  private static var assignmentIDs: [String] {
    guard let options else { return [] }
    return DiskFile.names(in: options.assignments).filter(options.isAssignment).sorted()
  }

  /// A part is offered once its assignment stands there.
  private static func parts(beginning word: String) -> [String] {
    let ids = assignmentIDs
    guard let id = ids.first(where: { word.hasPrefix("\($0).") }),
      let read = try? options?.read(id)
    else { return ids }
    return ids + read.parts.map { "\(id).\($0.part.name)" }
  }

  private static var studentNames: [String] {
    guard let options else { return [] }
    let course = try? options.course()
    if let roster = try? Roster.read(options.path(course?.roster ?? "roster.csv")) {
      return roster.entries.map(\.student)
    }
    guard let book = try? Gradebook.reading(path: options.gradebook),
      let found = try? book.snapshot(assignment: nil, student: nil, includesUnattempted: false)
    else { return [] }
    book.letGo()
    return Set(found.records.map(\.student)).sorted()
  }
}
