internal import Formulas
internal import Tensors

/// How much one submission may hold: known before anything of it is read, so that nobody's files slow a class down or
/// fill the memory.
///
/// Nothing larger can be right: a number takes at most some 64 bytes, pretty-printed, and an answer that is only wrong has
/// at most a few times as many numbers as the largest tensor of the assignment.
public struct SubmissionLimits: Sendable, Hashable {
  /// The bytes of all files together.
  public let bytes: Int
  /// The bytes that answers of the right size take, about.
  public let typicalBytes: Int
  /// The files.
  public let files: Int
  /// The arrays in one archive.
  public let members: Int
  /// The numbers of one answer.
  public let entries: Int

  /// The limits where nobody knows what is asked for.
  static let unknown = SubmissionLimits(
    bytes: DiskFile.largest, typicalBytes: DiskFile.largest, files: 1_000, members: 1_000,
    entries: 1 << 21)

  /// The limits for an assignment.
  public init(_ assignment: Assignment) { self = assignment.form.limits }

  /// The limits for some problems.
  init(_ problems: [Problem]) {
    let parts = problems.flatMap { $0.parts.map(\.shape.count) }
    let asked = parts.reduce(0, +)
    let givens = problems.flatMap { $0.givens.map(\.value.shape.count) }
    let bindings = problems.flatMap { problem in
      (problem.forward?.bindings ?? []).compactMap { problem.forward?.shape(of: $0.name)?.count }
    }
    let largest = (parts + givens + bindings).max() ?? 1
    self.init(
      bytes: min(4 * DiskFile.largest, max(1 << 20, 64 * asked)), typicalBytes: 32 * asked,
      files: max(64, 4 * parts.count), members: max(64, 4 * parts.count),
      entries: max(10_000, min(4 * largest, largest + 100_000, 1 << 21)))
  }

  private init(bytes: Int, typicalBytes: Int, files: Int, members: Int, entries: Int) {
    self.bytes = bytes
    self.typicalBytes = typicalBytes
    self.files = files
    self.members = members
    self.entries = entries
  }

  /// What is said of an answer with too many numbers.
  var tooManyEntries: String { "more than \(entries) numbers, more than any answer here can have" }
}
