internal import Diagnostics

/// What stands in one folder, sorted by what grading makes of it.
struct SubmissionFolder {
  /// What a student may take for read, and why it is not.
  struct Unread: Sendable {
    let name: String
    let reason: String
  }

  /// The files that are read.
  let files: [String]
  /// Whether one of them has a name that only answers have: `answers.json`, `problem.part.csv`.
  let holdsAnswers: Bool
  /// The folders.
  let folders: [String]
  private let strays: [String]
  private let links: Set<String>
  private let path: String

  /// The most files and folders that a submission may have.
  static let mostEntries = 10_000

  /// Lists a folder.
  ///
  /// - Throws: a ``Diagnostic`` where it cannot be read, or holds too much.
  init(_ path: String) throws(Diagnostic) {
    self.path = path
    let listing = try FolderListing(path, most: SubmissionFolder.mostEntries)
    let entries = listing.entries.filter {
      !$0.isHidden && !SubmissionFolder.handedOut.contains($0.name)
    }
    folders = SubmissionFolder.folders(in: listing)
    links = Set(entries.filter(\.isLink).map(\.name))
    // A folder with the name of an answer was meant to be one, and cannot be read.
    let names = entries.filter { $0.kind != .folder || SubmissionFolder.isAnswers($0.name) }.map(
      \.name)
    let answers = names.filter(SubmissionFolder.isAnswers)
    // Tables of other names are read so that a misspelt part is told; other JSON only where there is no answer.
    let tables = names.filter { ["csv", "npy"].contains(SubmissionReader.split($0).ending) }
    let others = names.filter {
      ["json", "npz"].contains(SubmissionReader.split($0).ending) && !answers.contains($0)
    }
    holdsAnswers = !answers.isEmpty
    let read = Set(answers + tables + (answers.isEmpty ? others : []))
    files = names.filter(read.contains)
    strays =
      names.filter { name in
        !read.contains(name)
          && (others.contains(name) || name.lowercased().contains("answer")
            || SubmissionFolder.answerLike.contains(SubmissionReader.split(name).ending))
      } + entries.filter { $0.kind == .folder && $0.isLink && !names.contains($0.name) }.map(\.name)
  }

  /// The folders that may hold answers or be a student's.
  static func folders(in listing: FolderListing) -> [String] {
    listing.folders.filter { !handedOut.contains($0) && !isAnswers($0) }
  }

  /// Whether a file's name says that it holds answers, whatever the assignment is.
  static func isAnswers(_ name: String) -> Bool {
    if ["answers.json", "answers.npz"].contains(name.lowercased()) { return true }
    let (stem, ending) = SubmissionReader.split(name)
    let pieces = stem.split(separator: ".", omittingEmptySubsequences: false)
    return ["csv", "npy"].contains(ending) && pieces.count == 2
      && pieces.allSatisfy { !$0.isEmpty }
  }

  /// What looks like answers but is not read.
  var unread: [Unread] {
    let nested =
      files.isEmpty
      ? []
      : folders.filter { name in
        (try? SubmissionFolder("\(path)/\(name)"))?.files.isEmpty == false
      }
    return (strays + nested).sorted().map { name in
      if links.contains(name) {
        return Unread(name: name, reason: "a symbolic link is not followed")
      }
      if nested.contains(name) {
        return Unread(name: name, reason: "this folder is not looked into")
      }
      let isOtherAnswers = ["json", "npz"].contains(SubmissionReader.split(name).ending)
      return Unread(
        name: name,
        reason: isOtherAnswers && !files.isEmpty
          ? "this file is not read beside \(files[0])" : "this file is not read")
    }
  }

  /// What a handout puts beside the answers.
  private static let handedOut: Set<String> = ["inputs", "inputs.json"]

  private static let answerLike: Set<String> = [
    "txt", "tsv", "dat", "xls", "xlsx", "ods", "mat", "pkl", "h5", "gz", "zip", "7z", "rar", "tar",
  ]
}
