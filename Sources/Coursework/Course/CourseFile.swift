public import Diagnostics
internal import Writing
internal import Yams

/// What `course.yaml` says of a course; everything works without it.
public struct CourseFile: Sendable {
  /// What the course is called; nil if nothing is said.
  public let title: String?
  /// When it is held.
  public let term: String?
  /// The version of the program that it is made for.
  public let version: String?
  /// The roster's path, from the course's folder.
  public let roster: String?
  /// The gradebook's path, from the course's folder.
  public let gradebook: String?
  /// The zone of times that name none.
  public let zone: TimeTableZone?
  /// How scores become a total; nil if they do not.
  public let totals: TotalsScheme?
  /// The keys that assignments have unless they say otherwise, as they are written there.
  let defaults: [String: String]
  /// Where students hand in what no assignment says otherwise of, for them to read.
  let handIn: String?
  /// The days that each student may be late; nil if there are none.
  public let slipDays: SlipDays?
  /// Until when students' work is kept; nil if nothing is said.
  public let retain: Moment?
  /// When assignments are due, by id.
  let due: [String: Moment]

  /// The file's name in a course's folder.
  public static let fileName = "course.yaml"

  /// Reads the file of a course.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public init(_ path: String) throws(Diagnostics) {
    let text: YAMLText
    do throws(Diagnostic) {
      text = try YAMLText(try DiskFile.read(path, name: path))
    } catch {
      throw Diagnostics([error])
    }
    try self.init(text)
  }

  /// Reads the text of such a file.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public init(_ source: SourceText) throws(Diagnostics) {
    let text: YAMLText
    do throws(Diagnostic) { text = try YAMLText(source) } catch { throw Diagnostics([error]) }
    try self.init(text)
  }

  private init(_ text: YAMLText) throws(Diagnostics) {
    var problems: [Diagnostic] = []
    guard
      let top = YAMLMapping(
        text.root, in: text, what: "a course",
        keys: [
          "title", "term", "zone", "nabla", "roster", "gradebook", "defaults", "due", "hand-in",
          "slip-days", "retain", "totals",
        ], &problems)
    else { throw Diagnostics(problems) }
    title = top.string("title", &problems)
    term = top.string("term", &problems)
    version = top.string("nabla", &problems)
    roster = top.string("roster", &problems)
    gradebook = top.string("gradebook", &problems)
    let zoneText = top.string("zone", &problems)
    zone = zoneText.flatMap { TimeTableZone($0) }
    if zoneText != nil, zone == nil, let node = top["zone"] {
      problems.append(
        text.error("this is no time zone", at: node, help: "such as Europe/Berlin or +01:00"))
    }
    handIn = top.string("hand-in", &problems)
    AssignmentReader.checkHandIn(handIn, top, &problems)
    defaults = CourseFile.defaults(top["defaults"], text, &problems)
    due = CourseFile.due(top["due"], text, zone, &problems)
    slipDays = CourseFile.slipDays(top["slip-days"], text, &problems)
    retain = CourseFile.day(top["retain"], text, zone, &problems)
    totals = top["totals"].flatMap { TotalsReader.read($0, text, &problems) }
    guard problems.isEmpty else {
      throw Diagnostics(
        problems.sorted { ($0.range?.start ?? 0) < ($1.range?.start ?? 0) })
    }
  }

  private static let defaultKeys = ["late", "attempts", "count", "group-work"]

  /// The keys of `defaults`, each as an assignment would have it.
  private static func defaults(
    _ node: Node?, _ text: YAMLText, _ problems: inout [Diagnostic]
  ) -> [String: String] {
    guard let node,
      let mapping = YAMLMapping(
        node, in: text, what: "'defaults'", keys: CourseFile.defaultKeys, &problems)
    else { return [:] }
    problems += AssignmentReader.faults(inDefaults: mapping)
    var found: [String: String] = [:]
    for key in CourseFile.defaultKeys {
      guard let value = mapping[key] else { continue }
      if let written = CourseFile.written(value) {
        found[key] = written
      } else {
        problems.append(text.error("'\(key)' is written as in an assignment", at: value))
      }
    }
    return found
  }

  /// A value on one line; nil where it holds anything but plain words.
  private static func written(_ node: Node) -> String? {
    func plain(_ node: Node) -> String? {
      node.scalar.flatMap { scalar in
        scalar.string.utf8.allSatisfy {
          $0 > 0x20 && $0 < 0x7F && !"{}[],#&*!|>'\"`@".utf8.contains($0)
        } && !scalar.string.isEmpty ? scalar.string : nil
      }
    }
    guard case .mapping(let mapping) = node else { return plain(node) }
    var items: [String] = []
    for (key, value) in mapping {
      guard let key = plain(key), let value = plain(value) else { return nil }
      items.append("\(key): \(value)")
    }
    return "{\(items.joined(separator: ", "))}"
  }

  /// Reads `4`, or `{days: 4, assignments: [ID, …]}`.
  private static func slipDays(
    _ node: Node?, _ text: YAMLText, _ problems: inout [Diagnostic]
  ) -> SlipDays? {
    guard let node else { return nil }
    func days(_ node: Node) -> Int? {
      guard let days = Int(node.scalar?.string ?? ""), (0...366).contains(days) else {
        problems.append(
          text.error(
            "'slip-days' is a whole number of days, from 0 to 366", at: node,
            help: "such as slip-days: 4, or slip-days: {days: 4, assignments: [ID, OTHER]}"))
        return nil
      }
      return days
    }
    guard case .mapping = node else { return days(node).map { SlipDays(days: $0) } }
    guard
      let mapping = YAMLMapping(
        node, in: text, what: "'slip-days'", keys: ["days", "assignments"], &problems),
      let count = mapping.required("days", what: "'slip-days'", &problems).flatMap(days)
    else { return nil }
    guard let list = mapping["assignments"] else { return SlipDays(days: count) }
    let ids = (list.sequence ?? []).compactMap { $0.scalar?.string }
    guard let items = list.sequence, ids.count == items.count,
      ids.allSatisfy(AssignmentReader.isID)
    else {
      problems.append(text.error("'assignments' must be a list of their ids", at: list))
      return nil
    }
    return SlipDays(days: count, assignments: Set(ids))
  }

  /// Reads a moment, or a day, which ends when the next one begins.
  private static func day(
    _ node: Node?, _ text: YAMLText, _ zone: TimeTableZone?, _ problems: inout [Diagnostic]
  ) -> Moment? {
    guard let node else { return nil }
    let word = node.scalar?.string ?? ""
    if let moment = Moment(word) { return moment }
    if let local = LocalTime("\(word) 23:59"),
      let told = local.moment(in: zone ?? .universal, prefersLater: true)
    {
      return Moment(seconds: told.moment.seconds + 60)
    }
    problems.append(
      text.error("this is no day", at: node, help: "such as 2027-09-30, which is kept too"))
    return nil
  }

  private static func due(
    _ node: Node?, _ text: YAMLText, _ zone: TimeTableZone?, _ problems: inout [Diagnostic]
  ) -> [String: Moment] {
    guard let node else { return [:] }
    guard case .mapping(let mapping) = node else {
      problems.append(text.error("'due' must name assignments, each with its due time", at: node))
      return [:]
    }
    var due: [String: Moment] = [:]
    for (key, value) in mapping {
      let word = value.scalar?.string ?? ""
      guard let id = key.scalar?.string, AssignmentReader.isID(id) else {
        problems.append(text.error("expected the id of an assignment", at: key))
        continue
      }
      if let moment = Moment(word) {
        due[id] = moment
      } else if let local = LocalTime(word), let zone,
        let told = local.moment(in: zone, prefersLater: true)
      {
        due[id] = told.moment
      } else {
        problems.append(
          text.error(
            LocalTime(word) == nil
              ? "this is no date and time" : "this time names no zone, and the course has none",
            at: value,
            help: "such as 2026-11-20T23:59+01:00, or with zone: Europe/Berlin 2026-11-20 23:59"
          ))
      }
    }
    return due
  }

  /// Which assignments are named here.
  public var namedAssignments: Set<String> {
    Set(due.keys).union(totals?.assignments ?? []).union(slipDays?.assignments ?? [])
  }

  /// An assignment's file with what the course says of it, where it says nothing itself.
  ///
  /// The policy is part of the definition, so what is stored and hashed has it too.
  ///
  /// - Throws: a ``Diagnostic`` where nothing can be added to the file.
  func completed(_ text: YAMLText, id: String) throws(Diagnostic) -> YAMLText {
    guard case .mapping(let mapping) = text.root else { return text }
    let present = Set(mapping.keys.compactMap { $0.scalar?.string })
    var lines: [String] = []
    if !present.contains("due"), let due = due[id] { lines.append("due: \(due)") }
    let isDue = present.contains("due") || !lines.isEmpty
    if !present.contains("hand-in"), let handIn {
      lines.append("hand-in: \(JSONValue.text(handIn).line)")
    }
    for key in CourseFile.defaultKeys {
      guard !present.contains(key), let value = defaults[key], key != "late" || isDue else {
        continue
      }
      lines.append("\(key): \(value)")
    }
    guard !lines.isEmpty else { return text }
    let start = text.range(of: text.root).start
    let isInBraces =
      start < text.source.bytes.count && text.source.bytes[start] == UInt8(ascii: "{")
    guard !isInBraces else {
      throw Diagnostic(
        "\(CourseFile.fileName) says more of this assignment, which cannot be added to a file in braces",
        in: text.source,
        help: "write it as lines of 'key: value', or say here yourself: "
          + lines.joined(separator: ", "))
    }
    let bytes = text.source.bytes
    let indent = bytes[..<start].reversed().prefix { $0 == 0x20 }.count
    let added = ["# from \(CourseFile.fileName)"] + lines
    let block = added.map { "\n" + String(repeating: " ", count: indent) + $0 }.joined() + "\n"
    let end = CourseFile.endOfDocument(bytes)
    return try YAMLText(
      SourceText(
        name: text.source.name, bytes: Array(bytes[..<end]) + Array(block.utf8) + bytes[end...]))
  }

  /// Where the document ends: before a last line of three points, if there is one.
  private static func endOfDocument(_ bytes: [UInt8]) -> Int {
    var end = bytes.count
    while end > 0, [0x0A, 0x0D, 0x20].contains(bytes[end - 1]) { end -= 1 }
    return bytes[..<end].suffix(4).elementsEqual("\n...".utf8) ? end - 3 : bytes.count
  }
}
