internal import Diagnostics
internal import Foundation
internal import Tensors

/// Reads an array as numpy's `save` writes it: real numbers and integers of any width and byte
/// order, in C or Fortran order.
struct NumpyArray {
  private enum Kind {
    case float(Int)
    case integer(Int)
    case unsigned(Int)

    var width: Int {
      switch self {
      case .float(let width), .integer(let width), .unsigned(let width): width
      }
    }
  }

  private let bytes: [UInt8]
  private let source: SourceText
  private let limits: SubmissionLimits

  /// The longest header that the first version of the format can have.
  static let longestHeader = 0xFFFF
  /// The widest number of any type, in bytes.
  static let widestNumber = 32
  /// More axes than any answer has; numpy itself has 64.
  private static let mostAxes = 64

  /// Reads an array.
  ///
  /// - Parameters:
  ///   - bytes: The array's file.
  ///   - source: The file it came in, for diagnostics.
  ///   - limits: How many numbers it may have.
  /// - Returns: the numbers, or why there are none.
  static func read(_ bytes: [UInt8], in source: SourceText, _ limits: SubmissionLimits)
    -> AnswerReading
  {
    do throws(Diagnostic) {
      return .numbers(try NumpyArray(bytes: bytes, source: source, limits: limits).answer())
    } catch {
      return .malformed(error, wholeFile: false)
    }
  }

