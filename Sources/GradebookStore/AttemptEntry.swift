internal import Coursework
internal import Grading

/// What is stored of one attempt.
struct AttemptEntry {
  /// How it was graded.
  struct Grading {
    let definition: String
    let grader: String
    /// The build that graded it here, by the rules of every regrading; nil where it was another, or nobody knows.
    let build: String?
    let parts: [StoredPart]
  }

  let assignment: Assignment
  let student: String
  let files: [Submission.File]
  let fileHashes: [String]
  /// The hash of all names and contents together.
  let hash: String
  /// The inputs, where they are the student's own.
  let inputs: String?
  let submitted: Moment?
  let origin: GradedSubmission.Origin
  let grading: Grading

  var parts: [StoredPart] { grading.parts }

  /// An attempt that was graded here.
  init(_ graded: GradedSubmission) {
    assignment = graded.assignment
    student = graded.outcome.student
    files = graded.submission.files
    fileHashes = graded.fileHashes
    hash = graded.hash
    inputs = assignment.draws ? assignment.drawnInputs.json : nil
    submitted = graded.submitted
    origin = graded.origin
    grading = Grading(graded)
  }

  /// An attempt that was graded elsewhere.
  init(_ line: OutcomeLine, _ assignment: Assignment) {
    self.assignment = assignment
    student = line.student
    files = [Submission.File(name: OutcomeLine.fileName, bytes: line.answers)]
    (fileHashes, hash) = AttemptWriter.hashes(of: files)
    inputs = assignment.draws ? assignment.drawnInputs.json : nil
    submitted = line.submitted
    origin = .handedIn
    grading = Grading(
      definition: line.definition, grader: line.grader, build: nil, parts: line.parts)
  }
}

extension AttemptEntry.Grading {
  init(_ graded: GradedSubmission) {
    definition = graded.outcome.definition
    grader = Gradebook.graderVersion
    build = graded.takesUnproved ? nil : GraderBuild.id
    parts = graded.outcome.parts.map(StoredPart.init)
  }
}
