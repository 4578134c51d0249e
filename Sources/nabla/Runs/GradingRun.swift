import Coursework
import Diagnostics
import GradebookStore
import Grading

/// One run of grading: stages from paths to what is told of each submission.
///
/// Each submission goes through the same stages: it is found, read and graded, stored, reported, judged by the policy, and
/// told. Reading and grading happen on several threads, in a window; storing, reporting and telling in batches. Of a class
/// only the names are held, and what stands in the window. What goes wrong with one is reported, and the others go on.
struct GradingRun {
  /// How to grade.
  struct Settings {
    let options: GradebookOptions
    let draws: DrawOptions
    let roster: Roster?
    let rules: CourseRules
    let times: SubmissionTimes
    let takesUnproved: Bool
    let jobs: Int
    /// The gradebook's path; nil if nothing is stored.
    let gradebook: String?
    /// Where reports go.
    let reports: GradingRecorder.Reports
    /// How much is told; nil for what each assignment says.
    let feedback: FeedbackLevel?
    /// How it is told.
    let output: GradingOutput.Form
  }

  /// A batch is one transaction: large enough to be fast, small enough for memory and for who watches.
  private static let maximumBatchEntries = 64
  private static let maximumBatchBytes = 8 << 20
  private static let maximumBatchTime = Duration.milliseconds(300)

  let settings: Settings
  private let recorder: GradingRecorder
  private var output: GradingOutput
  private var markdown: MarkdownSummary?
  private var batch: [GradedEntry] = []
  private var batchBytes = 0
  private var batchStart = ContinuousClock.now
  /// What the run comes to.
  private(set) var summary = GradingSummary()
  /// What was graded first.
  private(set) var first: GradedSubmission?

  /// Keeps in mind who is graded.
  mutating func keepNames() { summary.keepsNames = true }

  init(_ settings: Settings) {
    self.settings = settings
    output = GradingOutput(settings.output)
    recorder = GradingRecorder(
      gradebook: settings.gradebook, reports: settings.reports, rules: settings.rules)
  }

  /// Grades what is at some paths, and tells what is found.
  ///
  /// - Parameters:
  ///   - paths: Submissions, or folders of them.
  ///   - assignment: The assignment, where the paths do not tell.
  ///   - student: The student, where the path does not tell.
  mutating func grade(_ paths: [String], assignment: String?, student: String?) {
    let classes = find(paths, assignment: assignment, student: student)
    recorder.expect(classes)
    output.expect(classes)
    summary.takesOne = classes.reduce(0) { $0 + $1.places.count } <= 1
    // Where nothing is found, an older report is left alone.
    if !classes.isEmpty {
      do throws(CommandFault) {
        try recorder.begin()
        markdown = try settings.reports.summary.map { path throws(CommandFault) in
          try MarkdownSummary(path, isOfOne: summary.takesOne)
        }
      } catch {
        summary.add(error)
      }
    }
    for work in classes {
      do throws(CommandFault) {
        try grade(work)
      } catch {
        summary.add(error)
      }
    }
    recordBatch()
    do throws(CommandFault) {
      try recorder.finish()
      try markdown?.finish()
    } catch {
      summary.add(error)
    }
    tell(output.closing(notGraded: summary.notGraded))
  }

  // MARK: Finding

  /// The submissions for one assignment.
  struct Class {
    /// The assignment, as it was named.
    let assignment: String
    var places: [SubmissionPlace] = []
  }

  private mutating func find(_ paths: [String], assignment: String?, student: String?) -> [Class] {
    var classes: [Class] = []
    for path in paths {
      let (found, status) = Console.search(
        path, student: student, assignment: assignment, options: settings.options.options)
      summary.status.raise(to: status)
      let others = found.filter { !Roster.isStudent($0.student) }
      for place in others {
        let reason = Roster.nameRefusal(place.student) ?? ""
        summary.add(
          CommandFault(
            place.student.isEmpty
              ? "\(path): the path does not tell the student; say --student"
              : "\(path): the folder's name cannot be a student's: \(reason); say --student",
            .usage))
      }
      // A class is taken as it is: a copy of a large one would be half of all memory.
      var rest = (others.isEmpty ? found : found.filter { Roster.isStudent($0.student) })[...]
      while let first = rest.first {
        let own = rest.prefix { $0.assignment == first.assignment }
        rest = rest.dropFirst(own.count)
        let name = assignment ?? first.assignment
        if let index = classes.firstIndex(where: { $0.assignment == name }) {
          classes[index].places += own
        } else {
          classes.append(
            Class(assignment: name, places: own.count == found.count ? found : Array(own)))
        }
      }
    }
    return classes
  }

  // MARK: Reading and grading