  private func answer() throws(Diagnostic) -> Answer {
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw fault("this is no numpy array; expected the file that numpy.save writes")
    }
    // Version 1 has a length of two bytes, later ones of four.
    let lengthWidth = bytes[6] == 1 ? 2 : 4
    var length = 0
    for offset in (0..<lengthWidth).reversed() where bytes.count > 8 + offset {
      length = length << 8 | Int(bytes[8 + offset])
    }
    let start = 8 + lengthWidth + length
    guard length <= NumpyArray.longestHeader else {
      throw fault("the header of this array is longer than any")
    }
    guard start <= bytes.count else { throw fault("the header of this array is cut off") }
    let header = String(decoding: bytes[8 + lengthWidth..<start], as: UTF8.self)
    let (kind, isBigEndian) = try type(header)
    let shape = try shape(header)
    guard bytes.count - start == shape.count * kind.width else {
      throw fault(
        "shape \(shape) needs \(shape.count * kind.width) bytes, but \(bytes.count - start) are here"
      )
    }
    var tokens: [NumberToken] = []
    tokens.reserveCapacity(shape.count)
    let order =
      header.contains("'fortran_order': True") ? columnMajorPositions(shape) : nil
    for entry in 0..<shape.count {
      let position = start + (order?[entry] ?? entry) * kind.width
      let value = value(at: position, kind, isBigEndian)
      guard value.isFinite else {
        let index = shape.index(at: entry).map(String.init).joined(separator: ", ")
        throw fault("the entry at [\(index)] is not finite, expected a finite number")
      }
      tokens.append(token(value, kind))
    }
    return Answer(shape: shape, tokens: tokens, source: source, range: SourceRange(0, 0))
  }

  /// A number with the digits it claims: one that was rounded says so in its shortest decimal form.
  private func token(_ value: Double, _ kind: Kind) -> NumberToken {
    switch kind {
    case .float(8): NumberToken(double: value)
    case .float(4): NumberToken(shortest: "\(Float(value))", of: value)
    case .float: NumberToken(binary: value, isHalf: true)
    case .integer, .unsigned: NumberToken(binary: value, isHalf: false)
    }
  }

  // MARK: Header

  private func type(_ header: String) throws(Diagnostic) -> (Kind, isBigEndian: Bool) {
    guard let description = quoted(after: "'descr':", in: header), description.utf8.count >= 2
    else {
      throw fault("this array holds records, expected numbers")
    }
    let isBigEndian = description.hasPrefix(">")
    let kinds: [String: Kind] = [
      "f2": .float(2), "f4": .float(4), "f8": .float(8), "i1": .integer(1), "i2": .integer(2),
      "i4": .integer(4), "i8": .integer(8), "u1": .unsigned(1), "u2": .unsigned(2),
      "u4": .unsigned(4), "u8": .unsigned(8),
    ]
    guard let kind = kinds[String(description.dropFirst())] else {
      let names = [
        "b": "truth values", "c": "complex numbers", "O": "Python objects", "U": "text",
        "S": "text",
      ]
      let found =
        names[String(description.dropFirst().prefix(1))]
        ?? "type '\(shortened(description, to: 12))'"
      throw fault("this array holds \(found), expected real numbers or integers")
    }
    return (kind, isBigEndian)
  }

  private func shape(_ header: String) throws(Diagnostic) -> Shape {
    guard let key = header.range(of: "'shape':"),
      let open = header[key.upperBound...].firstIndex(of: "("),
      let close = header[open...].firstIndex(of: ")")
    else { throw fault("the header of this array tells no shape") }
    var dimensions: [Int] = []
    for item in header[header.index(after: open)..<close].split(separator: ",") {
      let text = item.filter { $0 != " " && $0 != "L" }
      if text.isEmpty { continue }
      guard let extent = Int(text) else { throw fault("the header of this array tells no shape") }
      dimensions.append(extent)
      guard dimensions.count <= NumpyArray.mostAxes else {
        throw fault("this array has more than \(NumpyArray.mostAxes) axes")
      }
    }
    guard let shape = Shape(checking: dimensions) else {
      throw fault("this array has more numbers than any answer")
    }
    guard shape.count > 0 else { throw fault("this array is empty, expected numbers") }
    guard shape.count <= limits.entries else { throw fault(limits.tooManyEntries) }
    return shape
  }

  private func quoted(after key: String, in header: String) -> String? {
    guard let found = header.range(of: key) else { return nil }
    let rest = header[found.upperBound...].drop { $0 == " " }
    guard rest.first == "'" else { return nil }
    return String(rest.dropFirst().prefix { $0 != "'" })
  }

  // MARK: Numbers

  /// Where the entries of an array in column-major order stand, row by row.
  private func columnMajorPositions(_ shape: Shape) -> [Int] {
    var strides: [Int] = []
    var stride = 1
    for extent in shape.dimensions {
      strides.append(stride)
      stride *= extent
    }
    return StridedView(offset: 0, shape: shape, strides: strides).positions
  }

  private func value(at position: Int, _ kind: Kind, _ isBigEndian: Bool) -> Double {
    var bits: UInt64 = 0
    if kind.width == 8 {
      bits = bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      }
      bits = isBigEndian ? UInt64(bigEndian: bits) : UInt64(littleEndian: bits)
    } else {
      for offset in 0..<kind.width {
        let byte = bytes[position + (isBigEndian ? offset : kind.width - 1 - offset)]
        bits = bits << 8 | UInt64(byte)
      }
    }
    switch kind {
    case .float(8): return Double(bitPattern: bits)
    case .float(4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .float: return NumpyArray.half(UInt16(truncatingIfNeeded: bits))
    case .unsigned: return Double(bits)
    case .integer(let width):
      let shift = UInt64(64 - 8 * width)
      return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
    }
  }

  /// A number in half precision (IEEE 754 binary16): sign, five bits of exponent, ten of fraction.
  private static func half(_ bits: UInt16) -> Double {
    let sign: FloatingPointSign = bits >> 15 == 0 ? .plus : .minus
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    switch exponent {
    case 0x1F: return fraction == 0 ? (sign == .plus ? .infinity : -.infinity) : .nan
    case 0: return Double(sign: sign, exponent: -24, significand: fraction)
    default: return Double(sign: sign, exponent: exponent - 25, significand: 1024 + fraction)
    }
  }

  private func fault(_ message: String) -> Diagnostic { Diagnostic(message, in: source) }
}
