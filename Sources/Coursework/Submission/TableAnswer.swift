internal import Diagnostics
internal import Tensors

/// Reads one answer from rows of numbers, as numpy, MATLAB and spreadsheets write them.
///
/// Cells are separated by commas, semicolons, tabs or blanks; the first line may be a header; cells
/// may be quoted; lines that start with `#` or `%` are comments. A blank line, or one with nothing but
/// separators, starts a new block.
struct TableAnswer {
  enum Separator {
    case comma, semicolon, tab, blanks
  }

  /// A line with numbers, and whether a blank line stands before it.
  private struct Line {
    let range: SourceRange
    let startsBlock: Bool
  }

  let source: SourceText
  let bytes: [UInt8]
  private let limits: SubmissionLimits
  /// How many numbers are expected, where that is known.
  let expected: Int?

  /// Reads a file.
  static func read(
    _ source: SourceText, _ limits: SubmissionLimits, expected: Int? = nil
  ) -> AnswerReading {
    do throws(Diagnostic) {
      return .numbers(
        try TableAnswer(
          source: source, bytes: source.bytes, limits: limits, expected: expected
        ).answer())
    } catch {
      return .malformed(error, wholeFile: false)
    }
  }

  private func answer() throws(Diagnostic) -> Answer {
    if let fault = source.encodingFault { throw fault }
    var lines = contentLines()
    let separator = separator(of: lines.map(\.range))
    if let first = lines.first, isHeader(cells(of: first.range, separator)) { lines.removeFirst() }
    guard !lines.isEmpty else {
      throw Diagnostic(
        "no numbers in this file", in: source, at: SourceRange(0, 0),
        help: "one row of the answer a line, such as 0.5,1.25")
    }
    let hasDecimalCommas = separator == .comma && hasDecimalCommas(lines.map(\.range))
    let (tokens, width, notes) = try numbers(lines, separator, hasDecimalCommas: hasDecimalCommas)
    return Answer(
      shape: try shape(lines, width), tokens: tokens, notes: notes, isTable: true,
      mayHaveDecimalCommas: separator == .comma && width > 1 && !tokens.contains(where: \.hasPoint),
      source: source,
      range: SourceRange(lines[0].range.start, lines[lines.count - 1].range.end))
  }

