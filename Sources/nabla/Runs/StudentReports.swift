import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading
import Reports
import Writing

/// Reports for students, made from what stands: each attempt is graded again by the definition on record, so that it can be
/// told as far as the level of feedback goes.
struct StudentReports {
  /// What is asked for.
  struct Settings {
    let assignment: String
    let level: FeedbackLevel?
    let contact: StudentReport.Contact
    /// The assignment as it is defined now; nil if it is not here.
    let current: Assignment?
    /// Only these students; empty for all.
    let students: Set<String>

    /// Puts together what is asked for.
    ///
    /// - Throws: ``CommandFault`` where the course or the assignment cannot be read.
    init(
      _ assignment: String, level: FeedbackLevel?, students: Set<String>, contact: String? = nil,
      until: Moment? = nil, _ options: AssignmentOptions
    ) throws(CommandFault) {
      self.assignment = assignment
      self.level = level
      self.students = students
      self.contact = StudentReport.Contact(
        whom: contact, until: until, zone: try options.course()?.zone ?? .universal,
        now: Moment(seconds: Int(Date().timeIntervalSince1970)))
      current = options.isAssignment(assignment) ? try options.read(assignment) : nil
    }
  }

  private let settings: Settings
  private let course: Course
  private let attempts: RegradedAttempts
  /// The reports, in the order of the students.
  private(set) var reports: [StudentReport] = []

  init(_ settings: Settings, _ course: Course) throws(CommandFault) {
    self.settings = settings
    self.course = course
    attempts = try RegradedAttempts(of: settings.assignment, in: course)
    let standings = course.enrolled.filter { standing in
      settings.students.isEmpty || settings.students.contains(standing.student)
    }
    let level = try level()
    let tellsEntries = tellsEntries
    let title = course.title(of: settings.assignment)
    let contact = settings.contact
    let policy =
      settings.current?.policy
      ?? course.assignments.first { $0.id == settings.assignment }?.policy
    let entries = Dictionary(
      standings.map { ($0.student, course.entry($0.student)) }
    ) { first, _ in first }
    reports = try attempts.map(standings) { standing, outcome, assignment in
      StudentReport(
        standing, title: title,
        student: entries[standing.student] ?? RosterEntry(student: standing.student),
        outcome: outcome?.redacted(to: level, tellsEntries: tellsEntries), assignment: assignment,
        contact: contact, policy: policy, handIn: settings.current?.handIn ?? assignment?.handIn)
    }
  }

  /// Whether single wrong entries are told: where an attempt is spent on each answer, or none can be made any more.
  private var tellsEntries: Bool {
    let policies =
      attempts.sessions.values.map(\.assignment.policy)
      + [settings.current?.policy].compactMap { $0 }
    return policies.allSatisfy { $0.attempts != nil }
      || lastMoment.map(StudentReports.isPast) == true
  }

  private static func isPast(_ moment: Moment) -> Bool {
    moment.seconds < Int(Date().timeIntervalSince1970)
  }

  /// The last moment at which anybody's work may count; nil if that may always be.
  private var lastMoment: Moment? {
    // A due time that was moved holds from now on, whatever was graded before.
    let policies =
      [settings.current?.policy, course.assignments.first { $0.id == settings.assignment }?.policy]
      .compactMap { $0 }
    guard !policies.isEmpty, policies.allSatisfy({ $0.lastMoment(extension: nil) != nil }) else {
      return nil
    }
    let entries = course.roster?.entries ?? [RosterEntry(student: "")]
    return policies.flatMap { policy in
      entries.compactMap { policy.lastMoment(extension: $0.extension(for: settings.assignment)) }
    }.max()
  }

  /// Whether somebody has released the right numbers to all whom it is for.
  private func isReleased() throws(CommandFault) -> Bool {
    let told = try orFault { () throws(Gradebook.Failure) in
      try course.book.students(told: .full, of: settings.assignment)
    }
    let students =
      settings.students.isEmpty ? Set(course.enrolled.map(\.student)) : settings.students
    return !students.isEmpty && told.isSuperset(of: students)
  }

  /// How much is told; the right numbers only when nobody can use them any more.
  private func level() throws(CommandFault) -> FeedbackLevel {
    let latest = attempts.sessions.values.map(\.assignment)
    let level = settings.level ?? latest.map(\.feedback).min() ?? .mistakes
    guard level == .full else { return level }
    let last = lastMoment
    let isPast = last.map(StudentReports.isPast) == true
    let isReleased = try isReleased()
    guard isPast || isReleased else {
      throw CommandFault(
        "the level 'full' tells the right numbers, and "
          + (last.map { "work may still be handed in until \($0)" }
            ?? "work for '\(settings.assignment)' counts however late it is"),
        help: last == nil
          ? "say --feedback mistakes, or in the assignment until when work counts: late: {until: 0d}; "
            + "'nabla release --feedback full' lets those see them whom it names"
          : "say --feedback mistakes, or wait until that has passed, for every extension too; "
            + "'nabla release --feedback full' lets those see them whom it names",
        .usage)
    }
    if latest.contains(where: { !$0.draws }) {
      Console.report([
        Diagnostic(
          "all students have the same inputs, so one report with the right numbers answers for everybody",
          severity: .warning)
      ])
    }
    return level
  }
}
