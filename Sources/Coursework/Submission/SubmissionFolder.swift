/// What stands in one folder, sorted by what grading makes of it.
struct SubmissionFolder {
  /// What a student may take for read, and why it is not.
  struct Unread: Sendable {
    let name: String
    let reason: String
  }

  /// The answer files.
  private(set) var files: [String] = []
  /// The folders.
  private(set) var folders: [String] = []
  private var strays: [String] = []
  private let path: String

  /// Lists a folder; one that cannot be read is empty.
  init(_ path: String) {
    self.path = path
    var otherwiseNamed: [String] = []
    for name in DiskFile.names(in: path) where !SubmissionFolder.handedOut.contains(name) {
      let ending = SubmissionReader.split(name).ending
      if ["csv", "npy"].contains(ending)
        || ["answers.json", "answers.npz"].contains(name.lowercased())
      {
        files.append(name)
      } else if DiskFile.kind("\(path)/\(name)") == .folder {
        if DiskFile.isLink("\(path)/\(name)") { strays.append(name) } else { folders.append(name) }
      } else if ["json", "npz"].contains(ending) {
        otherwiseNamed.append(name)
      } else if SubmissionFolder.answerLike.contains(ending)
        || name.lowercased().contains("answer")
      {
        strays.append(name)
      }
    }
    // Under another name such a file counts only where there is nothing else.
    if files.isEmpty { files = otherwiseNamed } else { strays += otherwiseNamed }
  }

  /// What looks like answers but is not read.
  var unread: [Unread] {
    let nested =
      files.isEmpty
      ? [] : folders.filter { !SubmissionFolder("\(path)/\($0)").files.isEmpty }
    return (strays + nested).sorted().map { name in
      if DiskFile.isLink("\(path)/\(name)") {
        return Unread(name: name, reason: "a symbolic link is not followed")
      }
      if nested.contains(name) {
        return Unread(name: name, reason: "this folder is not looked into")
      }
      let isAnswers = ["json", "npz"].contains(SubmissionReader.split(name).ending)
      return Unread(
        name: name,
        reason: isAnswers ? "this file is not read beside \(files[0])" : "this file is not read")
    }
  }

  /// What a handout puts beside the answers, and what macOS puts into archives.
  private static let handedOut: Set<String> = ["inputs", "inputs.json", "__MACOSX"]

  private static let answerLike: Set<String> = [
    "txt", "tsv", "dat", "xls", "xlsx", "ods", "mat", "pkl", "h5", "gz", "zip", "7z", "rar", "tar",
  ]
}
