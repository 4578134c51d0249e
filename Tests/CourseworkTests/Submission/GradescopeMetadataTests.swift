import Coursework
import Diagnostics
import Testing

@Suite struct GradescopeMetadataTests {
  private func metadata(_ text: String) throws -> GradescopeMetadata {
    try GradescopeMetadata(SourceText(name: "submission_metadata.json", text: text))
  }

  @Test func whatIsNeededIsRead() throws {
    let read = try metadata(
      """
      {"created_at": "2026-11-20T23:59:00.123456+01:00", "assignment": {"title": "x"},
       "users": [{"email": "a@example.org", "name": "A"}, {"name": "B"}],
       "previous_submissions": [
         {"score": 1.5, "results": {"extra_data": {"attempts_used": "1"}}},
         {"score": 9, "autograder_error": true},
         {"score": "2.5", "results": {"extra_data": {"attempts_used": "2"}}},
         {"score": null}]}
      """)
    #expect(read.submitted?.description == "2026-11-20T22:59:00Z")
    #expect(read.users.map(\.email) == ["a@example.org", nil])
    #expect(read.earlierScores == [1.5, 2.5])
    #expect(read.attemptsUsed == 2)
  }

  /// Submissions are in the order of their times, whatever the file's; those without a time come first.
  @Test func earlierSubmissionsAreInTheOrderOfTheirTimes() throws {
    func earlier(_ time: String?, _ score: Int, _ used: Int) -> String {
      let submitted = time.map { ", \"submission_time\": \"2026-11-20T\($0):00.5+01:00\"" } ?? ""
      return
        "{\"score\": \(score), \"results\": {\"extra_data\": {\"attempts_used\": \"\(used)\"}}\(submitted)}"
    }
    func read(_ earlier: [String]) throws -> GradescopeMetadata {
      try metadata(
        """
        {"created_at": "2026-11-20T23:59:00Z", "previous_submissions": [\(earlier.joined(separator: ","))]}
        """)
    }
    let late = earlier("12:00", 1, 2)
    let early = earlier("11:00", 9, 1)
    for order in [[late, early], [early, late]] {
      let read = try read(order)
      #expect(read.earlierScores == [9, 1])
      #expect(read.attemptsUsed == 2)
    }
    #expect(try read([early, earlier(nil, 5, 3)]).earlierScores == [5, 9])
    // An attempt is never given back.
    #expect(try read([early, earlier(nil, 5, 3)]).attemptsUsed == 3)
  }

  @Test func littleIsEnough() throws {
    let read = try metadata("{\"created_at\": \"2026-11-20T23:59:00Z\"}")
    #expect(read.users.isEmpty && read.earlierScores.isEmpty && read.attemptsUsed == nil)
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"created_at\": 5}", "{\"created_at\": \"yesterday\"}",
    "{\"created_at\": \"2026-11-20T23:59:00\"}",
  ])
  func whatIsSomethingElseIsRefused(_ text: String) {
    #expect(throws: Diagnostic.self) { try metadata(text) }
  }

  /// What another system tells is not believed beyond measure.
  @Test func absurdNumbersAreLeftOut() throws {
    let read = try metadata(
      """
      {"created_at": "2026-11-20T23:59:00Z", "previous_submissions": [
        {"score": 1e300, "results": {"extra_data": {"attempts_used": "-4"}}},
        {"score": 1, "results": {"extra_data": {"attempts_used": "99999999999999999999"}}}]}
      """)
    #expect(read.earlierScores == [1])
    #expect(read.attemptsUsed == nil)
  }
}
