/// The zip that Moodle makes of an assignment's submissions: a folder a student,
/// `First Last_123_assignsubmission_file_`, or files whose names start so (`mod/assign/locallib.php`).
///
/// The number is the participant's in this assignment, as its grading worksheet has it.
enum MoodleDownload {
  /// The participant, and what is left of a name; nil for a name that Moodle does not make.
  static func name(_ text: String) -> (participant: String, isFile: Bool, rest: String)? {
    let pieces = text.split(separator: "_", maxSplits: 4, omittingEmptySubsequences: false)
    guard pieces.count >= 4, pieces[2] == "assignsubmission", !pieces[1].isEmpty,
      pieces[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return (String(pieces[1]), pieces[3] == "file", pieces.count > 4 ? String(pieces[4]) : "")
  }

  static func work(in download: Download) -> (work: [HandedInWork], strays: [Download.File]) {
    var order: [String] = []
    var works: [String: HandedInWork] = [:]
    var strays: [Download.File] = []
    for file in download.files {
      guard
        let (index, found) = file.path.enumerated().lazy.compactMap({ index, piece in
          name(piece).map { (index, $0) }
        }).first
      else {
        strays.append(file)
        continue
      }
      let (participant, isFile, rest) = found
      if works[participant] == nil {
        order.append(participant)
        works[participant] = HandedInWork(
          people: [[StudentIdentity(.id(.participant), participant)]], name: file.path[index],
          files: [])
      }
      // What was typed into Moodle's own field is text, and no file of answers.
      guard isFile else { continue }
      let inner = (rest.isEmpty ? [] : [rest]) + file.path.dropFirst(index + 1)
      if !inner.isEmpty { works[participant]?.files.append((inner, file)) }
    }
    return (order.compactMap { works[$0] }, strays)
  }
}
