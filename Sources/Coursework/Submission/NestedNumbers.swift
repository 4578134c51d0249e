internal import Diagnostics
internal import Tensors

/// A nested list of numbers while it is read: its extents, and the first thing that is wrong with it.
struct NestedNumbers {
  private let limits: SubmissionLimits
  /// The extent of each level, as its first list that was closed has it.
  private var extents: [Int?] = []
  /// The items so far of the lists that are open, and where these begin.
  private var counts: [Int] = []
  private var opened: [Int] = []
  private var tokens: [NumberToken] = []
  private var fault: (message: String, range: SourceRange)?
  private var usesMinusSign = false
  /// The level at which numbers stand.
  private var numberDepth: Int?
  private var nulls = 0
  private let byteCount: Int
  /// The count at which it is time to guess how many numbers come.
  private var nextEstimate = 1 << 14

  /// Creates a list without numbers, for a file of so many bytes.
  init(_ limits: SubmissionLimits, byteCount: Int) {
    self.limits = limits
    self.byteCount = byteCount
  }

  /// How many lists are open.
  var depth: Int { counts.count }

  /// Where the innermost open list begins.
  var lastOpened: Int? { opened.last }

  /// Notes what is wrong; of several things the first is told.
  mutating func note(_ message: String, _ range: SourceRange) {
    if fault == nil { fault = (message, range) }
  }

  mutating func open(at offset: Int) {
    if let numberDepth, counts.count >= numberDepth {
      note("a list where the others have a number", SourceRange(offset, offset + 1))
    }
    counts.append(0)
    opened.append(offset)
    if extents.count < counts.count { extents.append(nil) }
  }

  mutating func close() {
    guard let count = counts.popLast(), let open = opened.popLast() else { return }
    let level = counts.count
    if let extent = extents[level] {
      if extent != count {
        note(
          "this list has length \(count), the others at its level have \(extent)",
          SourceRange(open, open + 1))
      }
    } else {
      extents[level] = count
    }
    if level > 0 { counts[level - 1] += 1 }
  }

  mutating func add(_ token: NumberToken, usesMinusSign: Bool, _ range: SourceRange) {
    if tokens.count < limits.entries {
      if tokens.count == nextEstimate { reserve(range) }
      tokens.append(token)
    } else {
      note(limits.tooManyEntries, range)
    }
    self.usesMinusSign = self.usesMinusSign || usesMinusSign
  }

  /// Makes room for as many numbers as the rest of the file may hold: doubling would take three times the memory.
  private mutating func reserve(_ range: SourceRange) {
    let start = opened.first ?? 0
    let bytesEach = max(1, (range.end - start) / tokens.count)
    let rest = (byteCount - range.end) / bytesEach
    tokens.reserveCapacity(min(limits.entries, tokens.count + rest + rest / 16))
    nextEstimate = 2 * tokens.count
  }

  mutating func addNull(_ range: SourceRange) {
    nulls += 1
    note("null, expected a number", range)
  }

  /// Counts an item that is no list, whatever it is.
  mutating func countItem(_ range: SourceRange) {
    if numberDepth == nil { numberDepth = counts.count }
    if numberDepth != counts.count { note("a number where the others have a list", range) }
    counts[counts.count - 1] += 1
  }

  /// What was read, once all lists are closed.
  func reading(in source: SourceText, at range: SourceRange) -> AnswerReading {
    if nulls > 0, tokens.isEmpty { return .missing }
    if let fault {
      return .malformed(
        Diagnostic(fault.message, in: source, at: fault.range), wholeFile: false)
    }
    guard let shape = Shape(checking: extents.map { $0 ?? 0 }), shape.count == tokens.count,
      shape.count > 0
    else {
      return .malformed(
        Diagnostic("an empty list, expected numbers", in: source, at: range), wholeFile: false)
    }
    return .numbers(
      Answer(
        shape: shape, tokens: tokens, notes: usesMinusSign ? [JSONAnswers.minusNote] : [],
        mayHaveDecimalCommas: !tokens.contains { $0.hasPoint || $0.hasExponent },
        source: source, range: range))
  }
}
