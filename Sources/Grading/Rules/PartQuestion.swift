internal import Coursework

/// One part of one submission, as a rule sees it: the answer, its key, and the earlier answers of the problem.
struct PartQuestion {
  let key: PartKey
  let reading: AnswerReading
  let prior: PriorAnswers
  /// Whether a part is graded whose reference could not be proved.
  let takesUnproved: Bool
  /// The numbers in the part's shape; nil if there are none, or they do not fit.
  let numbers: AnswerAsRead?
  /// Whether the layout is settled, so that no other is tried.
  private let isLayoutSettled: Bool

  var part: Part { key.part }

  /// A part of a submission.
  init(_ key: PartKey, _ reading: AnswerReading, _ prior: PriorAnswers, takesUnproved: Bool) {
    self.key = key
    self.reading = reading
    self.prior = prior
    self.takesUnproved = takesUnproved
    isLayoutSettled = false
    guard case .numbers(let answer) = reading else {
      numbers = nil
      return
    }
    switch ShapeFit.of(answer, in: key.part.shape) {
    case .exact: numbers = AnswerAsRead(answer, layout: nil, key, prior)
    case .squeezed: numbers = AnswerAsRead(answer, layout: .squeezed, key, prior)
    case .flat, .wrong: numbers = nil
    }
  }

  /// The answer as it was written, where another layout may be tried.
  var answerInOpenLayout: Answer? {
    guard !isLayoutSettled, case .numbers(let answer) = reading else { return nil }
    return answer
  }

  /// The ruling about the same numbers in another layout.
  func ruling(on answer: Answer, as layout: AnswerLayout) -> Ruling {
    PartQuestion(self, AnswerAsRead(answer, layout: layout, key, prior)).ruling
  }

  private init(_ question: PartQuestion, _ numbers: AnswerAsRead) {
    key = question.key
    reading = question.reading
    prior = question.prior
    takesUnproved = question.takesUnproved
    self.numbers = numbers
    isLayoutSettled = true
  }

  /// What the first rule that applies decides.
  var ruling: Ruling {
    for rule in verdictRules {
      if let ruling = rule.decide(self) { return ruling }
    }
    return .disputed(.noRuleApplied)
  }
}
