internal import Crypto
internal import Foundation

/// Random numbers that are the same everywhere: HMAC-SHA256 in counter mode, keyed by a secret.
///
/// Block `n` is the HMAC of the fields, each followed by a zero byte, and of `n` in decimal. It makes four
/// 64-bit numbers, the first byte highest. `docs/drawn-inputs.md` has the test vectors.
struct DrawStream {
  /// The authentication code of the fields, before the number of a block.
  private let start: HMAC<SHA256>
  private var block = 0
  private var words: [UInt64] = []
  /// How many numbers of 64 bits may still be drawn.
  private(set) var budget = Int.max

  /// Starts a stream of its own for each secret and list of fields; no field may hold a zero byte.
  init(secret: [UInt8], fields: [String]) {
    var start = HMAC<SHA256>(key: SymmetricKey(data: secret))
    start.update(
      data: fields.flatMap { Array($0.precomposedStringWithCanonicalMapping.utf8) + [0] })
    self.start = start
  }

  /// Sets how many numbers of 64 bits may be drawn from now on; who draws looks whether any are left.
  mutating func limit(to budget: Int) { self.budget = budget }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    budget -= 1
    if let word = words.popLast() { return word }
    var code = start
    code.update(data: Array("\(block)".utf8))
    block += 1
    let found = code.finalize().withUnsafeBytes { bytes in
      stride(from: 24, through: 0, by: -8).map { place in
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      }
    }
    words = found
    return words.popLast() ?? 0
  }

  /// A number from 0 up to, but not, 1: the upper 53 bits.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number below `count`, all equally likely.
  mutating func whole(below count: Int) -> Int {
    let count = UInt64(max(1, count))
    let most = UInt64.max - UInt64.max % count
    while true {
      let word = next()
      if word < most { return Int(word % count) }
    }
  }

  /// A number of mean 0 and deviation 1 that is nearly normal.
  ///
  /// It is the sum of twelve numbers of 48 bits each, less 6: no function that libraries round
  /// differently is needed.
  mutating func normal() -> Double {
    var sum: UInt64 = 0
    for _ in 0..<12 { sum += next() >> 16 }
    return Double(sum) * 0x1p-48 - 6
  }
}
