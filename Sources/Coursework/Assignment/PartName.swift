/// The full name of a part, `problem.part`, as people and files write it.
public struct PartName: Hashable, Sendable, Comparable, CustomStringConvertible,
  ExpressibleByStringInterpolation
{
  private let text: String

  /// The name of a problem's part.
  public init(problem: String, part: String) { text = "\(problem).\(part)" }

  /// Reads a name; nil if it is none.
  public init?(_ text: String) {
    let words = text.split(separator: ".", omittingEmptySubsequences: false)
    guard words.count == 2, words.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.text = text
  }

  /// A name that stands in the program.
  public init(stringLiteral text: String) { self.text = text }

  /// The id of the problem.
  public var problem: String { String(text.prefix { $0 != "." }) }

  /// The id within the problem.
  public var part: String { String(text.drop { $0 != "." }.dropFirst()) }

  /// The name as it is written.
  public var description: String { text }

  /// Whether it comes first in the order of the alphabet.
  public static func < (a: PartName, b: PartName) -> Bool { a.text < b.text }
}
