import Coursework
import GradebookStore

/// What happened, for people or programs.
enum HistoryText {
  static func listing(_ events: [HistoryEvent]) -> Listing {
    var listing = Listing(
      table: TextTable(
        ["when", "what", "assignment", "student", "attempt", "points", "by", "about"],
        rightAligned: [4, 5]),
      records: Records(keys: [
        "at", "kind", "assignment", "student", "attempt", "part", "points", "by", "detail",
        "undone",
      ]), nothing: "nothing happened")
    for event in events {
      let about = [event.part, event.detail.isEmpty ? nil : event.detail].compactMap { $0 }
      listing.add(
        [
          "\(event.at)", event.kind.rawValue, event.assignment,
          event.student ?? (event.kind == .forgotten ? "somebody" : "all"),
          event.attempt.map { "\($0)" } ?? "", event.points?.description ?? "", event.by ?? "",
          about.joined(separator: ": ") + (event.isUndone ? " (undone later)" : ""),
        ],
        [
          .text("\(event.at)"), .text(event.kind.rawValue), .text(event.assignment),
          .text(event.student), .count(event.attempt), .text(event.part),
          .number(event.points?.value), .text(event.by), .text(event.detail), .flag(event.isUndone),
        ])
    }
    return listing
  }
}
