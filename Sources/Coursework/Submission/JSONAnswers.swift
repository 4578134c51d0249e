internal import Diagnostics
internal import Tensors

/// Reads `{"problem": {"part": numbers}}` and `{"problem.part": numbers}`.
///
/// An own scanner, because the text of each number matters and a fault in one answer must not lose
/// the others. What breaks the structure makes the whole file unreadable. It is longer than other files because all of
/// it moves one position through the bytes.
struct JSONAnswers {
  /// The deepest nesting of lists that any answer could need, and then some.
  static let deepestNesting = 32

  /// One entry, with the place of its key.
  struct Entry {
    let name: String
    let key: SourceRange
    let reading: AnswerReading
  }

  private let source: SourceText
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private var entries: [Entry] = []
  private let isPart: (String) -> Bool
  private let limits: SubmissionLimits
  /// How often each part was answered, and how many other names there are.
  private var answerCounts: [String: Int] = [:]
  private var otherCount = 0

  /// The most names of no part that are kept, to be told.
  private static let mostOthers = 100

  private init(
    _ source: SourceText, _ limits: SubmissionLimits, isPart: @escaping (String) -> Bool
  ) {
    self.source = source
    self.limits = limits
    self.isPart = isPart
    bytes = source.bytes
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - limits: How many numbers an answer may have.
  ///   - isPart: Whether a key is the full name of a part.
  /// - Returns: the entries in the order of the file, of one part at most two, and how many names of no part were
  ///   left out.
  /// - Throws: the diagnostic that makes the file unreadable.
  static func read(
    _ source: SourceText, _ limits: SubmissionLimits, isPart: @escaping (String) -> Bool
  ) throws(Diagnostic) -> (entries: [Entry], omitted: Int) {
    var reader = JSONAnswers(source, limits, isPart: isPart)
    try reader.document()
    return (reader.entries, max(0, reader.otherCount - mostOthers))
  }

  private mutating func add(_ name: String, _ key: SourceRange, _ reading: AnswerReading) {
    if isPart(name) {
      answerCounts[name, default: 0] += 1
      // A part that is answered twice counts for nothing, however often it comes again.
      if answerCounts[name, default: 0] > 2 { return }
      entries.append(Entry(name: name, key: key, reading: reading))
    } else {
      otherCount += 1
      if otherCount > JSONAnswers.mostOthers { return }
      entries.append(Entry(name: name, key: key, reading: .missing))
    }
  }

  private mutating func document() throws(Diagnostic) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if let fault = source.encodingFault { throw fault }
    skipBlanks()
    guard position < bytes.count else {
      throw Diagnostic("an empty file, expected JSON", in: source, at: SourceRange(0, 0))
    }
    guard current == UInt8(ascii: "{") else {
      throw unexpected("'{' and answers by name, such as {\"problem.part\": [1.5, 2.5]}")
    }
    try object { reader, name, key throws(Diagnostic) in
      if reader.current == UInt8(ascii: "{"), !reader.isPart(name) {
        try reader.object { inner, part, partKey throws(Diagnostic) in
          inner.add("\(name).\(part)", partKey, try inner.answer())
        }
      } else {
        reader.add(name, key, try reader.answer())
      }
    }
    skipBlanks()
    guard position == bytes.count else { throw unexpected("the end of the file") }
  }

  // MARK: Structure

