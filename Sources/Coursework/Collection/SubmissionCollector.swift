public import Diagnostics
internal import Writing

/// Turns a download as it arrives into a class's folder: a folder for each student, and a manifest.
///
/// Nobody is matched by a guess: a name that stands in no column of the roster is listed, and a person says whose it is.
public struct SubmissionCollector {
  /// What is collected, and what is known about it.
  public struct Settings {
    /// What kind of download it is.
    public let source: CollectionSource
    /// The assignment.
    public let assignment: Assignment
    /// The class's folder, which is made if there is none.
    public let classFolder: String
    /// The students; nil if nobody says.
    public let roster: Roster?
    /// Who handed in when.
    public let times: TimesTable?
    /// When the download was made, if what stood then is what was handed in.
    public let collected: Moment?
    /// What the names of repositories begin with.
    public let prefix: String?
    /// Whether what one of a group hands in is that of all its members.
    public let sharesGroups: Bool

    /// Creates settings.
    public init(
      source: CollectionSource, assignment: Assignment, classFolder: String, roster: Roster?,
      times: TimesTable?, collected: Moment?, prefix: String?, sharesGroups: Bool = false
    ) {
      self.sharesGroups = sharesGroups
      self.source = source
      self.assignment = assignment
      self.classFolder = classFolder
      self.roster = roster
      self.times = times
      self.collected = collected
      self.prefix = prefix
    }
  }

  /// What became of a download.
  public struct Result {
    /// How many submissions were new, came again with something else in them, or were known.
    public fileprivate(set) var counts = (new: 0, again: 0, known: 0)
    /// Students who handed in nothing that could be answers.
    public fileprivate(set) var empty: [String] = []
    /// Whom the roster does not have, and nobody has said who it is.
    public fileprivate(set) var unmatched: [String] = []
    /// Those of the roster of whom nothing has been collected.
    public fileprivate(set) var missing: [String] = []
    /// Students whose work has no time, and how many of these the source marks late.
    public fileprivate(set) var untimed = (all: 0, markedLate: 0)
    /// Students whose work is the same as what they handed in before something else.
    public fileprivate(set) var reverted: [String] = []
    /// Rows of the table of times that name nobody.
    public fileprivate(set) var unknownRows: [String] = []
    /// Files that were nobody's.
    public fileprivate(set) var strays: [String] = []
    /// What is wrong.
    public fileprivate(set) var diagnostics: [Diagnostic] = []
  }

  private let settings: Settings
  private let download: Download
  private let names: HandedInName
  private let store: ClassFolder
  private let entries: [String: RosterEntry]
  private var list: UnmatchedList
  private var manifest: CollectionManifest
  /// What was collected before.
  private let earlier: [CollectionManifest.Row]
  private var result = Result()
  /// Work of students who have several here.
  private var twins: [UnmatchedList.Row] = []

  /// Collects a download.
  ///
  /// - Parameters:
  ///   - path: A zip archive or a folder.
  ///   - settings: What it is.
  /// - Returns: What became of it; what is wrong with one student's work costs nobody else's.
  /// - Throws: ``Diagnostics`` where the download, or what was collected before, cannot be read, or nothing can be written.
  public static func collect(_ path: String, _ settings: Settings) throws(Diagnostics) -> Result {
    var collector = try SubmissionCollector(path, settings)
    try collector.run(SourceText(name: path, bytes: []))
    return collector.result
  }

  private init(_ path: String, _ settings: Settings) throws(Diagnostics) {
    self.settings = settings
    names = HandedInName(parts: settings.assignment.parts.map { $0.part.name.description })
    store = ClassFolder(path: settings.classFolder)
    entries = settings.roster?.byStudent ?? [:]
    list = try UnmatchedList(classFolder: settings.classFolder, roster: settings.roster)
    manifest = try CollectionManifest(classFolder: settings.classFolder)
    earlier = manifest.rows
    do throws(Diagnostic) { download = try Download(path) } catch { throw Diagnostics([error]) }
    result.diagnostics = download.refused + (settings.times?.faults ?? [])
  }

