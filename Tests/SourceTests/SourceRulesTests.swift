import Foundation
import TestSupport
import Testing

/// Rules about the sources that no formatter knows: what could trap on input from outside, and what has one place only.
@Suite struct SourceRulesTests {
  private struct Line {
    let file: String
    let number: Int
    let text: String
  }

  private static let lines: [Line] = {
    let root = ProjectFiles.path("Sources")
    let files = (FileManager.default.subpaths(atPath: root) ?? []).filter { $0.hasSuffix(".swift") }
    return files.sorted().flatMap { file -> [Line] in
      let text = (try? ProjectFiles.text("Sources/\(file)")) ?? ""
      return text.components(separatedBy: "\n").enumerated().map { number, text in
        Line(file: file, number: number + 1, text: text)
      }.filter { !$0.text.drop { $0 == " " }.hasPrefix("//") }
    }
  }()

  /// Fails for every line that a pattern finds outside the files that may have it.
  private func forbid(
    _ pattern: some RegexComponent, outside allowed: [String] = [], _ why: String
  ) {
    for line in Self.lines where line.text.contains(pattern) {
      #expect(
        allowed.contains { line.file.hasPrefix($0) },
        "Sources/\(line.file):\(line.number): \(why)\n\(line.text)")
    }
  }

  @Test func thereAreSources() { #expect(Self.lines.count > 10_000) }

  @Test func numbersFromOutsideNeverTrap() {
    forbid(/fatalError\(|try!|\bas!|\.first!|\.last!|unsafelyUnwrapped/, "this traps")
    forbid(
      /\bInt\((?!exactly:|clamping:|truncatingIfNeeded:)[^)]*(rounded\(|log2?\(|log10\(|floor\(|squareRoot)/,
      "a floating number becomes a whole one: say Int(exactly:)")
    forbid(
      /\b(row|last|outcome|file|part)\[[0-9"]|\$0\[[0-9]\]\)/.ignoresCase(false),
      outside: [
        "Coursework", "Grading", "Reports", "Formulas", "Differences", "Diagnostics", "nabla",
        "Tensors",
        "Writing",
      ], "a stored value is taken for granted: decode it by a call that can fail")
  }

  @Test func oneModuleDoesEachOfThese() {
    forbid(
      /EINTR/, outside: ["Writing/Descriptor.swift"], "Descriptor.uninterrupted repeats such calls")
    forbid(
      /ExpressibleByArgument \{$/,
      outside: [
        "nabla/Options", "nabla/Commands/Scores.swift", "nabla/Commands/Export.swift",
        "nabla/Commands/Stats.swift", "nabla/Output/Records.swift",
      ],
      "an enum with a raw value is an option by one line: extension X: ExpressibleByArgument {}")
    forbid(/JSONEncoder|JSONSerialization/, "JSON is written by Writing/JSONValue")
    forbid(
      /replac(ing|ingOccurrences)\((of: )?"("|\\"|\||\\\\)"/, outside: ["Writing"],
      "text is escaped by scalar, in Writing")
    forbid(
      /\bO_CREAT\b|\brename\(|\bunlink\(|createFile\(|removeItem\(|moveItem\(|\.write\(to: URL/,
      outside: ["Writing/OutputFile.swift", "GradebookStore/Gradebook.swift"],
      "files are written by Writing/OutputFile")
    forbid(
      /contentsOfDirectory|opendir\(/, outside: ["Coursework/Reading/FolderListing.swift"],
      "folders are listed by Coursework/Reading/FolderListing")
  }

  /// Every trap that is left stands for a fault of the program, and none is reached by input.
  ///
  /// A new one is looked at first.
  @Test func trapsAreKnown() {
    let known: [String: Int] = [
      // Sizes that were checked where they came from.
      "Tensors/Shape.swift": 1, "Tensors/Tensor.swift": 1, "Tensors/StridedView.swift": 2,
      // Values that the caller has by the formula's own symbols.
      "Formulas/Graph/FormulaEvaluator.swift": 2,
      // What the parser and the inference of ranges have made sure of.
      "Formulas/Lowering/FormulaLowering+Index.swift": 1,
      "Formulas/Lowering/FormulaLowering.swift": 2,
      "Formulas/Lowering/FormulaLowering+Statements.swift": 2,
      // The table of functions, which is part of the program.
      "Formulas/Primitives/Primitive.swift": 1, "Formulas/Primitives/PrimitiveCall.swift": 1,
    ]
    let found = Dictionary(
      grouping: Self.lines.filter {
        $0.text.contains(/\b(precondition|preconditionFailure|assert)\(/)
      },
      by: \.file
    ).mapValues(\.count)
    #expect(found == known)
  }

  /// Products of numbers from outside, in the files that read such numbers: each was looked at, and cannot overflow.
  ///
  /// A new one is looked at first, or says `multipliedReportingOverflow`.
  @Test func productsAreKnown() {
    let known: [String: Int] = [
      "Coursework/Submission/ZipArchive.swift": 2, "Coursework/Submission/NumpyArray.swift": 6,
      "Coursework/Submission/Submission.swift": 1, "Coursework/Reading/TextEncoding.swift": 1,
      "Coursework/Submission/BinaryNumbers.swift": 2,
      "Coursework/Submission/TableAnswer.swift": 1, "Coursework/Submission/NestedNumbers.swift": 2,
      "Coursework/Submission/ShapeFit.swift": 2, "Coursework/Submission/SubmissionLimits.swift": 4,
      "Coursework/Reading/NumberToken.swift": 5, "Coursework/Reading/DiskFile.swift": 3,
      "Coursework/Reading/ExactDecimal.swift": 7, "Coursework/Reading/LineReader.swift": 2,
      "Coursework/Reading/ProgramFile.swift": 5,
      "Coursework/Time/Moment.swift": 7, "Coursework/Time/TimeSpan.swift": 1,
      "Coursework/Time/LocalTime.swift": 1, "Coursework/Collection/CollectedContent.swift": 1,
      "Coursework/Collection/MailEntity.swift": 1,
      "GradebookStore/GradebookMigrations+Course.swift": 1,
      "Coursework/Drawing/DrawRule.swift": 10, "Coursework/Drawing/DrawRule+Matrices.swift": 12,
      "Coursework/Assignment/Points.swift": 2,
      "Formulas/Lowering/FormulaLowering.swift": 1,
      "Formulas/Lowering/FormulaLowering+Index.swift": 4,
      "Formulas/Lowering/FormulaLowering+Joining.swift": 3,
      "Formulas/Lowering/FormulaLowering+Growing.swift": 1,
      "Formulas/Lowering/FormulaLowering+Shapes.swift": 3,
      "Formulas/Lowering/FormulaLowering+Statements.swift": 2,
      "Formulas/Lowering/FormulaLowering+Arrays.swift": 1, "GradebookStore/Gradebook.swift": 4,
      "Tensors/Shape.swift": 3,
    ]
    let readers = [
      "Coursework/Submission/", "Coursework/Reading/", "Coursework/Time/", "Coursework/Collection/",
      "Coursework/Drawing/DrawRule",
      "Coursework/Assignment/Points", "Coursework/Assignment/DrawReader", "Formulas/Lowering/",
      "GradebookStore/", "Tensors/Shape",
    ]
    let products = Self.lines.filter { line in
      readers.contains(where: line.file.hasPrefix)
        && line.text.contains(#/\ (\*|<<)\ [^"]/#) && !line.text.contains(#/"[^"]* \* [^"]*"/#)
    }
    let found = Dictionary(grouping: products, by: \.file).mapValues(\.count)
    #expect(found == known, "\(found)")
  }

  /// A closure over entries that works something out of all entries takes minutes where there are many.
  @Test func nothingIsWorkedOutAnewForEveryEntry() {
    forbid(
      /(map|filter|count|contains|allSatisfy|reduce|first|forEach)(\([^{]*)? ?\{[^}]*\$0[^}]*\.(rootMeanSquare|largestMagnitude)/,
      outside: ["Grading/Statistics"], "this is worked out for every entry anew")
  }

  /// What is known of a function stands in its entry of the table; a switch over names elsewhere would forget the next.
  @Test func functionsAreKnownByTheirTableAlone() {
    forbid(
      /(case|==|contains\(|\[|, )\s*"(exp|expm1|log|log1p|sqrt|abs|sin|cos|tanh|sigmoid|softplus|relu|maximum|minimum|where|sum|mean|prod|max|min|norm|softmax|log_softmax|logsumexp|argmax|outer|diag|transpose|reshape|flip|pad|one_hot|zeros|ones|eye|size)"/,
      outside: [
        "Formulas/Primitives/", "nabla/", "Reports/", "GradebookStore/",
        // Ways to draw inputs, some of which have the same names.
        "Coursework/Assignment/DrawReader.swift",
      ],
      "this is the table's to know (Formulas/Primitives)")
  }
}
