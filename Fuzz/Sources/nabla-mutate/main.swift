import Foundation
import FuzzTargets

/// Runs a kind of input over mutated seeds, many in one process, and says how long the slowest took and how much memory
/// the process had: without a sanitizer, so that both are what users would see.
///
///     nabla-mutate TARGET COUNT SEED CORPUS
struct MutationDriver {
  private let target: FuzzTarget
  private let seeds: [[UInt8]]
  private var state: UInt64

  init(_ target: FuzzTarget, seed: UInt64, corpus: String) throws {
    self.target = target
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus).sorted()
    seeds = try names.map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(corpus)/\($0)"))) }
    state = seed
  }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  private static let words = [
    "nan", "inf", "1e400", "-0", "9223372036854775807", "-9223372036854775808", "1e-320", "null",
    "[[", "]]", "{}", "\"", "\\u0000", "&a", "*a", "? ", ": ", ",,", ";", "\t", "\r", "\u{FEFF}",
    "sum[i](", "x[i]", "^", "@", "0x", "--", "'", "\n\n", "\u{301}", "\u{202E}", "PK\u{3}\u{4}",
  ].map { Array($0.utf8) }

  private mutating func mutated() -> [UInt8] {
    var bytes = seeds[below(seeds.count)]
    for _ in 0...below(6) {
      let place = below(bytes.count + 1)
      switch below(8) {
      case 0 where !bytes.isEmpty: bytes[min(place, bytes.count - 1)] = UInt8(below(256))
      case 1 where !bytes.isEmpty: bytes[min(place, bytes.count - 1)] ^= 1 << UInt8(below(8))
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(16)))
      case 3:
        bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + below(64))], at: place)
      case 4:
        bytes.insert(contentsOf: MutationDriver.words[below(MutationDriver.words.count)], at: place)
      case 5: bytes.removeSubrange(place...)
      case 6:
        let other = seeds[below(seeds.count)]
        bytes.replaceSubrange(place..., with: other[below(other.count + 1)...])
      default:
        bytes.insert(
          contentsOf: [UInt8](repeating: UInt8(below(256)), count: below(200)), at: place)
      }
    }
    return bytes
  }

  mutating func run(_ count: Int) throws -> (slowest: Double, seconds: Double) {
    var slowest = 0.0
    let begin = Date()
    // A crash leaves what led to it behind.
    let last = URL(
      fileURLWithPath: NSTemporaryDirectory() + "nabla-mutate-\(target.rawValue)-\(getpid())")
    for _ in 0..<count {
      let bytes = mutated()
      try Data(bytes).write(to: last)
      let start = Date()
      target.run(bytes)
      slowest = max(slowest, -start.timeIntervalSinceNow)
    }
    try? FileManager.default.removeItem(at: last)
    return (slowest, -begin.timeIntervalSinceNow)
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let target = FuzzTarget(rawValue: arguments[1]),
  let count = Int(arguments[2]), let seed = UInt64(arguments[3])
else {
  print("usage: nabla-mutate TARGET COUNT SEED CORPUS")
  exit(64)
}
var driver = try MutationDriver(target, seed: seed, corpus: arguments[4])
let (slowest, seconds) = try driver.run(count)
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
print(
  "\(target.rawValue): \(count) inputs in \(Int(seconds)) s, the slowest "
    + String(format: "%.3f s", slowest) + ", peak memory \(usage.ru_maxrss / 1024) MB")