  private mutating func run(_ source: SourceText) throws(Diagnostics) {
    let found: (work: [HandedInWork], strays: [Download.File])
    do throws(Diagnostic) { found = try work(source) } catch { throw Diagnostics([error]) }
    guard !found.work.isEmpty else {
      let nothing = Diagnostic(
        "nothing in here is what \(settings.source.title) gives", in: source)
      throw Diagnostics(result.diagnostics.isEmpty ? [nothing] : result.diagnostics)
    }
    result.strays = found.strays.map(\.name)
    warnOfColumns(found.work)
    let (owned, unmatched) = WorkOwners(settings, list, earlier: earlier).owners(
      of: found.work, &result.diagnostics)
    result.unknownRows = unknownRows(found.work)
    for (student, works) in owned {
      // Whoever writes twice hands in twice.
      let attempts = settings.source == .mail ? works.map { [$0] } : [works]
      for (index, own) in attempts.enumerated() {
        do throws(Diagnostic) {
          try take(own, of: student, isLast: index + 1 == attempts.count)
        } catch {
          result.diagnostics.append(error)
        }
      }
    }
    let matched = Set(
      owned.flatMap(\.works).flatMap { $0.names.map(\.description) + ["name \($0.work.name)"] })
    let newList = list.with(
      unmatched + twins, matched: matched, namesArePeople: settings.source.namesArePeople)
    result.unmatched = newList.open.map(\.knownAs)
    let collected = Set(manifest.rows.map(\.student))
    result.missing = (settings.roster?.students ?? []).filter { !collected.contains($0) }
    do throws(OutputFile.Failure) {
      try store.write(
        manifest, unmatched: newList.rows.isEmpty && list.rows.isEmpty ? nil : newList)
    } catch {
      throw Diagnostics([Diagnostic(error.message)])
    }
  }

  private mutating func work(_ source: SourceText) throws(Diagnostic) -> (
    work: [HandedInWork], strays: [Download.File]
  ) {
    switch settings.source {
    case .canvas: CanvasDownload.work(in: download)
    case .moodle: MoodleDownload.work(in: download)
    case .gradescope: try GradescopeDownload.work(in: download, source, &result.diagnostics)
    case .mail: MailDownload.work(in: download, &result.diagnostics)
    case .git:
      NamedFolders.repositories(
        in: download, assignment: settings.assignment.id, prefix: settings.prefix)
    case .folder:
      NamedFolders.students(
        in: download, names,
        isKnown: settings.roster.map { roster in { roster.students.contains($0) } })
    }
  }

  // MARK: Taking it

  private mutating func take(
    _ works: [WorkOwners.PersonsWork], of student: String, isLast: Bool
  ) throws(Diagnostic) {
    guard let own = works.first, works.count == 1 else {
      twins += works.map {
        UnmatchedList.Row(
          knownAs: StudentIdentity(.name, $0.work.name).description, work: $0.work.name)
      }
      throw Diagnostic(
        "\(visible(student)) has \(works.count) submissions in here: "
          + works.map { visible($0.work.name) }.joined(separator: ", ") + "; none is taken",
        help: "say in \(UnmatchedList.fileName) whose each is, or '-' for one that is nobody's")
    }
    let work = own.work
    let content = CollectedContent(work, in: download, names)
    for refused in content.refused {
      var refused = refused
      refused.message = "\(visible(student)): \(refused.message)"
      result.diagnostics.append(refused)
    }
    let isEmpty =
      content.files.isEmpty
      || work.isPrepared && !HandedInWork.holdsAnswers(content, self.names, settings.assignment)
    guard !isEmpty else {
      if isLast, !manifest.rows.contains(where: { $0.student == student }) {
        result.empty.append(student)
      }
      return
    }
    let names = own.names + (entries[student].map(StudentIdentity.of) ?? [])
    let submitted = time(of: names, work)
    let knownAs = own.knownAs?.description ?? ""
    reportFormerOwners(of: work, knownAs, now: student)
    let source = settings.source.rawValue
    let outcome = try store.put(content, of: student, at: submitted?.moment, &manifest) { file in
      CollectionManifest.Row(
        student: student, attempt: 0, file: "", original: file.original, source: source,
        knownAs: knownAs, submitted: submitted, isMarkedLate: work.isMarkedLate,
        sha256: file.sha256)
    }
    switch outcome {
    case .new: result.counts.new += 1
    case .again: result.counts.again += 1
    case .known: result.counts.known += 1
    case .knownEarlier:
      result.counts.known += 1
      if isLast { result.reverted.append(student) }
    }
    let isKnown = manifest.rows.contains {
      $0.student == student && $0.folder == student && $0.submitted != nil
    }
    if !isKnown {
      result.untimed.all += 1
      if work.isMarkedLate { result.untimed.markedLate += 1 }
    }
  }

