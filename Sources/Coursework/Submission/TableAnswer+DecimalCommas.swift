internal import Diagnostics

extension TableAnswer {
  /// Whether each row is one number with a decimal comma: twice as many numbers would be there as are expected.
  func hasDecimalCommas(_ rows: [Row]) -> Bool {
    guard expected == rows.count else { return false }
    func isDigits(_ range: SourceRange) -> Bool {
      range.start < range.end && bytes[range.start..<range.end].allSatisfy { 0x30...0x39 ~= $0 }
    }
    let areNumbers = rows.allSatisfy { row in
      guard row.cells.count == 2, case let (first, second) = (row.cells[0], row.cells[1]),
        first.end + 1 == second.start, isDigits(second)
      else { return false }
      let signs = bytes[first.start..<first.end].prefix { $0 == 0x2D || $0 == 0x2B }.count
      return signs <= 1 && isDigits(SourceRange(first.start + signs, first.end))
    }
    return areNumbers
      && !rows.allSatisfy { mayBeThousands(bytes[$0.cells[0].start..<$0.cells[1].end]) }
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
}
