import Foundation
import FoundationXML
import TestSupport
import Testing

/// `formula` on the built command.
@Suite struct FormulaCommandTests {
  @Test(arguments: Array(Workplace.parts.keys))
  func allFormulasOfAnAssignmentAreSet(_ assignment: String) throws {
    let folder = try Workplace.make(nil)
    let latex = try Tool.run(["formula", assignment], in: folder.path)
    #expect(latex.status == 0 && latex.errors.isEmpty)
    #expect(latex.output.contains(", forward\n") && latex.output.contains("\\frac{\\partial "))
    let math = try Tool.run(
      ["formula", "assignments/\(assignment)", "--as", "mathml"], in: folder.path)
    #expect(XMLParser(data: Data("<div>\(math.output)</div>".utf8)).parse())
    let names = latex.output.split(separator: "\n").count { $0.hasPrefix("% ") }
    #expect(names > 3 && names == math.output.split(separator: "<!--").count)
  }

  @Test func faultsAreToldAtTheirPlaces() throws {
    let folder = try Workplace.make(nil)
    try folder.write("p = softmax(W @ x\n", to: "p.txt")
    let broken = try Tool.run(["formula", "p.txt"], in: folder.path)
    #expect(broken.status == 3 && broken.errors.hasPrefix("p.txt:"), "\(broken.errors)")
    let nothing = try Tool.run(["formula", "nothing.txt"], in: folder.path)
    #expect(nothing.status == 64 && nothing.errors.contains("no assignment and no file"))
  }

  @Test func matricesAreBoldWhereTheAssignmentSaysSo() throws {
    let folder = try Workplace.make(nil)
    let path = "assignments/two-layer-network/assignment.yaml"
    let text = try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
    try folder.write("bold-matrices: true\n" + text, to: path)
    let run = try Tool.run(["formula", "two-layer-network"], in: folder.path)
    #expect(run.output.contains("{\\mathbf{W}}_{1} \\, x"), "\(run.output)")
  }
}
