internal import Diagnostics
internal import Formulas
internal import Yams

/// Reads samples of answers with the verdicts they must get.
extension AssignmentReader {
  mutating func expectations(_ node: Node?, _ read: [Problem]) -> [Expectation] {
    guard node != nil else { return [] }
    var expectations: [Expectation] = []
    for item in items(node, what: "expect") {
      guard
        let mapping = YAMLMapping(
          item, in: text, what: "an expectation",
          keys: AssignmentKeys.names("expectation"), &problems),
        mapping.required("title", what: "an expectation", &problems) != nil,
        let title = mapping.string("title", &problems)
      else { continue }
      if mapping["verdicts"] == nil, mapping["notes"] == nil {
        problems.append(text.error("an expectation needs 'verdicts' or 'notes'", at: item))
      }
      var decimals: Int?
      if let node = mapping["decimals"] {
        decimals = Int(node.scalar?.string ?? "")
        if !(0...17).contains(decimals ?? -1) {
          problems.append(text.error("'decimals' must be a whole number of at most 17", at: node))
        }
      }
      let answers = entries(mapping["answers"], "answers", read).compactMap { part, node in
        sample(part, node, read)
      }
      var verdicts: [(String, Verdict)] = []
      for (part, node) in entries(mapping["verdicts"], "verdicts", read) {
        if let verdict = Verdict(rawValue: node.scalar?.string ?? "") {
          verdicts.append((part, verdict))
        } else {
          let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
          problems.append(text.error("a verdict is one of \(known)", at: node))
        }
      }
      let notes = entries(mapping["notes"], "notes", read).map {
        ($0.part, $0.node.scalar.flatMap { $0.string == "none" ? nil : $0.string })
      }
      let files = sampleFiles(mapping, read)
      // Without its files a sample submission cannot be tried.
      if mapping["submission"] != nil, files == nil { continue }
      expectations.append(
        Expectation(
          title: title,
          place: Diagnostic(title, in: text.source, at: text.range(of: item)).location ?? "",
          answers: answers, files: files, decimals: decimals, verdicts: verdicts,
          notes: notes))
    }
    return expectations
  }

  /// Reads `submission: samples/one-slip`, a submission's folder or file beside the assignment.
  private mutating func sampleFiles(_ mapping: YAMLMapping, _ read: [Problem])
    -> [Submission.File]?
  {
    guard let node = mapping["submission"] else { return nil }
    if mapping["answers"] != nil || mapping["decimals"] != nil {
      problems.append(
        text.error("an expectation has either 'submission' or 'answers'", at: node))
    }
    if read.contains(where: { problem in problem.givens.contains { $0.draw != nil } }) {
      problems.append(
        text.error(
          "where inputs are drawn no file has the right answers", at: node,
          help: "say 'answers', as formulas"))
    }
    guard readsSamples, let path = node.scalar?.string else { return nil }
    let folder = text.source.name.lastIndex(of: "/").map { text.source.name[...$0] } ?? ""
    do throws(SubmissionSearch.Refusal) {
      let found = try SubmissionSearch.one(at: path.hasPrefix("/") ? path : folder + path)
      return SubmissionReader.read(found, for: nil).files
    } catch {
      problems.append(
        text.error("no submission at '\(path)': \(error.diagnostic.message)", at: node))
      return nil
    }
  }

  /// A mapping of parts' full names to something, in the order of the names.
  private mutating func entries(_ node: Node?, _ what: String, _ read: [Problem]) -> [(
    part: String, node: Node
  )] {
    guard let node else { return [] }
    guard case .mapping(let mapping) = node else {
      problems.append(text.error("'\(what)' must be a mapping of parts", at: node))
      return []
    }
    let names = read.flatMap { $0.parts.map(\.name.description) }
    var entries: [(String, Node)] = []
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      guard names.contains(name) else {
        let close = suggestion(for: name, among: names)
        problems.append(
          text.error(
            "there is no part '\(name)'", at: key,
            help: close.map { "did you mean \($0)?" } ?? "parts are named problem.part"))
        continue
      }
      entries.append((name, value))
    }
    return entries.sorted { $0.0 < $1.0 }
  }

  private mutating func sample(_ part: String, _ node: Node, _ read: [Problem])
    -> Expectation.Sample?
  {
    guard let problem = read.first(where: { $0.parts.contains { $0.name.description == part } }),
      let last = problem.parts.last
    else { return nil }
    // All parts are known here, the last one too.
    var symbols = last.symbols
    if FormulaLanguage.isName(last.id) {
      symbols.append(FormulaSymbol(last.id, shape: last.shape, origin: .part))
    }
    return compile(node, symbols: symbols).map { Expectation.Sample(part: part, formula: $0) }
  }
}
