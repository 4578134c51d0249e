import Coursework
import Diagnostics
import GradebookStore
import Grading

/// What a run of grading comes to: faults, disputed parts, and the exit status.
struct GradingSummary {
  /// How many submissions could not be graded.
  private(set) var notGraded = 0
  /// The status that students' work leads to, where that counts.
  private var studentStatus = ExitStatus.done
  /// The status that everything else leads to.
  var status = ExitStatus.done
  /// Whether at most one submission is graded: then its status counts unless something else is said.
  var takesOne = true
  /// How many submissions have a disputed part, by `assignment/problem.part`.
  private(set) var disputed: [String: Int] = [:]

  /// Whether it keeps in mind who was graded: of a large class that is memory.
  var keepsNames = false
  /// The students of whom something was graded, by assignment.
  private(set) var graded: [String: Set<String>] = [:]

  /// Reports a fault of the run.
  mutating func add(_ fault: CommandFault) {
    Console.report(fault)
    status.raise(to: fault.status)
  }

  /// Reports a fault that kept one submission from being graded.
  mutating func add(_ fault: CommandFault, ungraded student: String) {
    notGraded += 1
    var fault = fault
    for place in fault.diagnostics.indices {
      let message = fault.diagnostics[place].message
      fault.diagnostics[place].message = "\(student) was not graded: \(message)"
    }
    add(fault)
  }

  /// Counts an outcome.
  mutating func add(_ outcome: Outcome) {
    if keepsNames { graded[outcome.assignment, default: []].insert(outcome.student) }
    guard outcome.concern == .disputed else {
      studentStatus.raise(to: ExitStatus(outcome.concern))
      return
    }
    status.raise(to: .fault)
    for part in outcome.parts where part.verdict == .disputed {
      disputed["\(outcome.assignment)/\(part.name)", default: 0] += 1
    }
  }

  /// The exit status, with students' work counted from some level on.
  func status(_ failOn: FailOn?) -> ExitStatus {
    let counts =
      switch failOn ?? (takesOne ? .wrong : .never) {
      case .wrong: true
      case .unreadable: studentStatus >= .unreadable
      case .never: false
      }
    return max(status, counts ? studentStatus : .done)
  }
}
