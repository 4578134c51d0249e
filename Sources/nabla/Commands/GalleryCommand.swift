import ArgumentParser
import Coursework
import Diagnostics
import Gallery

struct GalleryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "List the assignments that come with the program; 'new ID --from NAME' takes one.")

  @Option(help: "Only those with these words in their name, title or topics.")
  var about: String?

  @Option(help: "How to print them.")
  var format = ListFormat.table

  func run() throws {
    var listing = Listing(
      table: TextTable(["name", "title", "parts", "topics"], rightAligned: [2]),
      records: Records(keys: ["name", "title", "parts", "topics"]),
      nothing: "the gallery has nothing about that; 'nabla gallery' lists all of it")
    for entry in GalleryEntry.all {
      let assignment = try orFault { () throws(Diagnostics) in try entry.assignment() }
      let topics = entry.topics.joined(separator: ", ")
      let text = "\(entry.name) \(assignment.title) \(topics)".lowercased()
      let words = (about ?? "").lowercased().split(separator: " ")
      if !words.allSatisfy({ text.contains($0) }) { continue }
      listing.add(
        [entry.name, assignment.title, "\(assignment.parts.count)", topics],
        [
          .text(entry.name), .text(assignment.title), .count(assignment.parts.count),
          .text(topics),
        ])
    }
    try Console.result(listing.text(format))
  }
}
