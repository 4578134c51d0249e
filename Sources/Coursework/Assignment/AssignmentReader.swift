public import Diagnostics
internal import Crypto
internal import Formulas
internal import Tensors
internal import Yams

/// Reads an assignment: every problem found is reported, each at its place in the file.
///
/// The file is long because it has one function for each key; its extensions read policies, parts and samples.
public struct AssignmentReader {
  let text: YAMLText
  /// Whether the files of sample submissions are read too.
  let readsSamples: Bool
  var problems: [Diagnostic] = []
  /// Whether the file says only what is asked for.
  var isForm = false
  /// Whether what is read are policies of a course, which have no due time.
  var isReadingDefaults = false
  private var givenEntries = 0
  private var drawnEntries = 0
  private var formulaCount = 0
  private var formulaEntries = 0
  /// Where so much is wrong, the rest of the file is not looked at.
  private static let mostFaults = 200
  /// Parts of the current problem that are at fault: that they are unknown is no fault of its own.
  private var faultyParts: Set<String> = []

  /// Reads `assignment.yaml` in a folder whose name is the assignment's id.
  ///
  /// - Parameters:
  ///   - folder: The folder's path.
  ///   - readsSamples: Whether the files of sample submissions are read too; without them these are
  ///     left out.
  ///   - course: What the course says of all its assignments; nil if there is none.
  /// - Returns: the assignment, compiled.
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public static func read(
    folder: String, readsSamples: Bool = false, in course: CourseFile? = nil
  ) throws(Diagnostics) -> Assignment {
    let path = folder + "/assignment.yaml"
    let id = folder.split(separator: "/").last.map(String.init) ?? folder
    let text: YAMLText
    do throws(Diagnostic) {
      let own = try YAMLText(try DiskFile.read(path, name: path))
      text = try course?.completed(own, id: id) ?? own
    } catch {
      throw Diagnostics([error])
    }
    return try read(text, id: id, readsSamples: readsSamples)
  }

