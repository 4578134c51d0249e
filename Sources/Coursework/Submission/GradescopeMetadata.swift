public import Diagnostics
internal import Foundation

/// What Gradescope tells of a submission in `submission_metadata.json`.
public struct GradescopeMetadata: Sendable {
  /// Who handed in, or is in the group.
  public struct User: Sendable, Hashable {
    /// The address.
    public let email: String?
    /// The name.
    public let name: String?
  }

  /// When it was handed in.
  public let submitted: Moment?
  /// Who handed in.
  public let users: [User]
  /// The scores of earlier submissions that were graded, in their order.
  public let earlierScores: [Double]
  /// How many attempts the submissions before have used, as their results say; nil if they do not.
  public let attemptsUsed: Int?

  /// Reads the file.
  ///
  /// - Throws: a ``Diagnostic`` where it is not there or something else.
  public static func read(_ path: String) throws(Diagnostic) -> GradescopeMetadata {
    try GradescopeMetadata(try DiskFile.read(path, name: path))
  }

  /// Reads the text of such a file.
  ///
  /// - Throws: a ``Diagnostic`` where it is something else.
  public init(_ source: SourceText) throws(Diagnostic) {
    guard let file = try? JSONDecoder().decode(File.self, from: Data(source.bytes)) else {
      throw Diagnostic(
        "this is not a Gradescope submission_metadata.json", in: source,
        help: "expected an object with 'created_at', and lists 'users' and 'previous_submissions'")
    }
    guard let submitted = Moment(file.created_at) else {
      throw Diagnostic(
        "'created_at' is not a time with a time zone", in: source,
        help: "such as 2026-11-20T23:59:00.000000+01:00")
    }
    self.submitted = submitted
    users = (file.users ?? []).map { User(email: $0.email, name: $0.name) }
    // Without a time an earlier submission comes first. Ties keep the file's order.
    let earlier = (file.previous_submissions ?? []).enumerated().sorted {
      ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset)
    }.map(\.element)
    earlierScores = earlier.filter { $0.autograder_error != true }.compactMap { $0.score?.value }
      .filter { $0.magnitude <= 1e9 }
    attemptsUsed =
      earlier.compactMap { $0.results?.extra_data?.attempts_used.flatMap(Int.init) }
      .filter { (0...1_000_000).contains($0) }.max()
  }

  private struct File: Decodable {
    let created_at: String
    let users: [Person]?
    let previous_submissions: [Earlier]?
  }

  private struct Person: Decodable {
    let email: String?
    let name: String?
  }

  private struct Earlier: Decodable {
    let score: Number?
    let autograder_error: Bool?
    let results: Results?
    let submission_time: String?

    private enum CodingKeys: String, CodingKey {
      case score, autograder_error, results, submission_time
    }

    var seconds: Int { submission_time.flatMap { Moment($0) }?.seconds ?? .min }

    /// What else stands there is another program's, and of no matter.
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      score = try? container.decode(Number.self, forKey: .score)
      autograder_error = try? container.decode(Bool.self, forKey: .autograder_error)
      results = try? container.decode(Results.self, forKey: .results)
      submission_time = try? container.decode(String.self, forKey: .submission_time)
    }
  }

  private struct Results: Decodable {
    struct Extra: Decodable {
      let attempts_used: String?
    }
    let extra_data: Extra?
  }

  /// A number, or a text that is one.
  private struct Number: Decodable {
    let value: Double?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value =
        (try? container.decode(Double.self))
        ?? (try? container.decode(String.self)).flatMap(
          Double.init)
    }
  }
}
