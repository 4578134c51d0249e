/// The zip that Canvas makes of an assignment's submissions: all files in one folder, named
/// `lastfirst_LATE_123_456_answers-2.json` (`lib/content_zipper.rb`).
///
/// The first number is the student's, the second the file's. Canvas takes such names apart in the same way when feedback
/// comes back.
enum CanvasDownload {
  /// What a file's name says.
  struct Name {
    let user: StudentIdentity
    let isLate: Bool
    let file: String
  }

  /// Takes a name apart; nil for one that Canvas does not make of a file handed in.
  static func name(_ text: String) -> Name? {
    let pieces = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    if pieces[0] == "anon" { return anonymous(pieces) }
    let pairs = pieces.indices.dropFirst().filter { index in
      index + 2 < pieces.count && isNumber(pieces[index]) && isNumber(pieces[index + 1])
    }
    guard let user = pairs.first, let last = pairs.last else { return nil }
    let file = pieces[(last + 2)...].joined(separator: "_")
    guard !file.isEmpty else { return nil }
    // A student whose name ends like a number of Canvas could be taken for somebody else: a person looks.
    let identity =
      pairs.count == 1
      ? StudentIdentity(.id(.canvas), pieces[user])
      : StudentIdentity(.name, pieces[...(last + 1)].joined(separator: "_"))
    return Name(user: identity, isLate: pieces[1..<user].contains("LATE"), file: file)
  }

  /// Where names are hidden: `anon_LATE_x7Kp2_456_answers.json`.
  private static func anonymous(_ pieces: [String]) -> Name? {
    var rest = pieces.dropFirst()
    let isLate = rest.first == "LATE"
    if isLate { rest = rest.dropFirst() }
    guard rest.count >= 3, let id = rest.popFirst(), let file = rest.popFirst(), isNumber(file)
    else { return nil }
    return Name(
      user: StudentIdentity(.name, "anon_\(id)"), isLate: isLate,
      file: rest.joined(separator: "_"))
  }

  /// A name up to the number of the file; nil where that cannot be told.
  static func start(of text: String) -> String? {
    guard let name = name(text), text.hasSuffix("_\(name.file)") else { return nil }
    return String(text.dropLast(name.file.count + 1))
  }

  private static func isNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  static func work(in download: Download) -> (work: [HandedInWork], strays: [Download.File]) {
    var order: [StudentIdentity] = []
    var works: [StudentIdentity: HandedInWork] = [:]
    var strays: [Download.File] = []
    for file in download.files {
      guard let name = file.path.last.flatMap(name) else {
        strays.append(file)
        continue
      }
      if works[name.user] == nil {
        order.append(name.user)
        works[name.user] = HandedInWork(
          people: [[name.user]], name: file.path.last ?? "", files: [])
      }
      works[name.user]?.files.append(([name.file], file))
      if name.isLate { works[name.user]?.isMarkedLate = true }
    }
    return (order.compactMap { works[$0] }, strays)
  }
}
