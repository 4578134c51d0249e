internal import Diagnostics

extension TableAnswer {
  /// Whether each row is one number with a decimal comma: twice as many numbers would be there as are expected.
  func hasDecimalCommas(_ lines: [SourceRange]) -> Bool {
    guard expected == lines.count else { return false }
    func isDigits(_ range: SourceRange) -> Bool {
      range.start < range.end && bytes[range.start..<range.end].allSatisfy { 0x30...0x39 ~= $0 }
    }
    let rows = lines.lazy.map { cells(of: $0, .comma) }
    let areNumbers = rows.allSatisfy { cells in
      guard cells.count == 2, case let (first, second) = (cells[0], cells[1]),
        first.end + 1 == second.start, isDigits(second)
      else { return false }
      let signs = bytes[first.start..<first.end].prefix { $0 == 0x2D || $0 == 0x2B }.count
      return signs <= 1 && isDigits(SourceRange(first.start + signs, first.end))
    }
    return areNumbers
      && !rows.allSatisfy { mayBeThousands(bytes[$0[0].start..<$0[1].end]) }
  }

  /// Whether a number with commas reads as grouped by thousands: `1,234` but not `0,234` or `1,23`.
  func mayBeThousands(_ text: ArraySlice<UInt8>) -> Bool {
    let groups = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), first.first != 0x30 else {
      return false
    }
    return groups.dropFirst().allSatisfy { $0.count == 3 }
  }

  /// What was met in the numbers of a file.
  struct NumberMarks {
    var usesMinusSign = false
    var comma: SourceRange?
    var hasPoint = false
    var thousands: SourceRange?
  }

  /// The number in a cell; `mayGroup` where a comma may separate thousands.
  func number(
    _ cell: SourceRange, mayGroup: Bool, _ marks: inout NumberMarks
  ) throws(Diagnostic) -> NumberToken {
    let text = bytes[cell.start..<cell.end]
    // Between commas only a quoted cell can hold one.
    let hasComma = text.contains(UInt8(ascii: ","))
    if hasComma {
      marks.comma = marks.comma ?? cell
      if mayGroup, mayBeThousands(text) { marks.thousands = marks.thousands ?? cell }
    }
    do throws(NumberProblem) {
      let token = try NumberToken.read(
        text, decimalComma: hasComma, usesMinusSign: &marks.usesMinusSign)
      if !marks.hasPoint { marks.hasPoint = text.contains(UInt8(ascii: ".")) }
      return token
    } catch {
      throw Diagnostic(error.message, in: source, at: cell, help: help(for: error))
    }
  }

  /// What is to be told of the marks that were met.
  func notes(_ marks: NumberMarks) throws(Diagnostic) -> [String] {
    if let comma = marks.comma, marks.hasPoint {
      throw Diagnostic(
        "a decimal comma here and decimal points elsewhere: one of them separates thousands",
        in: source, at: comma, help: "write every number with a decimal point")
    }
    if let thousands = marks.thousands {
      let text = String(decoding: bytes[thousands.start..<thousands.end], as: UTF8.self)
      throw Diagnostic(
        "'\(text)' may have a decimal comma or separate thousands", in: source, at: thousands,
        help: "write every number with a decimal point")
    }
    return (marks.comma == nil ? [] : ["commas were read as decimal points"])
      + (marks.usesMinusSign ? [JSONAnswers.minusNote] : [])
  }
}
