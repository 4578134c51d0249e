import TestSupport

/// A random formula with one to three loops over the givens of ``RandomProgram`` and `Y`, five rows of three.
struct RandomRecursion {
  static let shapes = RandomProgram.shapes.merging(["Y": [5, 3]]) { $1 }
  /// How many steps there are.
  private static let steps = 5

  private var generator: SeededGenerator
  private(set) var lines: [String] = []
  /// What is whole, of five rows of three.
  private var whole = ["Y"]

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    for number in 0..<1 + generator.below(3) {
      if generator.below(3) == 0 { addIndexed("p\(number)") } else { add(number) }
    }
    let last = pick(whole)
    lines.append(
      pick([last, "sum(\(last) * Y)", "\(last)[4] + \(last)[0] * v", "\(last).T @ \(pick(whole))"]))
  }

  var text: String { lines.joined(separator: "\n") }

  private mutating func pick<T>(_ items: [T]) -> T { items[generator.below(items.count)] }

  /// A loop over one or two names, array style.
  private mutating func add(_ number: Int) {
    let names = generator.below(2) == 0 ? ["h\(number)"] : ["h\(number)", "c\(number)"]
    let back = 1 + generator.below(2)
    let isUp = generator.below(2) == 0
    let order = isUp ? Array(0..<RandomRecursion.steps) : (0..<RandomRecursion.steps).reversed()
    for step in order.prefix(back) {
      for name in names {
        lines.append("\(name)[\(step)] = \(pick(["v", "Y[\(step)]", "0.5 * ones([3])", "v * a"]))")
      }
    }
    let range =
      isUp
      ? "\(back) <= t < \(RandomRecursion.steps)" : "\(RandomRecursion.steps - back) > t >= 0"
    for (place, name) in names.enumerated() {
      let sign = isUp ? "-" : "+"
      // A name that stands earlier in the loop has its value of this step already.
      let known = names.prefix(place).map { "\($0)[t]" }
      let read = names.flatMap { name in (1...back).map { "\(name)[t\(sign)\($0)]" } }
      lines.append("\(name)[t] = \(vector(read + known, 3)) for \(range)")
    }
    whole += names
  }

  /// A vector of three that is bounded, so that no recursion runs away.
  private mutating func vector(_ steps: [String], _ depth: Int) -> String {
    guard depth > 0 else {
      return generator.below(3) > 0
        ? pick(steps) : pick(["v", "\(pick(whole))[t]", "(0.1 * t * v)", "M[:, 1]"])
    }
    let deeper = depth - 1
    switch generator.below(9) {
    case 0, 1: return "tanh(Q @ \(vector(steps, deeper)) + \(vector(steps, deeper)))"
    case 2: return "sigmoid(\(vector(steps, deeper)))"
    case 3: return "softmax(tanh(\(vector(steps, deeper))))"
    case 4: return "tanh(\(vector(steps, deeper))) * \(vector(steps, 0))"
    case 5: return "where(\(vector(steps, 0)) > 0, \(vector(steps, 0)), \(vector(steps, deeper)))"
    case 6: return "maximum(\(vector(steps, 0)), sin(\(vector(steps, deeper))))"
    case 7: return "(\(vector(steps, deeper)) - 0.5 * \(vector(steps, 0)))"
    default: return vector(steps, 0)
    }
  }

  /// A loop in index style; the step is the first or the second index.
  private mutating func addIndexed(_ name: String) {
    let isFirst = generator.below(2) == 0
    func at(_ step: String, _ index: String) -> String {
      isFirst ? "\(name)[\(step),\(index)]" : "\(name)[\(index),\(step)]"
    }
    let other = pick(whole)
    lines.append("\(at("0", "s")) = \(pick(["v[s]", "Y[0,s]", "0.3 * s"])) for s < 3")
    let term = pick([
      "sum[k < 3](Q[k,s] * \(at("t-1", "k")))", "\(at("t-1", "s")) * Q[s,s]",
      "max[k < 3 if k <= s](\(at("t-1", "k")))", "sum[k < 3 if k != s](Q[s,k] * \(at("t-1", "k")))",
    ])
    let more = pick(["\(other)[t,s]", "\(other)[t-1,2-s]", "0.1 * t", "where(s > 0, v[s], 0)"])
    lines.append("\(at("t", "s")) = tanh(\(term)) + \(more) for 1 <= t < 5, s < 3")
    if isFirst { whole.append(name) }
  }
}
