public import Coursework
internal import Differences
internal import Tensors

/// The numeric derivatives by which an assignment was proved, to be kept and used again.
///
/// Differentiating is most of a proof's work. The rest of it is not kept: references are compared with these derivatives
/// each time, and where they do not agree, everything is worked out anew.
public struct NumericRecord: Sendable {
  /// As numbers of eight bytes each.
  public let bytes: [UInt8]
  let evidence: [PartName: NumericEvidence]

  /// To be changed whenever numeric differentiation gives other numbers.
  private static let format = 1.0
  private static let mostNumbers = 1 << 17

  /// What the parts of an assignment were proved by, in their order.
  ///
  /// - Returns: nil if a part could not be proved, if nothing was differentiated, or if there is too much to keep.
  public init?(of parts: [PartKey]) {
    guard parts.allSatisfy({ $0.proof.finding <= .agrees }),
      parts.contains(where: { $0.evidence != nil })
    else { return nil }
    var numbers = [NumericRecord.format]
    for part in parts { NumericRecord.write(part.evidence, to: &numbers) }
    evidence = parts.reduce(into: [:]) { $0[$1.part.name] = $1.evidence }
    guard numbers.count <= NumericRecord.mostNumbers else { return nil }
    bytes = numbers.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
  }

  /// Reads what was kept of an assignment.
  ///
  /// - Returns: nil if it is no such record, one of another version, or does not fit the assignment's answers.
  public init?(bytes: [UInt8], of assignment: Assignment) {
    guard bytes.count % 8 == 0, bytes.count <= 8 * NumericRecord.mostNumbers else { return nil }
    var reader = Reader(
      numbers: stride(from: 0, to: bytes.count, by: 8).map { start in
        Double(
          bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) })
      })
    guard reader.number() == NumericRecord.format else { return nil }
    var evidence: [PartName: NumericEvidence] = [:]
    for (_, part) in assignment.parts {
      guard let found = reader.evidence(), NumericRecord.fits(found, part) else { return nil }
      evidence[part.name] = found
    }
    guard reader.isAtEnd else { return nil }
    self.evidence = evidence
    self.bytes = bytes
  }

  /// Whether every derivative has its place in a part's answer.
  private static func fits(_ evidence: NumericEvidence?, _ part: Part) -> Bool {
    let count = part.shape.count
    return switch evidence {
    case nil: true
    case .entries(let all): all.count == count
    case .samples(let entries, let directions):
      entries.allSatisfy { $0.position < count }
        && directions.allSatisfy {
          $0.length > 0 && $0.length <= count && $0.row < count / $0.length
        }
    }
  }

  // MARK: Writing

  private static func write(_ evidence: NumericEvidence?, to numbers: inout [Double]) {
    switch evidence {
    case nil: numbers.append(0)
    case .entries(let derivatives):
      numbers += [1, Double(derivatives.count)]
      for derivative in derivatives { write(derivative, to: &numbers) }
    case .samples(let entries, let directions):
      numbers += [2, Double(entries.count), Double(directions.count)]
      for (position, derivative) in entries {
        numbers.append(Double(position))
        write(derivative, to: &numbers)
      }
      for projection in directions {
        numbers += [projection.row, projection.length, projection.number].map(Double.init)
        write(projection.derivative, to: &numbers)
      }
    }
  }

  private static func write(_ derivative: Derivative, to numbers: inout [Double]) {
    switch derivative {
    case .smooth(let value, let bound): numbers += [0, value, bound]
    case .kink(let below, let above, let bound): numbers += [1, below, above, bound]
    case .singular: numbers.append(2)
    case .domainEdge: numbers.append(3)
    case .nonFinite: numbers.append(4)
    }
  }

  // MARK: Reading

  private struct Reader {
    let numbers: [Double]
    private var next = 0

    init(numbers: [Double]) { self.numbers = numbers }

    var isAtEnd: Bool { next == numbers.count }

    mutating func number() -> Double? {
      guard next < numbers.count else { return nil }
      defer { next += 1 }
      return numbers[next]
    }

    mutating func count() -> Int? {
      number().flatMap { Int(exactly: $0) }.flatMap {
        (0...NumericRecord.mostNumbers).contains($0) ? $0 : nil
      }
    }

    /// The evidence of a part, which may be none; nil where there is no such thing.
    mutating func evidence() -> NumericEvidence?? {
      switch count() {
      case 0: return .some(nil)
      case 1:
        guard let count = count() else { return nil }
        var derivatives: [Derivative] = []
        for _ in 0..<count {
          guard let derivative = derivative() else { return nil }
          derivatives.append(derivative)
        }
        return .entries(derivatives)
      case 2: return samples()
      default: return nil
      }
    }

    private mutating func samples() -> NumericEvidence? {
      guard let entryCount = count(), let directionCount = count() else { return nil }
      var entries: [(position: Int, derivative: Derivative)] = []
      for _ in 0..<entryCount {
        guard let position = count(), let derivative = derivative() else { return nil }
        entries.append((position, derivative))
      }
      var directions: [NumericEvidence.Projection] = []
      for _ in 0..<directionCount {
        guard let row = count(), let length = count(), let number = count(),
          let derivative = derivative()
        else { return nil }
        directions.append(
          .init(row: row, length: length, number: number, derivative: derivative))
      }
      return .samples(entries: entries, directions: directions)
    }

    private mutating func derivative() -> Derivative? {
      switch count() {
      case 0:
        guard let value = number(), let bound = number() else { return nil }
        return .smooth(value: value, bound: bound)
      case 1:
        guard let below = number(), let above = number(), let bound = number() else { return nil }
        return .kink(below: below, above: above, bound: bound)
      case 2: return .singular
      case 3: return .domainEdge
      case 4: return .nonFinite
      default: return nil
      }
    }
  }
}
