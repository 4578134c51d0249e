import Coursework
import Foundation
import Grading

/// Appeals, for people or programs.
enum AppealText {
  static func listing(_ appeals: [Appeal]) -> Listing {
    var listing = Listing(
      table: TextTable(["opened", "student", "about", "decides", "until", "state", "says"]),
      records: Records(keys: [
        "opened_at", "assignment", "student", "part", "says", "until", "decider", "second",
        "opened_by", "state", "because", "closed_by", "closed_at",
      ]), nothing: "no appeal is open")
    let now = Int(Date().timeIntervalSince1970)
    for appeal in appeals {
      let request = appeal.request
      let isOverdue = appeal.outcome == nil && request.until.map { $0.seconds < now } ?? false
      let state = appeal.outcome?.rawValue ?? (isOverdue ? "overdue" : "open")
      let end = appeal.because.map { ": \($0) (\(appeal.by ?? ""))" } ?? ""
      listing.add(
        [
          "\(appeal.stored)", request.student, appeal.about,
          request.decider + (request.second.map { " with \($0)" } ?? ""),
          request.until.map { "\($0)" } ?? "", state + end, request.says,
        ],
        [
          .text("\(appeal.stored)"), .text(request.assignment), .text(request.student),
          .text(request.part?.description), .text(request.says),
          .text(request.until?.description), .text(request.decider), .text(request.second),
          .text(request.by), .text(state), .text(appeal.because), .text(appeal.by),
          .text(appeal.closed?.description),
        ])
    }
    return listing
  }
}
