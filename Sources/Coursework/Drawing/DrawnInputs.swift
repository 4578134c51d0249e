internal import Diagnostics
internal import Foundation
public import Tensors
internal import Writing

/// The inputs that were drawn for a student, by `problem.given`, and their form in files.
public struct DrawnInputs: Sendable, Hashable {
  let values: [String: Tensor<Double>]

  init(values: [String: Tensor<Double>]) { self.values = values }

  /// Reads what ``json`` writes; nil if it is something else.
  public init?(json: String) {
    let source = SourceText(name: "inputs.json", text: json)
    guard let read = try? JSONAnswers.read(source, .unknown, isPart: { $0.contains(".") }) else {
      return nil
    }
    var values: [String: Tensor<Double>] = [:]
    for entry in read.entries {
      guard case .numbers(let answer) = entry.reading else { return nil }
      values[entry.name] = Tensor(shape: answer.shape, scalars: answer.values)
    }
    self.values = values
  }

  /// One line of JSON: each input by `problem.given`, in the order of the names.
  public var json: String {
    JSONValue.object(
      values.sorted { $0.key < $1.key }.map { ($0.key, .verbatim($0.value.nestedText)) }
    ).line
  }

  fileprivate static func text(of number: Double, decimals: Int?) -> String {
    if let decimals { return String(format: "%.\(decimals)f", number) }
    guard number.magnitude < 1e15, let whole = Int(exactly: number) else { return "\(number)" }
    return "\(whole)"
  }
}

extension Tensor where Scalar == Double {
  /// The entries as nested lists, each number with as many digits as tell it from all others.
  public var nestedText: String { nestedText(decimals: nil) }

  /// The entries as nested lists, printed to a number of decimals; nil for all digits.
  public func nestedText(decimals: Int?) -> String {
    var text = ""
    func write(_ positions: Range<Int>, _ extents: ArraySlice<Int>) {
      guard let extent = extents.first else {
        text += DrawnInputs.text(of: scalars[positions.lowerBound], decimals: decimals)
        return
      }
      let step = positions.count / extent
      text += "["
      for place in 0..<extent {
        if place > 0 { text += ", " }
        let start = positions.lowerBound + place * step
        write(start..<start + step, extents.dropFirst())
      }
      text += "]"
    }
    write(0..<scalars.count, shape.dimensions[...])
    return text
  }
}
