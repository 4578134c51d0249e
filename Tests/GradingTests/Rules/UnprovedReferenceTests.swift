import Testing

@testable import Grading

@Suite struct UnprovedReferenceTests {
  /// A kink that the assignment does not speak of: nothing contradicts the reference, and nothing proves it.
  private let kink = """
    given: {x: [0.0, 1.5]}
    forward: L = sum(relu(x))
    parts: [{id: d, derivative: {of: L, wrt: x}, reference: x > 0}]
    """

  @Test func nobodyIsGradedByItUnlessThatIsAsked() throws {
    #expect(try OneProblem(kink).graded("{\"d\": [0, 1]}")[0].verdict == .disputed)
    let taken = try OneProblem(kink, takesUnproved: true)
    #expect(taken.graded("{\"d\": [0, 1]}")[0].verdict == .correct)
    #expect(taken.graded("{\"d\": [0, 2]}")[0].verdict == .incorrect)
  }

  @Test func aContradictedOneIsNeverTaken() throws {
    let wrong = try OneProblem(
      kink.replacing("[0.0, 1.5]", with: "[0.5, 1.5]").replacing("x > 0", with: "2 * (x > 0)"),
      takesUnproved: true)
    let part = wrong.graded("{\"d\": [1, 1]}")[0]
    #expect(part.verdict == .disputed)
    #expect(part.score == nil)
    // Whoever handed in nothing loses nothing by it either.
    #expect(wrong.graded("{}")[0].verdict == .disputed)
  }
}
