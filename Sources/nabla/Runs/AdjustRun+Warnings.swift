import Coursework
import Diagnostics
import Grading

extension AdjustRun {
  /// Says what may not be meant.
  func warn(about ruling: Decision.Ruling) {
    func warn(_ message: String, help: String? = nil) {
      Console.report([Diagnostic(message, severity: .warning, help: help)])
    }
    for target in targets {
      let own = students[target.assignment] ?? []
      if case .points(let points) = ruling, points > target.points {
        let name = target.part?.description ?? target.assignment
        warn("\(points) points are more than the \(target.points) of \(visible(name))")
      }
      if ruling != .excuse {
        for student in own where course.entry(student).isExcused(from: target.assignment) {
          warn(
            "the roster excuses \(visible(student)) from '\(visible(target.assignment))'; a decision about points holds"
          )
        }
      }
      if ruling == .accept, target.part == nil,
        !course.standings.contains(where: {
          $0.assignment == target.assignment && own.contains($0.student) && $0.state == .disputed
        })
      {
        let id = visible(target.assignment)
        warn(
          "no part of '\(id)' is disputed, so this changes no score now",
          help: "'\(id).PROBLEM.PART' accepts one part, --points sets a score")
      }
    }
  }
}
