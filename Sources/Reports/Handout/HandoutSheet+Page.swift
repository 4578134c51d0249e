internal import Coursework
internal import Formulas
internal import Tensors

extension HandoutSheet {
  /// The sheet as a page, with the inputs to copy.
  public var page: [UInt8] {
    var fields: PageFields = [
      "title": assignment.title, "facts": facts, "problems": assignment.problems.map(fields),
      "place": place.map(PageLibrary.withLinks),
      // Between accents stands what is typed as it is.
      "handingIn": handingIn.map { paragraph in
        [
          "pieces": paragraph.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map {
              ["piece": String($1), "isCode": !$0.isMultiple(of: 2)] as PageFields
            }
        ]
      },
    ]
    if let name { fields["name"] = name }
    fields["about"] = HandoutSheet.paragraphs(assignment.text ?? "")
    return PageLibrary.render(.handout, fields)
  }

  private func fields(_ problem: Problem) -> PageFields {
    let notation = ProblemNotation(problem, boldsMatrices: assignment.boldsMatrices)
    let mathML = MathematicsFormat.mathml
    var fields: PageFields = [
      "heading": problem.title,
      "parts": problem.parts.map { part in
        [
          "askedMarkup": mathML.inline(notation.asked(part)), "id": part.name.description,
          "request": request(part), "measure": measure(part),
        ]
      },
    ]
    fields["task"] = HandoutSheet.paragraphs(problem.text ?? "")
    if !notation.forward.isEmpty {
      fields["forward"] = [["mathMarkup": mathML.display(notation.forward)]]
    }
    if !problem.givens.isEmpty {
      fields["givens"] = [
        [
          "items": problem.givens.map { given in
            let fields: PageFields = [
              "nameMarkup": mathML.inline(notation.name(given.name)), "id": given.name,
              "shape": HandoutSheet.words(given.value.shape),
              "value": given.value.nestedText, "isShort": given.value.shape.count <= 12,
              "key": "\(problem.id).\(given.name)",
            ]
            return fields
          }
        ]
      ]
    }
    return fields
  }
}
