internal import Coursework
internal import Formulas
internal import Tensors

/// A step with a name that was wrong while all that follows from it is right, as one answer shows, or several together.
///
/// Answers with more numbers than the step has determine the step, and show besides that nothing was wrong after it.
struct WrongStep: Sendable, Hashable {
  /// What the step is.
  enum Kind: String, Sendable, Hashable {
    /// A given that is one number.
    case given
    case value = "step"
    case gradient
    /// One number of a value.
    case entry = "step-entry"
    /// One number of a gradient.
    case gradientEntry = "gradient-entry"

    var isOneNumber: Bool { self == .entry || self == .gradientEntry }
  }

  /// The name of the value, or of what a gradient is by.
  let name: String
  let kind: Kind

  /// The sentence.
  var explanation: String {
    switch kind {
    case .given:
      "right for another value of \(name): it was misread, or a factor beside it is wrong"
    case .value: "\(name) is wrong; what follows from it is right"
    case .gradient: "the gradient by \(name) is wrong; what follows from it is right"
    case .entry: "one number of \(name) is wrong; what follows from it is right"
    case .gradientEntry:
      "one number of the gradient by \(name) is wrong; what follows from it is right"
    }
  }

  /// At a chance so small nothing but the step explains an answer.
  private static let certainChance = 1e-12
  /// Who misreads a given takes one that differs by more than this share.
  private static let leastMisreading = 1e-3
  /// What is so near to the given with its sign flipped is that, with few digits.
  private static let leastApartFromFlipped = 2e-2
  /// Numbers with fewer digits tell too little about steps.
  private static let leastDigits = 4
  /// So do fewer numbers.
  private static let leastCount = 3

  /// Whether a number stands for a given, and is not merely what rounding leaves of it, or what a flipped sign or a lost
  /// term makes of it.
  private static func isMisread(_ value: Tensor<Double>, for right: Tensor<Double>) -> Bool {
    [(1, leastMisreading), (-1, leastApartFromFlipped), (0, leastMisreading)].allSatisfy {
      share, apart in
      !areWithin(value.scalars, right.scalars.map { share * $0 }) {
        apart * right.scalars[$0].magnitude
      }
    }
  }

  /// A given that is one number, for which another one explains an answer as well as a wrong formula does.
  ///
  /// - Parameters:
  ///   - answer: The answer.
  ///   - prior: Earlier answers: none that is right depends on the given.
  /// - Returns: its name; nil if there is none, or the answer has too few numbers to tell.
  static func misreadGiven(for answer: HiddenValue.Equation, _ prior: PriorAnswers) -> String? {
    guard answer.tokens.count(where: { $0.value != 0 }) >= leastCount else { return nil }
    let givens = HiddenStep.givens(for: [answer], prior)
    return givens.first { make in
      let step = make.step()
      guard let solution = HiddenSolution(step) else { return false }
      return solution.chance * Double(givens.count) <= Diagnosis.mostChance
        && isMisread(solution.value, for: step.right)
    }?.says.name
  }

  /// The step that explains some answers: of several, one number rather than many, and the last one on the way.
  ///
  /// - Parameters:
  ///   - answers: The answers.
  ///   - prior: Earlier answers: a step on which one of them depends that is right was not wrong.
  /// - Returns: nil if none explains them beyond chance.
  static func find(for answers: [HiddenValue.Equation], _ prior: PriorAnswers) -> Diagnosis? {
    let tokens = answers.flatMap(\.tokens)
    guard tokens.count(where: { $0.value != 0 }) >= leastCount,
      tokens.contains(where: { $0.significantDigits >= leastDigits })
    else { return nil }
    let (tried, steps) = HiddenStep.named(for: answers, prior)
    var explaining: [Explaining] = []
    for make in steps where explaining.first.map({ $0.says.kind == make.says.kind }) ?? true {
      let step = make.step()
      guard let solution = HiddenSolution(step) else { continue }
      let chance = solution.chance * Double(tried)
      let isFound =
        make.says.kind == .given
        ? chance <= certainChance && isMisread(solution.value, for: step.right)
        : chance <= Diagnosis.mostChance
      guard isFound, isDetermined(solution.value, of: step, make.says.kind, tried) else { continue }
      explaining.append(
        Explaining(says: make.says, chance: chance, misfit: solution.misfit))
    }
    guard let forward = answers.first?.key.problem.forward else { return explaining.first?.found }
    return likeliest(explaining, forward)
  }

  /// Whether an answer says more than one number of a step can be made to fit: the Jacobian of softmax for two classes is
  /// one number four times, and rows of a product of two vectors are one number each, which may add up to 0.
  private static func isDetermined(
    _ value: Tensor<Double>, of step: HiddenStep, _ kind: Kind, _ tried: Int
  ) -> Bool {
    guard kind.isOneNumber, step.equations.count == 1, let equation = step.equations.first,
      let predicted = step.evaluate(value).first ?? nil
    else { return true }
    return equation.chanceByFreedom(of: predicted, tried: tried, fitted: 2)
      <= Diagnosis.mostChanceByFreedom
  }

  /// A step that explains some answers.
  private struct Explaining {
    let says: WrongStep
    let chance: Double
    /// What it leaves over of the answers.
    let misfit: Double

    var found: Diagnosis {
      var found = Diagnosis(.step(says), says.explanation)
      // Rounding moves many numbers of a step: where one explains all digits, nothing was rounded.
      found.isApart = says.kind.isOneNumber && chance <= certainChance
      return found
    }
  }

  /// A step that leaves so many times less over than another one is the one that is meant.
  private static let better = 10.0

  /// The first of some steps; but of two that lie beside each other the one that fits, and nothing is told where both do.
  private static func likeliest(_ steps: [Explaining], _ forward: CompiledFormula) -> Diagnosis? {
    guard var best = steps.first else { return nil }
    func areNested(_ a: String, _ b: String) -> Bool {
      a == b || forward.dependents(of: a).contains(b) || forward.dependents(of: b).contains(a)
    }
    for other in steps.dropFirst()
    where !areNested(best.says.name, other.says.name) && better * other.misfit < best.misfit {
      best = other
    }
    var found = best.found
    found.isTold = steps.allSatisfy {
      areNested($0.says.name, best.says.name) || $0.misfit > better * best.misfit
    }
    return found
  }
}
