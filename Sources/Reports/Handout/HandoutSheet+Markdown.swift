internal import Coursework
internal import Formulas
internal import Tensors
internal import Writing

extension HandoutSheet {
  /// The sheet in Markdown, with formulas in LaTeX between dollars.
  public var markdown: String {
    var text = "# \(MarkdownText.line(assignment.title))\n\n"
    if let name { text += "For: \(MarkdownText.line(name))\n\n" }
    text += facts.joined(separator: " ") + "\n\n"
    if let about = assignment.text { text += paragraph(about) }
    for problem in assignment.problems {
      let notation = ProblemNotation(problem, boldsMatrices: assignment.boldsMatrices)
      text += "## \(MarkdownText.line(problem.title))\n\n"
      if let task = problem.text { text += paragraph(task) }
      if !notation.forward.isEmpty {
        text += "$$\n\(MathematicsFormat.latex.display(notation.forward))\n$$\n\n"
      }
      if !problem.givens.isEmpty {
        text += "Given:\n\n" + problem.givens.map { given(problem, $0) }.joined() + "\n"
      }
      text += "To hand in:\n\n" + problem.parts.map { part($0, notation) }.joined() + "\n"
    }
    return text + "## How to hand in\n\n"
      + (place + handingIn).map(MarkdownText.withoutTags).joined(separator: "\n\n") + "\n"
  }

  private func paragraph(_ text: String) -> String {
    MarkdownText.withoutTags(HandoutSheet.trimmed(text)) + "\n\n"
  }

  private func given(_ problem: Problem, _ given: Given) -> String {
    let value =
      given.value.shape.rank == 0
      ? "= \(given.value.nestedText)" : "with shape \(given.value.shape)"
    return "- `\(given.name)` \(value), in `\(HandoutSheet.table(problem, given))`\n"
  }

  private func part(_ part: Part, _ notation: ProblemNotation) -> String {
    let request = self.request(part)
    return "- `\(part.name)`: $\(MathematicsFormat.latex.inline(notation.asked(part)))$"
      + (request.isEmpty ? "" : ", \(MarkdownText.line(request))") + " (\(measure(part)))\n"
  }
}