  private mutating func object(
    _ member: (inout JSONAnswers, String, SourceRange) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let start = position
    try descend()
    defer { depth -= 1 }
    position += 1
    skipBlanks()
    if take("}") { return }
    repeat {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current)
        throw unexpected(
          "a name in double quotes",
          help: isDigit ? "a number with decimals is written with a point: 1.2, not 1,2" : nil)
      }
      let keyStart = position
      let name = try string()
      let key = SourceRange(keyStart, position)
      skipBlanks()
      guard take(":") else { throw unexpected("':' and numbers") }
      skipBlanks()
      try member(&self, name, key)
      skipBlanks()
    } while take(",")
    guard take("}") else {
      throw position >= bytes.count ? unclosed("{", at: start) : unexpected("',' or '}'")
    }
  }

  /// One part's value; faults that keep the structure are that part's alone.
  private mutating func answer() throws(Diagnostic) -> AnswerReading {
    let start = position
    switch current {
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "{"):
      try object { reader, _, _ throws(Diagnostic) in _ = try reader.answer() }
      return malformed("an object, expected a number or a list of numbers", start)
    default:
      if takeNull() { return .missing }
      do throws(ScalarFault) {
        let (token, note) = try scalar()
        return .numbers(
          Answer(
            shape: .scalar, tokens: [token], notes: note ? [JSONAnswers.minusNote] : [],
            source: source, range: SourceRange(start, position)))
      } catch {
        switch error {
        case .structure(let diagnostic): throw diagnostic
        case .value(let problem): return malformed(problem.message, start)
        }
      }
    }
  }

  static let minusNote = "the sign U+2212 was read as a minus"

  /// A nested list of numbers; its extents must be the same everywhere.
  private mutating func list() throws(Diagnostic) -> AnswerReading {
    let start = position
    try descend()
    defer { depth -= 1 }
    var list = NestedNumbers(limits, byteCount: bytes.count)
    repeat {
      skipBlanks()
      if take("[") {
        list.open(at: position - 1)
        guard list.depth <= JSONAnswers.deepestNesting else { throw tooDeep(position - 1) }
        skipBlanks()
        if current != UInt8(ascii: "]") { continue }
      } else {
        try item(of: &list)
      }
      // After a value, lists may close, and one may be an item of the list around it.
      skipBlanks()
      while current == UInt8(ascii: "]"), list.depth > 0 {
        list.close()
        position += 1
        if list.depth == 0 { break }
        skipBlanks()
      }
      if list.depth == 0 { break }
      guard take(",") else {
        throw position >= bytes.count
          ? unclosed("[", at: list.lastOpened ?? start) : unexpected("',' or ']'")
      }
    } while true
    return list.reading(in: source, at: SourceRange(start, position))
  }

  /// One item of a list that is no list; a fault in it is the answer's, and the rest goes on.
  private mutating func item(of list: inout NestedNumbers) throws(Diagnostic) {
    let start = position
    if let (token, usesMinusSign) = number() {
      list.add(token, usesMinusSign: usesMinusSign, SourceRange(start, position))
    } else if current == UInt8(ascii: "{") {
      try object { reader, _, _ throws(Diagnostic) in _ = try reader.answer() }
      list.note("an object, expected a number", SourceRange(start, start + 1))
    } else if takeNull() {
      list.addNull(SourceRange(start, position))
    } else {
      do throws(ScalarFault) {
        let (token, usesMinusSign) = try scalar()
        list.add(token, usesMinusSign: usesMinusSign, SourceRange(start, position))
      } catch {
        switch error {
        case .structure(let diagnostic): throw diagnostic
        case .value(let problem): list.note(problem.message, SourceRange(start, position))
        }
      }
    }
    list.countItem(SourceRange(start, position))
  }

  private func malformed(_ message: String, _ start: Int) -> AnswerReading {
    .malformed(
      Diagnostic(message, in: source, at: SourceRange(start, position)), wholeFile: false)
  }

  private mutating func descend() throws(Diagnostic) {
    depth += 1
    guard depth <= JSONAnswers.deepestNesting else { throw tooDeep(position) }
  }

  private func tooDeep(_ offset: Int) -> Diagnostic {
    Diagnostic(
      "brackets nested more than \(JSONAnswers.deepestNesting) deep, deeper than any answer",
      in: source, at: SourceRange(offset, offset + 1))
  }

  // MARK: Values

  private enum ScalarFault: Error {
    case structure(Diagnostic)
    case value(NumberProblem)
  }

  /// A number; any other word is read to its end and described.
  private mutating func scalar() throws(ScalarFault) -> (NumberToken, usesMinusSign: Bool) {
    let start = position
    if current == UInt8(ascii: "\"") {
      let text: String
      do throws(Diagnostic) { text = try string() } catch { throw .structure(error) }
      throw .value(.quoted("\"\(shortened(text, to: 40))\""))
    }
    if let number = number() { return number }
    while position < bytes.count, !JSONAnswers.endsWord(bytes[position]) { position += 1 }
    guard position > start else { throw .structure(unexpected("a number")) }
    var usesMinusSign = false
    do throws(NumberProblem) {
      let token = try NumberToken.read(bytes[start..<position], usesMinusSign: &usesMinusSign)
      return (token, usesMinusSign)
    } catch {
      throw .value(error)
    }
  }

  /// The number that stands here; nil where there is none, or more than a number.
  private mutating func number() -> (NumberToken, usesMinusSign: Bool)? {
    var usesMinusSign = false
    let (number, end) = bytes.withUnsafeBufferPointer {
      NumberToken.prefix(of: $0, from: position, usesMinusSign: &usesMinusSign)
    }
    guard let number, number.value.isFinite, end == bytes.count || JSONAnswers.endsWord(bytes[end])
    else { return nil }
    position = end
    return (number, usesMinusSign)
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["),
      UInt8(ascii: "{"), UInt8(ascii: ":"), UInt8(ascii: "\""), 0x20, 0x09, 0x0A, 0x0D:
      true
    default: false
    }
  }

  private mutating func takeNull() -> Bool {
    guard current == UInt8(ascii: "n"), bytes[position...].starts(with: "null".utf8) else {
      return false
    }
    position += 4
    return true
  }

  private mutating func string() throws(Diagnostic) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard position < bytes.count else { throw unclosed("\"", at: start) }
        text.append(contentsOf: try escape())
      case 0..<0x20: throw unclosed("\"", at: start)
      default: text.append(byte)
      }
    }
    throw unclosed("\"", at: start)
  }

  /// Keys are plain; escapes are read so that they can be shown back.
  private mutating func escape() throws(Diagnostic) -> [UInt8] {
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      let digits = bytes[position..<min(position + 4, bytes.count)]
      guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw unexpected("four hexadecimal digits after \\u") }
      position += 4
      return Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    default:
      position -= 1
      throw unexpected("an escape such as \\n or \\u0041")
    }
  }

  // MARK: Characters

  private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func unexpected(_ expected: String, help: String? = nil) -> Diagnostic {
    guard position < bytes.count else {
      return Diagnostic(
        "the file ends here, expected \(expected)", in: source,
        at: SourceRange(bytes.count, bytes.count))
    }
    let text = String(decoding: bytes[position..<min(bytes.count, position + 4)], as: UTF8.self)
    return Diagnostic(
      "found '\(text.unicodeScalars.first.map(String.init) ?? "")', expected \(expected)",
      in: source, at: SourceRange(position, position + 1), help: help)
  }

  private func unclosed(_ opened: String, at offset: Int) -> Diagnostic {
    Diagnostic(
      "'\(opened)' is never closed", in: source, at: SourceRange(offset, offset + 1))
  }
}
