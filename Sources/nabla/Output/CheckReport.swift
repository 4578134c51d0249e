import Coursework
import Diagnostics
import Formulas
import Foundation
import Grading
import Tensors

/// What `check` found, as a table or as records.
struct CheckReport {
  static let keys =
    [
      "assignment", "part", "shape", "finding", "condition", "coarsest_rounding",
    ]
    + Proof.Pair.allCases.flatMap { ["\($0.rawValue)_difference", "\($0.rawValue)_bound"] } + [
      "reason"
    ]

  private let check: AssignmentCheck
  private var assignment: Assignment { check.assignment }

  /// Whether warnings count as faults.
  private let isStrict: Bool

  init(_ check: AssignmentCheck, isStrict: Bool) {
    self.check = check
    self.isStrict = isStrict
  }

  var isProved: Bool { check.isProved && (!isStrict || check.warnings.isEmpty) }

  private func word(_ part: PartKey) -> String {
    switch part.proof.finding {
    case .agrees: part.proof.isSampled ? "proved, sampled" : "proved"
    case .byDefinition: "by definition"
    case .unproved: "not proved"
    case .contradicted: "refused"
    }
  }

  var rows: [[Field]] {
    check.parts.map { proof in
      let part = proof.key
      return [
        .text(assignment.id), .text(part.part.name.description), .text(part.part.shape.description),
        .text(word(part)), .number(part.proof.condition), .count(proof.coarsestRounding),
      ]
        + Proof.Pair.allCases.flatMap { pair in
          let gap = part.proof.gaps[pair]
          return [.number(gap?.difference), .number(gap?.bound)] as [Field]
        } + [.text(reason(proof))]
    }
  }

  private func reason(_ part: AssignmentCheck.PartProof) -> String {
    let proof = part.key.proof
    guard !proof.reason.isEmpty else { return "" }
    let places = [
      proof.entry.isEmpty ? nil : "at \(shown(index: proof.entry))", part.seed.map { "seed \($0)" },
    ].compactMap { $0 }
    return (places.isEmpty ? "" : places.joined(separator: ", ") + ": ") + proof.reason
  }

  var text: String {
    var table = TextTable(
      [
        "part", "shape", "finding", "ref/reverse", "ref/numeric", "reverse/numeric", "condition",
        "steps", "",
      ], rightAligned: [3, 4, 5, 6])
    for proof in check.parts {
      let part = proof.key
      let gaps = Proof.Pair.allCases.map { pair in
        part.proof.gaps[pair].map { shown($0.ratio, digits: 2) } ?? ""
      }
      table.add(
        [
          part.part.name.description,
          part.part.shape.rank == 0 ? "number" : part.part.shape.description,
          word(part),
        ] + gaps
          + [
            shown(part.proof.condition, digits: 2),
            proof.coarsestRounding.map { "\($0) decimals" } ?? "all digits", reason(proof),
          ])
    }
    let colours = Console.hasColour(STDOUT_FILENO)
    var text = "\(visible("\(assignment.id): \(assignment.title)"))\n\n"
    text += table.text() { _, cell in
      guard colours else { return cell }
      switch cell {
      case "proved", "proved, sampled": return "\u{1B}[32m\(cell)\u{1B}[0m"
      case "refused", "not proved": return "\u{1B}[31m\(cell)\u{1B}[0m"
      default: return cell
      }
    }
    for problem in assignment.problems {
      let ranges = problem.forward?.inferredRanges ?? []
      guard !ranges.isEmpty else { continue }
      var named: [String] = []
      for range in ranges.map({ "\($0.name) < \($0.extent)" }) where !named.contains(range) {
        named.append(range)
      }
      let list = named.joined(separator: ", ")
      text += "  ranges found in the forward of \(problem.id): \(list)\n"
    }
    for failure in check.failures { text += "  \(visible(failure))\n" }
    for problem in check.assignment.problems where problem.text == nil {
      text += "  note: problem '\(problem.id)' has no 'text': its handout shows formulas alone\n"
    }
    for warning in check.warnings { text += "  warning: \(visible(warning))\n" }
    return text + "\n\(assignment.id): \(summary)\n"
  }

  private var summary: String {
    let count = check.parts.count
    let derivatives = check.parts.count { $0.key.part.isDerivative }
    guard isProved else {
      let bad =
        check.parts.count { $0.key.proof.finding >= .unproved } + check.failures.count
        + (isStrict ? check.warnings.count : 0)
      return "refused, \(bad) fault\(bad == 1 ? "" : "s")"
    }
    let tried = check.trials.count { $0.result == .passed }
    let idle = check.trials.count { $0.result == .notApplicable }
    let mistakes = check.mistakeCount
    let samples = assignment.expectations.count
    return "proved, \(count) part\(count == 1 ? "" : "s"), \(derivatives) of them derivatives"
      + (mistakes == 0
        ? "" : ", \(mistakes) known mistake\(mistakes == 1 ? "" : "s") told apart")
      + (samples == 0 ? "" : ", \(samples) sample\(samples == 1 ? "" : "s") graded as expected")
      + (assignment.draws ? ", at \(AssignmentCheck.seeds.count) seeds" : "")
      + "\n  \(tried) trials of the marking rules passed"
      + (idle > 0 ? ", \(idle) not applicable at these numbers" : "")
  }
}
