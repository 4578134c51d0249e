internal import Tensors

/// The gradient of a number by a quantity, as something that is differentiated once more.
public enum GradientVariable {
  /// The name under which a compiled formula knows it.
  ///
  /// - Parameters:
  ///   - output: The number's name.
  ///   - variable: The quantity's name.
  /// - Returns: a name that no formula can define.
  public static func name(of output: String, by variable: String) -> String {
    "gradient of \(output) by \(variable)"
  }

  /// What such a name is the gradient of, and by what; nil for other names.
  ///
  /// - Parameter name: A name of a compiled formula.
  /// - Returns: both names.
  public static func parts(of name: String) -> (output: String, variable: String)? {
    let words = name.split(separator: " ").map(String.init)
    guard words.count >= 5, words.starts(with: ["gradient", "of"]), words[3] == "by" else {
      return nil
    }
    return (words[2], words[4...].joined(separator: " "))
  }
}

extension CompiledFormula {
  /// The formula with what computes the gradient of one of its numbers, which can be differentiated as any other name.
  ///
  /// - Parameters:
  ///   - output: A name of one number.
  ///   - variable: A name.
  /// - Returns: nil if a name is unknown, or not of one number, or if the gradient goes through a function whose
  ///   gradient is not differentiated.
  public func addingGradient(of output: String, by variable: String) -> CompiledFormula? {
    guard let end = node(of: output), let free = node(of: variable),
      graph.nodes[end].shape.count == 1
    else { return nil }
    var result = self
    let seed = result.graph.constant(
      Tensor(repeating: 1, shape: graph.nodes[end].shape))
    let gradient = result.graph.gradient(of: end, seed: seed, by: free)
    let isComplete = result.graph.nodes.indices.allSatisfy { id in
      if case .rows(let function, _) = result.graph.nodes[id].operation {
        function.hasPullback || id < graph.nodes.count
      } else {
        true
      }
    }
    guard isComplete else { return nil }
    result.name(gradient, as: GradientVariable.name(of: output, by: variable))
    return result
  }
}
