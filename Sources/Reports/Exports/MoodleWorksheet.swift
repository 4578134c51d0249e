internal import Coursework
internal import Diagnostics

/// Where the columns of Moodle's offline grading worksheet are, whatever language its header is in
/// (`mod/assign/feedback/offline`).
struct MoodleWorksheet {
  /// The participant's number, after a word.
  let identifier: Int
  /// The grade.
  let grade: Int
  /// The most points; nil if nobody knows where they stand.
  let maximum: Int?
  /// Whether the grade may be changed; nil if nobody knows where that stands.
  let changeable: Int?
  /// The comments; nil if there are none, or nobody knows where they stand.
  let comments: Int?

  /// What our own comments begin with, so that they can be told from a person's.
  static let mark = "nabla: "

  /// Finds the columns: by their English names, by the name of the grade's column, or by what stands in them.
  ///
  /// - Throws: a ``Diagnostic`` where that leaves a doubt.
  init(_ rows: [[CSVRecords.Cell]], in file: SourceText, named name: String?) throws(Diagnostic) {
    let header = rows.first?.map(\.text) ?? []
    let body = rows.dropFirst()
    identifier = header.firstIndex(of: "Identifier") ?? 0
    if let named = header.firstIndex(of: name ?? "Grade") {
      grade = named
      maximum =
        header.firstIndex(of: "Maximum Grade")
        ?? (MoodleWorksheet.isMaximum(named + 1, body) ? named + 1 : nil)
      changeable =
        header.firstIndex(of: "Grade can be changed")
        ?? maximum.flatMap { $0 + 1 < header.count ? $0 + 1 : nil }
      comments = MoodleWorksheet.comments(
        header, body, besides: [identifier, grade, maximum, changeable])
      return
    }
    guard name == nil else {
      throw Diagnostic(
        "there is no column '\(name ?? "")'", in: file, at: rows.first?.first?.range,
        help: "--column NAME names one of those there are")
    }
    // The points there are stand to the right of the grades, the same in every row.
    let found = header.indices.dropFirst().filter { index in
      MoodleWorksheet.isMaximum(index, body)
        && body.allSatisfy {
          index - 1 < $0.count && GradebookColumn.mayBeGrade($0[index - 1].text)
        }
    }
    guard let most = found.first, found.count == 1 else {
      throw Diagnostic(
        "it cannot be told which column holds the grades", in: file, at: rows.first?.first?.range,
        help: "--column NAME names it")
    }
    grade = most - 1
    maximum = most
    changeable = most + 1 < header.count ? most + 1 : nil
    comments = MoodleWorksheet.comments(
      header, body, besides: [identifier, grade, maximum, changeable])
  }

  /// The column of comments: by its name, or the last one if some of its cells are empty, or ours.
  ///
  /// A date is never empty.
  private static func comments(
    _ header: [String], _ rows: ArraySlice<[CSVRecords.Cell]>, besides others: [Int?]
  ) -> Int? {
    if let named = header.firstIndex(of: "Feedback comments"), !others.contains(named) {
      return named
    }
    let last = header.count - 1
    let isOpen = rows.contains { last < $0.count && isEmptyOrOwn($0[last].text) }
    return isOpen && !others.contains(last) ? last : nil
  }

  /// The number in a cell, with a point or a comma.
  static func number(_ text: String) -> Double? { Double(text.replacing(",", with: ".")) }

  private static func isMaximum(_ index: Int, _ rows: ArraySlice<[CSVRecords.Cell]>) -> Bool {
    guard let first = rows.first, index < first.count, let most = number(first[index].text),
      most > 0
    else { return false }
    return rows.allSatisfy { index < $0.count && $0[index].text == first[index].text }
  }

  /// Whether a cell has no comment, or one that an earlier export has written.
  static func isEmptyOrOwn(_ text: String) -> Bool {
    // Moodle gives comments back as HTML.
    var text = text[...]
    while text.first == "<", let end = text.firstIndex(of: ">") {
      text = text[text.index(after: end)...]
    }
    return text.isEmpty || text.hasPrefix(mark)
  }

  /// Whether a cell says no, in the languages that Moodle is used in most.
  static func isNo(_ text: String) -> Bool {
    [
      "no", "nein", "non", "nee", "nej", "nei", "ne", "nie", "não", "нет", "ні", "hayır", "いいえ",
      "否", "不", "아니요",
      "ei", "nem", "nu", "όχι", "لا", "לא",
    ].contains(text.lowercased())
  }
}