  /// Lines with something on them.
  private func contentLines() -> [Line] {
    var lines: [Line] = []
    var startsBlock = true
    for number in 1...source.lineCount {
      var range = source.range(ofLine: number)
      if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
        range = min(3, range.upperBound)..<range.upperBound
      }
      let trimmed = trim(SourceRange(range.lowerBound, range.upperBound))
      if isEmptyRow(trimmed) {
        startsBlock = true
      } else if bytes[trimmed.start] != UInt8(ascii: "#"), bytes[trimmed.start] != UInt8(ascii: "%")
      {
        lines.append(Line(range: trimmed, startsBlock: startsBlock))
        startsBlock = false
        // Every line has a number at least: what follows need not be laid out.
        if lines.count > limits.entries { return lines }
      }
    }
    return lines
  }

  /// Nothing but separators, as spreadsheets write a row without values.
  private func isEmptyRow(_ line: SourceRange) -> Bool {
    bytes[line.start..<line.end].allSatisfy { [0x20, 0x09, 0x2C, 0x3B].contains($0) }
  }

  private func trim(_ range: SourceRange) -> SourceRange {
    var (start, end) = (range.start, range.end)
    // A tab may separate an empty cell from the next, so only blanks go.
    while start < end, bytes[start] == 0x20 { start += 1 }
    while start < end, [0x20, 0x09, 0x0D].contains(bytes[end - 1]) { end -= 1 }
    return SourceRange(start, end)
  }

  /// Whether a byte may be a quote or a separator: most are digits, points and signs, and are none.
  private static func mayBeMark(_ byte: UInt8) -> Bool {
    byte <= UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  private func separator(of lines: [SourceRange]) -> Separator {
    var (semicolons, tabs, commas, blanks) = (false, false, false, false)
    var commaAtBlank = false
    var fusedCommas = true
    for line in lines {
      var quoted = false
      var commasInCell = 0
      for i in line.start..<line.end where TableAnswer.mayBeMark(bytes[i]) {
        switch bytes[i] {
        case UInt8(ascii: "\""): quoted.toggle()
        case _ where quoted: break
        case UInt8(ascii: ";"): semicolons = true
        case 0x09: tabs = true
        case 0x20:
          blanks = true
          commasInCell = 0
        case UInt8(ascii: ","):
          commas = true
          commasInCell += 1
          if commasInCell > 1 { fusedCommas = false }
          let next = i + 1 < line.end ? bytes[i + 1] : 0x20
          let last = i > line.start ? bytes[i - 1] : 0x20
          if next == 0x20 || last == 0x20 { commaAtBlank = true }
        default: break
        }
      }
    }
    if semicolons { return .semicolon }
    if tabs { return .tab }
    if commas {
      // `1,5 2,5` has at most one comma in each cell and none next to a blank.
      return blanks && !commaAtBlank && fusedCommas ? .blanks : .comma
    }
    return blanks ? .blanks : .comma
  }

  func cells(of line: SourceRange, _ separator: Separator) -> [SourceRange] {
    var cells: [SourceRange] = []
    var start = line.start
    var quoted = false
    var i = line.start
    while i < line.end {
      let byte = bytes[i]
      guard TableAnswer.mayBeMark(byte) else {
        i += 1
        continue
      }
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      let separates =
        switch separator {
        case .comma: byte == UInt8(ascii: ",")
        case .semicolon: byte == UInt8(ascii: ";")
        case .tab: byte == 0x09
        case .blanks: byte == 0x20
        }
      if separates, !quoted {
        if separator != .blanks || i > start { cells.append(unquoted(SourceRange(start, i))) }
        start = i + 1
      }
      i += 1
      // What has too many is refused: the rest need not be laid out.
      if cells.count > limits.entries { return cells }
    }
    if start < line.end || separator != .blanks {
      cells.append(unquoted(SourceRange(start, line.end)))
    }
    // Spreadsheets fill short rows up with empty cells.
    while cells.count > 1, let last = cells.last, last.start == last.end { cells.removeLast() }
    return cells
  }

  private func unquoted(_ range: SourceRange) -> SourceRange {
    let cell = trim(range)
    guard cell.end - cell.start >= 2, bytes[cell.start] == UInt8(ascii: "\""),
      bytes[cell.end - 1] == UInt8(ascii: "\"")
    else { return cell }
    return trim(SourceRange(cell.start + 1, cell.end - 1))
  }

  /// A first line none of whose cells starts like a number, and that says no "nan" either.
  private func isHeader(_ cells: [SourceRange]) -> Bool {
    // Over a column of row names the header has no word.
    let words = cells.filter { $0.start < $0.end }
    return !words.isEmpty
      && words.allSatisfy { cell in
        var ignored = false
        do throws(NumberProblem) {
          _ = try NumberToken.read(
            bytes[cell.start..<cell.end], decimalComma: true,
            usesMinusSign: &ignored)
          return false
        } catch {
          switch error {
          case .other(let text): return text.first?.isLetter == true || text.first == "_"
          default: return false
          }
        }
      }
  }

  /// The numbers of all rows, how many each has, and what is to be told about how they were read.
  private func numbers(
    _ lines: [Line], _ separator: Separator, hasDecimalCommas: Bool
  ) throws(Diagnostic) -> (tokens: [NumberToken], width: Int, notes: [String]) {
    var tokens: [NumberToken] = []
    var marks = NumberMarks()
    var width = 0
    var count = 0
    var ragged: Diagnostic?
    var fault: Diagnostic?
    for (row, line) in lines.enumerated() {
      var cells = cells(of: line.range, separator)
      count += cells.count
      guard count <= limits.entries else {
        throw Diagnostic(limits.tooManyEntries, in: source, at: line.range)
      }
      if hasDecimalCommas { cells = [SourceRange(cells[0].start, cells[1].end)] }
      if row == 0 {
        width = cells.count
        tokens.reserveCapacity(min(limits.entries, width * lines.count))
      } else if cells.count != width, ragged == nil {
        ragged = Diagnostic(
          "this row has \(cells.count) number\(cells.count == 1 ? "" : "s"), the first has \(width)",
          in: source, at: line.range)
      }
      guard ragged == nil, fault == nil else { continue }
      do throws(Diagnostic) {
        for cell in cells {
          // Where every comma is a decimal one, it belongs to a number whatever its digits would be elsewhere.
          tokens.append(
            try number(cell, mayGroup: separator == .comma && !hasDecimalCommas, &marks))
        }
      } catch {
        fault = error
      }
    }
    if let fault = ragged ?? fault { throw fault }
    return (tokens, width, try notes(marks))
  }

  func help(for problem: NumberProblem) -> String? {
    switch problem {
    case .decimalComma: "write 0.5, not 0,5; a comma separates cells here"
    case .other(let text) where text.contains("#"):
      "a comment needs a line of its own, and a spreadsheet's error is no number"
    case .other(let text) where text.contains("\u{A0}"):
      "there is a no-break space in it; write numbers without blanks"
    case .other(let text) where text.contains("–") || text.contains("—"):
      "there is a dash in it; write a minus, -"
    default: nil
    }
  }

  /// Blocks, rows and columns; blocks only where a blank line parts rows of equally many.
  private func shape(_ rows: [Line], _ width: Int) throws(Diagnostic) -> Shape {
    var heights: [Int] = []
    for row in rows {
      if row.startsBlock || heights.isEmpty { heights.append(0) }
      heights[heights.count - 1] += 1
    }
    let isBlocked = heights.count > 1 && Set(heights).count == 1
    let dimensions = isBlocked ? [heights.count, heights[0], width] : [rows.count, width]
    guard let shape = Shape(checking: dimensions) else {
      throw Diagnostic("more numbers than any answer has", in: source, at: rows[0].range)
    }
    return shape
  }
}
