internal import Synchronization

/// Where the lines of a text begin, worked out when somebody asks: most files are read without a word about any line.
final class LineIndex: Sendable {
  struct Table: Sendable {
    private(set) var starts = [0]
    /// The scalars before each multiple of ``stride``: a line can be as long as the file, and a file can have as many
    /// faults as bytes.
    private var scalarCounts: [Int] = []
    private static let stride = 1024

    init(_ bytes: [UInt8]) {
      var scalars = 0
      for (offset, byte) in bytes.enumerated() {
        if offset % Table.stride == 0 { scalarCounts.append(scalars) }
        if byte & 0xC0 != 0x80 { scalars += 1 }
        if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
      }
    }

    func line(at offset: Int) -> Int {
      var low = 0
      var high = starts.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= offset { low = middle } else { high = middle }
      }
      return low + 1
    }

    func scalars(before offset: Int, _ bytes: [UInt8]) -> Int {
      guard !scalarCounts.isEmpty else { return 0 }
      let mark = min(offset / Table.stride, scalarCounts.count - 1)
      return scalarCounts[mark] + bytes[(mark * Table.stride)..<offset].count { $0 & 0xC0 != 0x80 }
    }
  }

  private let bytes: [UInt8]
  private let made = Mutex<Table?>(nil)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var table: Table {
    made.withLock { made in
      if let made { return made }
      let table = Table(bytes)
      made = table
      return table
    }
  }
}
