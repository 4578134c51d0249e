internal import Crypto
internal import Foundation

/// A message as mail programs save it (RFC 5322, with attachments as RFC 2045 and 2183 have them).
struct MailMessage {
  /// One attachment.
  struct Attachment: Equatable {
    let name: String
    let bytes: [UInt8]
  }

  /// The sender's address; nil if there is none.
  let sender: String?
  /// When the last server on the way took it, as it wrote; nil if none did, or it cannot be read.
  ///
  /// The date of a message is the sender's to choose, and so are the lines of earlier servers.
  let received: (moment: Moment, text: String)?
  /// By what the message is known wherever it lies: as it says, else by its bytes.
  let id: String
  /// What is attached, in its order.
  let attachments: [Attachment]

  /// The deepest that parts are looked for in parts.
  private static let deepest = 8

  /// Takes a message apart.
  init(_ bytes: [UInt8]) {
    let entity = MailEntity(bytes[...])
    // Two senders are none: nobody knows which of them a mail program shows.
    sender =
      entity.count(of: "from") == 1 ? entity.header("from").flatMap(MailMessage.address) : nil
    received = entity.header("received").flatMap(MailMessage.time)
    id =
      entity.header("message-id").map { text in
        String(text.filter { !"<> ".contains($0) }.prefix(120))
      } ?? String(SHA256.hash(data: bytes).map(hexadecimal).joined().prefix(12))
    attachments = MailMessage.attachments(of: entity, depth: 0)
  }

  /// Whether a line begins a message: `From ada@example.org Fri Nov 20 21:00:00 2026`, as mbox(5) has it.
  ///
  /// A sentence that begins so has no time of day in it.
  private static func isStart(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.starts(with: "From ".utf8), line.count < 400 else { return false }
    let words = line.split(whereSeparator: { [0x20, 0x0D, 0x0A].contains($0) })
    return words.contains { word in
      word.count >= 5 && word.split(separator: 0x3A).count >= 2
        && word.allSatisfy { (0x30...0x3A).contains($0) }
    }
  }

  /// The messages of a file in which each begins with a line of its own (mbox); one where there is no such line.
  static func messages(in bytes: [UInt8]) -> [[UInt8]] {
    let mark = Array("From ".utf8)
    guard bytes.starts(with: mark) else { return [bytes] }
    var messages: [[UInt8]] = []
    var isAfterBlank = true
    for line in MailEntity.lines(of: bytes[...]) {
      let text = bytes[line]
      if isAfterBlank, isStart(text) || messages.isEmpty {
        messages.append([])
      } else if let last = messages.indices.last {
        // What begins like that within a message has got a > before it.
        let isQuoted = text.first == 0x3E && text.drop { $0 == 0x3E }.starts(with: mark)
        messages[last] += isQuoted ? text.dropFirst() : text
      }
      isAfterBlank = text.allSatisfy { [0x0A, 0x0D].contains($0) }
    }
    return messages
  }

  // MARK: Parts

  private static func attachments(of entity: MailEntity, depth: Int) -> [Attachment] {
    let type = entity.header("content-type")?.lowercased() ?? ""
    if type.hasPrefix("multipart/"), depth < deepest,
      let boundary = entity.parameter("boundary", of: "content-type"), !boundary.isEmpty
    {
      return parts(of: entity.body, boundary).flatMap {
        attachments(of: MailEntity($0), depth: depth + 1)
      }
    }
    // Whoever forwards a message hands in what is attached to it.
    if type.hasPrefix("message/rfc822"), depth < deepest {
      return attachments(of: MailEntity(entity.body), depth: depth + 1)
    }
    let name =
      entity.parameter("filename", of: "content-disposition")
      ?? entity.parameter("name", of: "content-type")
      ?? (type.hasPrefix("application/json") ? "answers.json" : nil)
    // A name is no path, whatever stands in it.
    guard let name = name?.split(whereSeparator: { "/\\".contains($0) }).last.map(String.init)
    else {
      return []
    }
    return [Attachment(name: name, bytes: content(of: entity))]
  }

  private static func parts(of body: ArraySlice<UInt8>, _ boundary: String) -> [ArraySlice<UInt8>] {
    let mark = Array("--\(boundary)".utf8)
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    for line in MailEntity.lines(of: body) where body[line].starts(with: mark) {
      let rest = body[line].dropFirst(mark.count)
      let isEnd = rest.starts(with: [0x2D, 0x2D])
      guard isEnd || rest.allSatisfy({ [0x20, 0x09, 0x0D, 0x0A].contains($0) }) else { continue }
      if let start { parts.append(body[start..<line.lowerBound]) }
      start = isEnd ? nil : line.upperBound
      if isEnd { break }
    }
    // A message that was cut off has no last mark.
    if let start, start < body.endIndex { parts.append(body[start...]) }
    return parts
  }

  private static func content(of entity: MailEntity) -> [UInt8] {
    switch entity.header("content-transfer-encoding")?.lowercased() {
    case "base64":
      return Array(
        Data(base64Encoded: Data(entity.body), options: .ignoreUnknownCharacters) ?? Data())
    case "quoted-printable": return MailEntity.unquotedPrintable(entity.body)
    default:
      // The end of the line before the mark is the mark's.
      var body = entity.body
      if body.last == 0x0A { body.removeLast() }
      if body.last == 0x0D { body.removeLast() }
      return Array(body)
    }
  }

  // MARK: Words

  /// The address of `Ada Lovelace <ada@example.org>` or `ada@example.org (Ada)`.
  private static func address(_ text: String) -> String? {
    let inner =
      text.lastIndex(of: "<").flatMap { start in
        text[start...].firstIndex(of: ">").map { String(text[text.index(after: start)..<$0]) }
      } ?? text.split(separator: " ").first { $0.contains("@") }.map(String.init)
    return inner.flatMap { $0.contains("@") && !$0.contains(" ") ? $0 : nil }
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// The time after the last semicolon of a line that a server wrote: `Fri, 20 Nov 2026 23:59:00 +0100 (CET)`.
  private static func time(_ received: String) -> (moment: Moment, text: String)? {
    guard let text = MailEntity.items(received).last else { return nil }
    var words = text.split(whereSeparator: { " ,\t".contains($0) }).map(String.init)
    if words.first.map({ $0.allSatisfy(\.isLetter) }) == true { words.removeFirst() }
    guard words.count >= 5, let day = Int(words[0]), (1...31).contains(day),
      let month = months.firstIndex(of: words[1].prefix(3).lowercased()), words[2].count == 4,
      words[3].count == 8 || words[3].count == 5
    else { return nil }
    var zone = words[4]
    if ["GMT", "UT", "UTC", "Z"].contains(zone) { zone = "+0000" }
    guard zone.count == 5, zone.first == "+" || zone.first == "-" else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = words[3].count == 5 ? words[3] + ":00" : words[3]
    let moment =
      "\(words[2])-\(two(month + 1))-\(two(day))T\(clock)\(zone.prefix(3)):\(zone.suffix(2))"
    return Moment(moment).map { ($0, moment) }
  }
}
