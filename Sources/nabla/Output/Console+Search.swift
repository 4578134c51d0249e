import Coursework
import Diagnostics

extension Console {
  /// Finds the submissions at a path; who is not graded, and what is nobody's, is reported.
  ///
  /// - Returns: the submissions, how many were refused, and the exit status that this leads to.
  static func search(
    _ path: String, student: String?, assignment: String?, options: AssignmentOptions
  ) -> (found: [SubmissionPlace], status: ExitStatus) {
    do throws(SubmissionSearch.Refusal) {
      let search = try SubmissionSearch(
        path, student: student, assignment: assignment, isAssignment: options.isAssignment)
      for (folder, names) in search.passedOver {
        let listed = names.prefix(50).map(visible).joined(separator: ", ")
        let more = names.count > 50 ? " and \(names.count - 50) more" : ""
        report([
          Diagnostic(
            "\(visible(folder)): not students' folders, passed over: \(listed)\(more)",
            severity: .note)
        ])
      }
      // Each by itself: of one file's faults some are enough, but every student is named.
      for refusal in search.refused { report([refusal.diagnostic]) }
      return (search.found, search.refused.map(status).max() ?? ExitStatus.done)
    } catch {
      report([error.diagnostic])
      return ([], status(error))
    }
  }

  /// Looks into a student's folder.
  static func locate(_ place: SubmissionPlace) throws(CommandFault) -> SubmissionLocation {
    do throws(SubmissionSearch.Refusal) {
      return try place.located()
    } catch {
      throw CommandFault([error.diagnostic], status(error))
    }
  }

  /// The exit status that a student's folder which cannot be graded leads to.
  private static func status(_ refusal: SubmissionSearch.Refusal) -> ExitStatus {
    refusal.isUnreadable ? .unreadable : .usage
  }
}
