internal import Diagnostics

/// Whose work is whose: by the columns of the roster, and by what a person said; never by a guess.
struct WorkOwners {
  typealias Owned = [(student: String, works: [PersonsWork])]

  /// The work, and which of those who handed it in a student is.
  struct PersonsWork {
    let work: HandedInWork
    /// All names of the person.
    let names: [StudentIdentity]
    /// What the source calls the person.
    let knownAs: StudentIdentity?
  }

  private let settings: SubmissionCollector.Settings
  private let list: UnmatchedList
  private let earlier: [CollectionManifest.Row]

  /// - Parameters:
  ///   - settings: What is collected.
  ///   - list: What a person said.
  ///   - earlier: What was collected before.
  init(
    _ settings: SubmissionCollector.Settings, _ list: UnmatchedList,
    earlier: [CollectionManifest.Row]
  ) {
    self.settings = settings
    self.list = list
    self.earlier = earlier
  }

  /// The work of each student, and what nobody is known for.
  func owners(of works: [HandedInWork], _ problems: inout [Diagnostic]) -> (
    owned: Owned, unmatched: [UnmatchedList.Row]
  ) {
    var students: [StudentIdentity: Set<String>] = [:]
    for entry in settings.roster?.entries ?? [] {
      for identity in StudentIdentity.of(entry) {
        students[identity, default: []].insert(entry.student)
      }
    }
    var order: [String] = []
    var owned: [String: [PersonsWork]] = [:]
    var unmatched: [UnmatchedList.Row] = []
    for work in works {
      let people = work.people.isEmpty ? [[StudentIdentity(.name, work.name)]] : work.people
      for person in people {
        let all = settings.times?.names(of: person) ?? person
        let said = list.students(
          for: work.name, all, namesArePeople: settings.source.namesArePeople)
        var candidates =
          said.isEmpty ? all.reduce(into: Set()) { $0.formUnion(students[$1] ?? []) } : said
        if settings.roster == nil, said.isEmpty, settings.source.namesStudents {
          candidates = Set(
            person.filter { $0.column == .student }.prefix(1).map(\.value).filter(Roster.isStudent))
        }
        guard let student = candidates.first, candidates.count == 1 else {
          // A letter of a stranger that brings nothing is no work.
          if work.files.isEmpty { continue }
          unmatched.append(
            UnmatchedList.Row(knownAs: person.first?.description ?? work.name, work: work.name))
          continue
        }
        // A person said that it is nobody's.
        if student == "-" { continue }
        if owned[student] == nil { order.append(student) }
        owned[student, default: []].append(
          PersonsWork(
            work: work, names: all, knownAs: person.first))
      }
    }
    if settings.sharesGroups { share(&owned, &order, &problems) }
    return (order.map { ($0, owned[$0] ?? []) }, unmatched)
  }

  /// Whether something was collected before that none of the other members has handed in.
  private func hasOwn(_ member: RosterEntry, beside members: [RosterEntry]) -> Bool {
    let partners = Set(
      members.filter { $0.student != member.student }
        .flatMap { StudentIdentity.of($0) }.map(\.description))
    return earlier.contains { $0.student == member.student && !partners.contains($0.knownAs) }
  }

  /// Gives the work of a student to those of the same group who have none of their own.
  private func share(
    _ owned: inout [String: [PersonsWork]], _ order: inout [String],
    _ problems: inout [Diagnostic]
  ) {
    let entries = settings.roster?.entries ?? []
    let due = settings.assignment.policy.due
    let groups = Dictionary(grouping: entries) { $0.group(at: due) }
    for (group, members) in groups where group != nil {
      let handedIn = members.filter { owned[$0.student] != nil }
      guard let first = handedIn.first, let works = owned[first.student] else { continue }
      let others = members.filter { owned[$0.student] == nil && !hasOwn($0, beside: members) }
      if handedIn.count > 1, !others.isEmpty {
        func names(_ entries: [RosterEntry]) -> String {
          entries.map { visible($0.student) }.joined(separator: ", ")
        }
        problems.append(
          Diagnostic(
            "of one group \(names(handedIn)) have handed in: \(names(others)) \(others.count == 1 ? "gets" : "get") "
              + "the work of \(visible(first.student)), who stands first in the roster",
            severity: .warning))
      }
      for member in others {
        // The time is that of whoever handed in.
        owned[member.student] = works.map {
          PersonsWork(
            work: $0.work, names: $0.names + StudentIdentity.of(first), knownAs: $0.knownAs)
        }
        order.append(member.student)
      }
    }
    let places = Dictionary(entries.enumerated().map { ($1.student, $0) }) { first, _ in first }
    order.sort { places[$0] ?? .max < places[$1] ?? .max }
  }
}