  /// Says if work was collected as somebody else's before: a match that was wrong has left folders behind.
  private mutating func reportFormerOwners(
    of work: HandedInWork, _ knownAs: String, now student: String
  ) {
    let others = Set(
      earlier.filter {
        $0.knownAs == knownAs && $0.original == work.name && $0.source == settings.source.rawValue
          && $0.student != student
          && $0.folder == $0.student && work.people.count == 1 && !settings.sharesGroups
      }.map(\.student))
    for other in others.sorted() {
      result.diagnostics.append(
        Diagnostic(
          "what \(visible(knownAs)) handed in was collected as \(visible(other))'s before, and is "
            + "\(visible(student))'s now",
          in: SourceText(name: "\(settings.classFolder)/\(other)", bytes: []),
          help: "move that folder away and take its rows out of \(CollectionManifest.fileName); "
            + "what was graded of it stays in the gradebook until 'adjust' decides about it"))
    }
  }

  /// Says if the roster has not a single name of the kind by which this source knows people.
  private mutating func warnOfColumns(_ works: [HandedInWork]) {
    guard let roster = settings.roster else { return }
    let wanted = Set(works.flatMap(\.people).flatMap { $0 }.map(\.column)).subtracting([.name])
    let known = Set(roster.entries.flatMap { StudentIdentity.of($0) }.map(\.column))
    let isTold = settings.times.map { !$0.columns.isDisjoint(with: known) } ?? false
    guard !wanted.isEmpty, wanted.isDisjoint(with: known), !isTold else { return }
    let titles = StudentIdentity.Column.all.filter(wanted.contains).map { "'\($0.title)'" }
    result.diagnostics.append(
      Diagnostic(
        "the roster has no column \(titles.joined(separator: " or ")), by which \(settings.source.title) "
          + "knows students", severity: .warning))
  }

  /// The rows of the table of times that name neither anybody on the roster nor anybody in the download.
  private func unknownRows(_ works: [HandedInWork]) -> [String] {
    guard let times = settings.times else { return [] }
    let known = Set(works.flatMap(\.people).flatMap { $0 })
      .union((settings.roster?.entries ?? []).flatMap { StudentIdentity.of($0) })
    return times.rows(naming: known)
  }

  /// When the work was handed in, from whoever knows: a table, the source, or the moment of the download.
  private func time(of names: [StudentIdentity], _ work: HandedInWork) -> ToldTime? {
    if let told = settings.times?.time(of: names, notAfter: settings.collected) { return told }
    if let own = work.submitted { return own }
    return settings.collected.map {
      ToldTime(moment: $0, text: $0.description, origin: "collected then")
    }
  }
}

extension HandedInWork {
  /// Whether some part is answered, or an answer cannot be read: what lay in a repository from the start is no work.
  fileprivate static func holdsAnswers(
    _ content: CollectedContent, _ names: HandedInName, _ assignment: Assignment
  ) -> Bool {
    content.files.contains { file in
      let name = file.path.split(separator: "/").last.map(String.init) ?? ""
      guard ["json", "npz", "csv", "npy"].contains(SubmissionReader.split(name).ending) else {
        return false
      }
      let read = SubmissionReader.read(
        [Submission.File(name: name, bytes: file.bytes)], student: "", for: assignment)
      // Other files that are no answers may be anything.
      return !read.answers.isEmpty && (names.isExpected(name) || !read.hasUnreadable)
    }
  }
}
