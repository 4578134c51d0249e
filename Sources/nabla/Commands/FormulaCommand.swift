import ArgumentParser
import Coursework
import Diagnostics
import Formulas
import Writing

struct FormulaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formula",
    abstract: "Write formulas as LaTeX or MathML.",
    discussion: """
      Of an assignment, all formulas are written, with their references: this is for staff. Of any other file, the \
      formula in it.
      """)

  @OptionGroup var options: AssignmentOptions

  @Argument(help: "An assignment, or a file with a formula.")
  var file: String

  @Option(name: .customLong("as"), help: "latex or mathml.")
  var format = MathematicsFormat.latex

  func run() throws {
    if options.folder(of: file) != nil {
      return try Console.result(text(of: try options.read(file)))
    }
    if DiskFile.kind(file) == .missing {
      throw CommandFault(
        "there is no assignment and no file '\(visible(file))'",
        help: "name an assignment, or a file with a formula such as: p = softmax(W @ x)", .usage)
    }
    let source: SourceText
    do throws(Diagnostic) {
      source = try DiskFile.read(file, name: file)
    } catch {
      throw CommandFault([error], .fault)
    }
    let lines: [MathematicalLine]
    do throws(FormulaError) {
      let formula = try FormulaLanguage.parse(FormulaText(source))
      try formula.checkCalls()
      lines = FormulaNotation().lines(formula)
    } catch {
      throw CommandFault([error.diagnostic(in: source)], .fault)
    }
    try Console.result(format.display(lines) + "\n")
  }

  /// All formulas, each below a comment that names it.
  private func text(of assignment: Assignment) -> String {
    var text = ""
    func add(_ name: String, _ lines: [MathematicalLine]) {
      guard !lines.isEmpty else { return }
      let comment = format == .latex ? "% \(name)" : "<!-- \(name) -->"
      text += (text.isEmpty ? "" : "\n") + comment + "\n" + format.display(lines) + "\n"
    }
    for problem in assignment.problems {
      let notation = ProblemNotation(problem, boldsMatrices: assignment.boldsMatrices)
      add("\(problem.id), forward", notation.forward)
      for part in problem.parts {
        add("\(part.name)", notation.reference(part))
      }
    }
    return text
  }
}
