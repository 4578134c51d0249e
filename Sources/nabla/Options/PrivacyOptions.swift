import ArgumentParser
import Coursework
import Diagnostics

/// Whether lists tell who is who.
struct PrivacyOptions: ParsableArguments {
  @Flag(
    name: .customLong("pseudonyms"),
    help: "Numbers in place of students' names, as 'answers-of' has them.")
  var hidesNames = false

  /// Puts numbers in place of names, where that is asked for.
  ///
  /// - Parameters:
  ///   - listing: The list.
  ///   - course: The course.
  ///   - isByTime: Whether the order of the rows tells nothing of names.
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func hideNames(in listing: inout Listing, _ course: Course, isByTime: Bool = false)
    throws(CommandFault)
  {
    guard hidesNames else { return }
    listing.replaceNames(by: try course.pseudonyms(), isByTime: isByTime)
  }
}

extension Listing {
  private static let nameKeys: Set<String> = ["student", "other"]
  private static let personalKeys: Set<String> = ["name", "email", "section", "command"]

  /// Puts pseudonyms in place of students, and leaves out what else would tell who they are.
  mutating func replaceNames(by pseudonyms: [String: String], isByTime: Bool) {
    // Cells of tables are names as they are shown.
    let shown = Dictionary(pseudonyms.map { (visible($0.key), $0.value) }) { first, _ in first }
    func pseudonym(_ text: String) -> String { pseudonyms[text] ?? shown[text] ?? "somebody" }
    for (column, key) in records.keys.enumerated() {
      for row in records.rows.indices {
        guard case .text(let text?) = records.rows[row][column] else { continue }
        if Listing.nameKeys.contains(key) {
          records.rows[row][column] = .text(pseudonym(text))
        } else if Listing.personalKeys.contains(key) {
          records.rows[row][column] = .text(nil)
        }
      }
    }
    table.replace(in: ["student", "and"]) { $0.isEmpty || $0 == "all" ? $0 : pseudonym($0) }
    table.replace(in: ["name", "to look at it"]) { _ in "" }
    // The order of names would tell as much as the names.
    guard !isByTime, let column = records.keys.firstIndex(of: "student") else { return }
    let assignment = records.keys.firstIndex(of: "assignment")
    func text(_ row: Int, _ column: Int?) -> String {
      guard let column, case .text(let text?) = records.rows[row][column] else { return "" }
      return text
    }
    let order = records.rows.indices.sorted {
      (text($0, assignment), text($0, column), $0) < (text($1, assignment), text($1, column), $1)
    }
    records.rows = order.map { records.rows[$0] }
    table.reorder(order)
  }
}