  private mutating func grade(_ work: Class) throws(CommandFault) {
    guard !work.assignment.isEmpty else {
      throw CommandFault("the path does not tell the assignment; say --assignment", .usage)
    }
    let assignment = try settings.options.options.read(work.assignment, isForStudents: true)
    let times = try CollectedTimes(settings.times, work.places)
    warn(about: work.places, of: assignment, times)
    let record = recorder.record(of: assignment)
    let session = GradingSession(
      assignment, takesUnproved: settings.takesUnproved, record: record)
    if let key = session.sharedKey {
      if record == nil { recorder.keep(NumericRecord(of: key.parts), of: assignment) }
      warnOfFailures(AssignmentCheck.failures(of: key), of: assignment)
    }
    let inputs = try studentInputs(for: assignment, work.places)
    var foreign = ForeignWork()
    let (feedback, reports) = (settings.feedback, settings.reports)
    let takesUnproved = settings.takesUnproved
    let progress = Progress(
      "grading", of: work.places.count, isShown: !output.fillsTerminal)
    defer { progress.finish() }
    inOrder(
      work.places, jobs: settings.jobs, window: window(for: assignment),
      { place -> (SubmissionPlace, [Diagnostic], Result<GradedEntry, CommandFault>) in
        var diagnostics: [Diagnostic] = []
        let entry = Result { () throws(CommandFault) in
          let submission = SubmissionReader.read(try Console.locate(place), for: assignment)
          diagnostics = submission.diagnostics
          let own = try inputs.assignment(for: submission.student)
          let start = ContinuousClock.now
          let outcome = session.grade(
            submission, at: own, record: inputs.record(of: submission.student, at: own))
          let took = ContinuousClock.now - start
          return GradedEntry(
            GradedSubmission(
              outcome: outcome, submission: submission, assignment: own,
              submitted: times.time(of: place), origin: times.origin(of: place),
              takesUnproved: takesUnproved),
            feedback: feedback, isReported: reports.areWanted,
            seconds: reports.tellsTimes ? took / .seconds(1) : nil)
        }
        return (place, diagnostics, entry)
      },
      { place, diagnostics, entry in
        if !diagnostics.isEmpty { progress.finish() }
        Console.report(diagnostics)
        if case .success(let entry) = entry { foreign.add(entry.graded) }
        take(entry, of: place.student)
        progress.step()
      })
    if let warning = foreign.warning(inputs) { Console.report([warning]) }
    reportDisputes(of: assignment)
  }

  /// The submissions that may wait to be stored while others are graded: so many that nobody waits for a transaction, and
  /// so few that the largest answers leave room.
  private func window(for assignment: Assignment) -> Int {
    let most = GradingRun.maximumBatchBytes / max(1, SubmissionLimits(assignment).typicalBytes)
    return max(2 * settings.jobs, min(most, GradingRun.maximumBatchEntries))
  }

  /// The assignment, and what was handed out to whom.
  private func studentInputs(for assignment: Assignment, _ places: [SubmissionPlace])
    throws(CommandFault) -> StudentInputs
  {
    let inputs = try settings.draws.inputs(
      for: assignment, gradebook: settings.options.path,
      students: settings.roster?.entries ?? [])
    if let warning = inputs.unrecorded(among: places.map(\.student)), inputs.secret != nil {
      Console.report([warning])
    }
    return inputs
  }

  private mutating func take(_ entry: Result<GradedEntry, CommandFault>, of student: String) {
    switch entry {
    case .failure(let fault):
      summary.add(fault, ungraded: student)
    case .success(let entry):
      if first == nil { first = entry.graded }
      summary.add(entry.graded.outcome)
      batch.append(entry)
      batchBytes += entry.graded.submission.files.reduce(0) { $0 + $1.bytes.count }
      if batch.count >= GradingRun.maximumBatchEntries
        || batchBytes >= GradingRun.maximumBatchBytes
        || ContinuousClock.now - batchStart >= GradingRun.maximumBatchTime
      {
        recordBatch()
      }
    }
  }

  // MARK: Storing, reporting, judging and telling

  private mutating func recordBatch() {
    let entries = batch
    batch = []
    batchBytes = 0
    let (recorded, faults) = recorder.record(entries)
    for fault in faults { summary.add(fault) }
    do throws(CommandFault) {
      try markdown?.add(recorded)
    } catch {
      markdown = nil
      summary.add(error)
    }
    tell(recorded.map { output.text(of: $0) }.joined())
    batchStart = ContinuousClock.now
  }

  /// Prints; that nothing can be printed is said once.
  private mutating func tell(_ text: String) {
    guard !text.isEmpty, !output.isBroken else { return }
    do throws(CommandFault) {
      try Console.result(text)
    } catch {
      output.isBroken = true
      summary.add(error)
    }
  }
}
