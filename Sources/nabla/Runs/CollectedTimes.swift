import Coursework
import Diagnostics
import GradebookStore

/// When submissions were handed in: as the command line says, else as `collect` wrote it down.
struct CollectedTimes: Sendable {
  private struct Known {
    let times: [String: Moment?]
    let markedLate: Set<String>
  }

  private let stated: SubmissionTimes
  private let manifests: [String: Known]

  /// Reads the manifests of the classes that some submissions lie in.
  ///
  /// - Throws: ``CommandFault`` where one cannot be read: a time that is lost would cost somebody points.
  init(_ stated: SubmissionTimes, _ places: [SubmissionPlace]) throws(CommandFault) {
    self.stated = stated
    var manifests: [String: Known] = [:]
    for place in places {
      guard let folder = place.place?.classFolder, manifests[folder] == nil else { continue }
      let manifest = try orFault(.usage) { () throws(Diagnostics) in
        try CollectionManifest.ofClass(folder)
      }
      if manifest.interrupted(in: folder) != nil {
        throw CommandFault(
          "\(visible(folder)): collecting was interrupted before \(CollectionManifest.fileName) was written",
          help: "collect the same download again, and then grade", .fault)
      }
      manifests[folder] = Known(
        times: manifest.submittedByFolder, markedLate: manifest.markedLate)
    }
    self.manifests = manifests
  }

  /// When a submission was handed in; nil if nobody says.
  func time(of place: SubmissionPlace) -> Moment? {
    if let stated = stated.time(of: place.student) { return stated }
    guard let (folder, inner) = place.place else { return nil }
    return manifests[folder]?.times[inner] ?? nil
  }

  /// Where a submission comes from.
  func origin(of place: SubmissionPlace) -> GradedSubmission.Origin {
    guard let (folder, inner) = place.place, manifests[folder]?.times[inner] != nil else {
      return .handedIn
    }
    return inner == place.student ? .collected : .movedAside
  }

  /// Whether the system it comes from marks a submission late.
  func isMarkedLate(_ place: SubmissionPlace) -> Bool {
    guard let (folder, inner) = place.place else { return false }
    return manifests[folder]?.markedLate.contains(inner) ?? false
  }
}