  /// Reads an assignment from text.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public static func read(_ source: SourceText, id: String) throws(Diagnostics) -> Assignment {
    let text: YAMLText
    do throws(Diagnostic) { text = try YAMLText(source) } catch { throw Diagnostics([error]) }
    return try read(text, id: id, readsSamples: false)
  }

  private static func read(_ text: YAMLText, id: String, readsSamples: Bool) throws(Diagnostics)
    -> Assignment
  {
    var reader = AssignmentReader(text: text, readsSamples: readsSamples)
    if let assignment = reader.assignment(id), reader.problems.isEmpty { return assignment }
    throw Diagnostics(reader.problems.sorted { ($0.range?.start ?? 0) < ($1.range?.start ?? 0) })
  }

  /// Whether a word can be the id of an assignment or a problem: letters, digits, `-` and `_`.
  public static func isID(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.count <= 64 && word.utf8.first != UInt8(ascii: "-")
      && word.utf8.allSatisfy {
        ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A)
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
  }

  init(text: YAMLText, readsSamples: Bool) {
    self.text = text
    self.readsSamples = readsSamples
  }

  private mutating func assignment(_ id: String) -> Assignment? {
    if !AssignmentReader.isID(id) {
      problems.append(
        Diagnostic(
          "'\(id)' cannot be an assignment's id: only letters, digits, - and _", in: text.source))
    }
    guard
      let top = YAMLMapping(
        text.root, in: text, what: "an assignment",
        keys: AssignmentKeys.names("assignment"),
        &problems)
    else { return nil }
    _ = top.required("title", what: "an assignment", &problems)
    let title = top.string("title", &problems)
    let about = top.string("text", &problems)
    isForm = top.flag("answers-only", &problems) ?? false
    let handIn = top.string("hand-in", &problems)
    AssignmentReader.checkHandIn(handIn, top, &problems)
    let boldsMatrices = top.flag("bold-matrices", &problems) ?? false
    let rules = rules(top, Rules())
    var read: [Problem] = []
    let list = top.required("problems", what: "an assignment", &problems)
    for node in items(list, what: "problems") {
      guard let problem = problem(node, rules) else { continue }
      if read.contains(where: { $0.id == problem.id }) {
        problems.append(text.error("problem '\(problem.id)' is defined twice", at: node))
      }
      read.append(problem)
    }
    let feedback = feedback(top)
    let policy = policy(top)
    let isGroupWork = top.flag("group-work", &problems) ?? false
    // Samples of problems that cannot be read would only repeat their faults.
    let expectations = problems.isEmpty ? expectations(top["expect"], read) : []
    if problems.isEmpty, let excess = AssignmentBudget.excess(read, expectations) {
      problems.append(text.error(excess, at: list ?? text.root))
    }
    let parts = read.flatMap(\.parts)
    if problems.isEmpty, !isForm, parts.contains(where: { $0.points > .zero }),
      parts.maximum == .zero
    {
      problems.append(
        text.error(
          "every part is a bonus, so there are no points for them to come on top of",
          at: list ?? text.root,
          help:
            "in course.yaml, 'bonus-assignments' let the points of a whole assignment come on top"))
    }
    guard problems.isEmpty else { return nil }
    let hash = SHA256.hash(data: text.source.bytes).map(hexadecimal).joined()
    return Assignment(
      id: id, title: title ?? id, text: about, handIn: handIn, problems: read,
      expectations: expectations,
      feedback: feedback, boldsMatrices: boldsMatrices, policy: policy,
      isGroupWork: isGroupWork, source: text.source, hash: hash, isForm: isForm,
      form: SubmissionForm(read))
  }

  mutating func items(_ node: Node?, what: String) -> [Node] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      problems.append(text.error("'\(what)' must be a list with at least one item", at: node))
      return []
    }
    guard sequence.count <= AssignmentBudget.mostItems else {
      problems.append(
        text.error(
          "'\(what)' has \(sequence.count) items, the most is \(AssignmentBudget.mostItems)",
          at: node))
      return []
    }
    return problems.count < AssignmentReader.mostFaults ? Array(sequence) : []
  }

  // MARK: Problems

  private mutating func problem(_ node: Node, _ rules: Rules) -> Problem? {
    guard
      let mapping = YAMLMapping(
        node, in: text, what: "a problem",
        keys: AssignmentKeys.names("problem"),
        &problems)
    else { return nil }
    let title = mapping.string("title", &problems)
    let task = mapping.string("text", &problems)
    let rules = self.rules(mapping, rules)
    guard let id = identifier(mapping, "a problem", isValid: AssignmentReader.isID) else {
      return nil
    }
    let before = problems.count
    let givens = givens(mapping["given"])
    let symbols = givens.map {
      FormulaSymbol($0.name, shape: $0.value.shape, size: $0.size, origin: .given)
    }
    var forward: CompiledFormula?
    if problems.count == before, let node = mapping["forward"] {
      forward = compile(node, symbols: symbols, infersLargestRange: true)
    }
    // Parts of a problem whose names are unknown would only repeat its faults.
    guard problems.count == before else { return nil }
    var known = symbols
    for (name, _) in forward?.bindings ?? [] {
      guard let shape = forward?.shape(of: name) else { continue }
      known.append(FormulaSymbol(name, shape: shape, origin: .binding))
    }
    var parts: [Part] = []
    faultyParts = []
    let list = mapping.required("parts", what: "a problem", &problems)
    for node in items(list, what: "parts") {
      guard let part = part(node, problem: id, known, &forward, givens, rules) else {
        if let id = node.mapping?["id"]?.string { faultyParts.insert(id) }
        continue
      }
      if parts.contains(where: { $0.id == part.id }) {
        problems.append(text.error("part '\(part.id)' is defined twice", at: node))
        continue
      }
      parts.append(part)
      // From here on the name means the part, so that errors can be carried along it. A part named
      // like a function cannot be named in a formula.
      if FormulaLanguage.isName(part.id) {
        known.append(FormulaSymbol(part.id, shape: part.shape, origin: .part))
      }
    }
    return Problem(
      id: id, title: title ?? id, text: task, givens: givens, forward: forward, parts: parts,
      batch: batch(mapping, givens))
  }

  /// Reads `batch: 6`, or the name of a size.
  private mutating func batch(_ mapping: YAMLMapping, _ givens: [Given]) -> Int? {
    guard let node = mapping["batch"] else { return nil }
    let word = node.scalar?.string ?? ""
    if let count = givens.first(where: { $0.name == word })?.size ?? Int(word), count > 0 {
      return count
    }
    problems.append(text.error("'batch' must be a whole number or the name of a size", at: node))
    return nil
  }

  mutating func identifier(
    _ mapping: YAMLMapping, _ what: String, isValid: (String) -> Bool
  ) -> String? {
    guard let node = mapping.required("id", what: what, &problems) else { return nil }
    guard let id = node.scalar?.string, isValid(id) else {
      problems.append(
        text.error(
          "this cannot be the id of \(what)", at: node,
          help: "use letters, digits and _, starting with a letter"))
      return nil
    }
    return id
  }

  private mutating func givens(_ node: Node?) -> [Given] {
    guard let node else { return [] }
    guard case .mapping(let mapping) = node else {
      problems.append(text.error("'given' must be a mapping of names to numbers", at: node))
      return []
    }
    var givens: [Given] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string, FormulaLanguage.isName(name) else {
        problems.append(
          text.error(
            "this cannot be the name of a given", at: key,
            help: "use letters, digits and _, starting with a letter; no function's name"))
        continue
      }
      if value.mapping != nil {
        if let given = drawn(name, value, sizes: givens) { givens.append(given) }
        continue
      }
      var reader = GivenReader(text)
      do throws(Diagnostic) {
        givens.append(try reader.read(name, value))
      } catch {
        problems.append(error)
      }
      givenEntries += givens.last?.value.shape.count ?? 0
      if givenEntries > AssignmentBudget.mostGivenEntries {
        problems.append(
          text.error(
            "the givens have more than \(AssignmentBudget.mostGivenEntries) numbers together",
            at: value))
        return givens
      }
    }
    return givens
  }

  private mutating func drawn(_ name: String, _ node: Node, sizes givens: [Given]) -> Given? {
    let sizes = givens.reduce(into: [:]) { sizes, given in sizes[given.name] = given.size }
    guard let rule = DrawReader.read(node, in: text, sizes: sizes, &problems) else { return nil }
    drawnEntries += rule.shape.count
    guard drawnEntries <= DrawRule.mostEntries else {
      problems.append(
        text.error(
          "the inputs drawn so far have \(drawnEntries) numbers together, the most is \(DrawRule.mostEntries)",
          at: node, help: "write large inputs as formulas of the forward"))
      return nil
    }
    // Nobody's numbers, but of the right shape; that there are some shows that there can be others.
    var stream = DrawStream(secret: [], fields: [name])
    guard let value = rule.tensor(from: &stream) else {
      problems.append(
        text.error(
          "no numbers were found that keep these constraints", at: node,
          help: "allow more decimals, a wider range, or smaller margins and gaps"))
      return nil
    }
    return Given(name: name, value: value, size: nil, draw: rule)
  }

  /// Counts what a formula holds towards the budget of the whole assignment.
  private mutating func spend(_ formula: CompiledFormula, at node: Node) throws(FormulaError) {
    formulaCount += 1
    formulaEntries += formula.entryCount
    guard formulaCount <= AssignmentBudget.mostFormulas,
      formulaEntries <= AssignmentBudget.mostFormulaEntries
    else {
      throw FormulaError(
        "the formulas so far are \(formulaCount) and need \(formulaEntries) intermediate numbers; the most is "
          + "\(AssignmentBudget.mostFormulas) and \(AssignmentBudget.mostFormulaEntries)",
        at: text.range(of: node))
    }
  }

  mutating func compile(
    _ node: Node, symbols: [FormulaSymbol], answerShape: Shape? = nil,
    infersLargestRange: Bool = false
  ) -> CompiledFormula? {
    guard problems.count < AssignmentReader.mostFaults else { return nil }
    do throws(Diagnostic) {
      let formulaText = try text.formula(node)
      do throws(FormulaError) {
        let compiled = try CompiledFormula(
          try FormulaLanguage.parse(formulaText), symbols: symbols, answerShape: answerShape,
          infersLargestRange: infersLargestRange)
        try spend(compiled, at: node)
        return compiled
      } catch {
        if let name = error.unknownName, faultyParts.contains(name) { return nil }
        throw error.diagnostic(in: text.source)
      }
    } catch {
      problems.append(error)
      return nil
    }
  }
}

/// A byte as two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
  let text = String(byte, radix: 16)
  return byte < 16 ? "0" + text : text
}
