public import Tensors

/// Whose inputs are drawn, and at which try.
public struct StudentDraw: Sendable {
  let secret: [UInt8]
  let owner: InputsOwner
  let counter: Int

  /// Creates a draw.
  ///
  /// - Parameters:
  ///   - secret: What makes the numbers unpredictable.
  ///   - owner: Whose they are.
  ///   - counter: 0 for the first try; one more for each set of inputs that could not be proved.
  public init(secret: [UInt8], for owner: InputsOwner, counter: Int) {
    self.secret = secret
    self.owner = owner
    self.counter = counter
  }

  /// A draw of one student's own inputs.
  public init(secret: [UInt8], student: String, counter: Int) {
    self.init(secret: secret, for: .student(student), counter: counter)
  }
}

extension StudentDraw {
  /// A word by which two secrets are told apart, and which says nothing of them.
  public static func fingerprint(of secret: [UInt8]) -> String {
    var stream = DrawStream(secret: secret, fields: ["nabla fingerprint 1"])
    return String(stream.next(), radix: 16)
  }
}

extension Assignment {
  /// Whether students have inputs of their own.
  public var draws: Bool { problems.contains { $0.draws } }

  /// The assignment with a student's own inputs; nil if their constraints could not be kept.
  public func drawn(_ draw: StudentDraw) -> Assignment? {
    var result = self
    for (index, problem) in problems.enumerated() {
      for (place, given) in problem.givens.enumerated() {
        guard let rule = given.draw else { continue }
        var stream = DrawStream(
          secret: draw.secret,
          fields: ["nabla draw 1", id, problem.id, given.name, draw.owner.field, "\(draw.counter)"])
        guard let value = rule.tensor(from: &stream) else { return nil }
        result.problems[index].givens[place].value = value
      }
    }
    return result
  }

  /// The assignment with inputs as they were handed out; nil if they are not those it draws.
  public func with(_ inputs: DrawnInputs) -> Assignment? {
    var result = self
    var used = 0
    for (index, problem) in problems.enumerated() {
      for (place, given) in problem.givens.enumerated() where given.draw != nil {
        guard let value = inputs.values["\(problem.id).\(given.name)"],
          value.shape == given.value.shape
        else { return nil }
        result.problems[index].givens[place].value = value
        used += 1
      }
    }
    return used == inputs.values.count ? result : nil
  }

  /// A student's own inputs, by `problem.given`.
  public var drawnInputs: DrawnInputs {
    var values: [String: Tensor<Double>] = [:]
    for problem in problems {
      for given in problem.givens where given.draw != nil {
        values["\(problem.id).\(given.name)"] = given.value
      }
    }
    return DrawnInputs(values: values)
  }
}

extension Problem {
  /// Whether students have inputs of their own here.
  public var draws: Bool { givens.contains { $0.draw != nil } }

  /// The problem with another value of a given.
  public func replacing(_ given: String, with value: Tensor<Double>) -> Problem {
    var result = self
    for place in givens.indices where givens[place].name == given {
      result.givens[place].value = value
    }
    return result
  }
}
