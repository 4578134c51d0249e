internal import Diagnostics

/// The work of one student, or of several, as a download holds it.
struct HandedInWork {
  /// Those who handed in: each by the names that the source knows, the most telling first.
  let people: [[StudentIdentity]]
  /// What the source calls it.
  let name: String
  /// The files, by their path below the student's folder.
  var files: [(path: [String], file: Download.File)]
  /// Whether the source marks it late.
  var isMarkedLate = false
  /// When it was handed in, where the source itself says so.
  var submitted: ToldTime?
  /// Whether a template of answers may lie in it that the student has not filled in.
  var isPrepared = false
}

/// A moment, as somebody told it.
struct ToldTime: Hashable, Sendable {
  /// The moment.
  let moment: Moment
  /// As it was told, with its zone.
  let text: String
  /// Who told it: a system, or a file.
  let origin: String
}

/// A kind of download, and how the work of students is found in it.
public enum CollectionSource: String, Sendable, CaseIterable {
  case canvas, moodle, gradescope, git, folder, mail

  /// What the source calls itself where it is told of.
  var title: String {
    switch self {
    case .canvas: "Canvas"
    case .moodle: "Moodle"
    case .gradescope: "Gradescope"
    case .git: "the repository"
    case .folder: "the folder"
    case .mail: "a mail program"
    }
  }

  /// Whether what the source calls somebody is one person: letters of several come through one address.
  var namesArePeople: Bool { self != .mail }

  /// Whether folders may be named for students without a roster.
  var namesStudents: Bool { self == .git || self == .folder }
}
