import Formulas
import Tensors
import Testing

/// What a writer of formulas is told: the place, what was found and what was expected.
@Suite struct FormulaErrorTests {
  static let inputs: [String: Tensor<Double>] = [
    "W": counting(3, 4), "x": counting(4), "b": counting(3), "img": counting(2, 7, 7),
    "P": counting(5, 5),
  ]

  /// A formula with ⟦ ⟧ around the place, and words of the message.
  static let cases: [(String, String)] = [
    ("x ⟦$⟧ b", "'$' is not part of the formula language"),
    ("x ⟦**⟧ 2", "'**' is not an operator"),
    ("⟦2x⟧", "is no number and no name"),
    ("⟦(⟧x + b", "'(' is never closed; expected ')'"),
    ("⟦(⟧x + W[1]", "'(' is never closed"),
    ("x + b⟦)⟧", "closes nothing"),
    ("(x⟦]⟧", "cannot close '('"),
    ("x +⟦⟧", "found the end of the line, expected an expression"),
    ("x ⟦b⟧", "found 'b', expected an operator or the end of the line"),
    ("x < x ⟦<⟧ x", "do not chain"),
    ("y = x\n⟦sum⟧ = x", "'sum' is a function"),
    ("⟦x + 1⟧ = 2", "cannot be assigned to"),
    ("W⟦ @⟧ b", "shapes [3, 4] and [3] cannot be multiplied"),
    ("W ⟦+⟧ b", "shapes [3, 4] and [3] do not fit together"),
    ("x ⟦@⟧ 2", "@ takes vectors and matrices"),
    ("⟦sofmax⟧(x)", "unknown function 'sofmax'"),
    ("⟦X⟧ + 1", "unknown name 'X'"),
    ("max(x, ⟦0⟧)", "max takes one tensor"),
    ("sum(x, ⟦0⟧)", "sum takes one tensor"),
    ("⟦softmax⟧(W)", "needs an axis"),
    ("softmax(W, axis=⟦2⟧)", "has no axis 2"),
    ("sum(W, axis=⟦-3⟧)", "has no axis -3"),
    ("sum[i](W @ W.T)[⟦i⟧, i]", "'i' is known inside sum[…](…) only"),
    ("einsum(⟦\"ij,jk\"⟧, W, W)", "need one '->'"),
    ("einsum(⟦\"ij,jk->ii\"⟧, W, W)", "'i' stands twice after '->'"),
    ("einsum(⟦\"ij->k\"⟧, W)", "'k' stands after '->' and at no operand"),
    ("einsum(⟦\"...j->j\"⟧, W)", "subscripts are letters, found '.'"),
    ("einsum(⟦\"ij,jk->ik\"⟧, W)", "letters for 2 operands, and 1 stand after it"),
    ("einsum(\"ij,jk->ik\", W, ⟦W⟧)", "'j' stands for axes of 4 and 3 entries"),
    ("einsum(\"i->i\", ⟦W⟧)", "1 letter, \"i\", for shape [3, 4]"),
    ("einsum(⟦W⟧, W)", "begins with letters for axes"),
    ("exp(⟦\"x\"⟧)", "stands only for the subscripts of einsum"),
    ("einsum(\"i,i,i,i,i->\", x, x, x, x, ⟦x⟧)", "too many arguments"),
    ("size(W, ⟦0⟧)", "size takes one tensor"), ("x * ⟦inf⟧", "there is no 'inf'"),
    ("einsum(⟦\"⟧ij->ji, W)", "this text is never closed"),
    ("⟦sort⟧(W)", "sort of shape [3, 4] needs an axis"),
    ("reshape(W, ⟦[5, -1]⟧)", "12 entries do not divide into"),
    ("reshape(W, ⟦[-1, -1]⟧)", "only one extent may be -1"),
    ("concat(W, W, ⟦W⟧, axis=0)", "takes 2 tensors"), ("⟦stack⟧(x, W)", "cannot be stacked"),
    ("⟦std⟧ + 1", "'std' is a function"),
    ("⟦concatenate⟧(W, W)", "write concat(a, b, axis=0)"), ("⟦matmul⟧(W, W)", "write a @ b"),
    ("concat(W, x, axis=⟦2⟧)", "has no axis 2"),
    ("⟦concat⟧(W, x, axis=0)", "cannot be joined along axis 0"),
    ("⟦gelu⟧(W)", "needs 'approximate'"),
    ("sum(W, axes=⟦0⟧)", "has no option 'axes'"),
    ("exp(x, ⟦b⟧)", "too many arguments"),
    ("⟦outer⟧(x)", "outer needs 'b'"),
    ("reshape(x, [⟦z⟧])", "must be a whole number known beforehand"),
    ("⟦reshape⟧(x, [3])", "shape [4] has 4 entries, shape [3] has 3"),
    ("x.⟦T⟧", "only a matrix can be transposed"),
    ("x[⟦4⟧]", "reaches 4"),
    ("x[⟦-1⟧]", "reaches -1"),
    ("⟦x[0, 1]⟧", "2 indices for shape [4]"),
    ("x[⟦0:9⟧]", "does not lie inside axis 0"),
    ("x[⟦2:2⟧]", "does not lie inside axis 0"),
    ("x[2 * ⟦b⟧]", "is not an index"),
    ("sum[i, j](img[0, ⟦i * j⟧, 0])", "is not an index"),
    ("y[i] = ⟦z⟧[i]", "unknown name 'z'"),
    ("y[i] = x[i] + b[⟦i⟧]", "has 3 values by axis 0 of b, but 4 by axis 0 of x"),
    ("sum[j < 9](x[⟦j⟧])", "reaches 8 (j < 9)"),
    ("y[⟦i⟧] = img[0, 2*i, 0]", "the range of index 'i' cannot be inferred"),
    ("y[i] = ⟦W[i]⟧", "has shape [4]; expected one number"),
    ("y[i] = W[i,⟦j⟧]", "unknown index 'j'"),
    ("y[⟦x⟧] = b[x]", "'x' is a given here and cannot be an index too"),
    ("sum[⟦b⟧](x[b])", "'b' is a given here"),
    ("sum[i](sum[⟦i⟧](x[i]))", "'i' is an index already"),
    ("y[i, ⟦i⟧] = P[i, i]", "names two axes"),
    ("⟦x⟧ = b", "'x' is a given already"),
    ("y = x\n⟦y⟧ = b", "'y' is a binding already"),
    ("⟦y⟧ += 1", "'y' must exist before it can be changed"),
    ("⟦x⟧ += 1", "'x' is a given and cannot be changed"),
    ("y[⟦2*i⟧] = x[i]", "cannot name an axis of the new 'y'"),
    ("x + ⟦true⟧", "true and false are only values of options"),
    ("⟦1e999⟧", "too large"),
    ("zeros(⟦[100000, 100000]⟧)", "more than"),
    ("one_hot(⟦7⟧, 3)", "label 7 is not among 3 classes"),
    ("y = x for ⟦i < 3⟧", "belong to a left side with indices"),
    ("[x, ⟦b⟧]", "entries of shapes [4] and [3] in one list"),
    ("⟦[]⟧", "an empty list"),
    ("h[0] = 1\nh[t] = h[⟦t+1⟧] for 1 <= t < 4", "h[2] has no value yet when it is read here"),
    ("h[0] = 1\nh[t] = h[⟦t-2⟧] for 1 <= t < 4", "'t - 2' reaches -1"),
    ("h[0] = 1\nh[t] = sum(⟦h⟧) for 1 <= t < 4", "'h' is computed step by step"),
    ("h[0] = 1\n⟦h[t]⟧ = 2 for 0 <= t < 4", "h[0] has a value already"),
    ("h[0] = 1\n⟦h[0]⟧ = 2", "h[0] has a value already"),
    ("⟦h[t]⟧ = x[t] for 1 <= t < 4", "h[0] has no value"),
    ("h[0] = 1\nh[t] = h[⟦t-1⟧] for 3 <= t < 4\nh", "h[2] has no value yet"),
    ("h[0] = 1\nh[t] = ⟦x⟧ for 1 <= t < 4", "h[1] has shape [4], but earlier steps have shape []"),
    ("h[0] = 1\nh[t] = h[t-1] for ⟦3 <= t < 2⟧", "goes from 3 to 2"),
    ("h[0] = 1\nh[t] = h[t-1] for 0 ⟦<⟧ t < 2", "found '<', expected '<=' or '>'"),
    ("h[0] = 1\nh[t] = h[t-1] for 1 <= t ⟦<=⟧ 2", "found '<=', expected '<'"),
    ("h[0] = 1\nh[t] = h[t-1] for 2 > t ⟦>⟧ 0", "found '>', expected '>='"),
    ("h[0] = 1\nh[t] = h[t-1] for t <= ⟦2⟧", "found '2', expected a loop's index"),
    ("h[0] = 1\n⟦h[t,t]⟧ = h[t-1] for 1 <= t < 2", "must name its step once"),
    ("h[0] = 1\n⟦h[t]⟧ += h[t-1] for 1 <= t < 2", "gives each entry its value once"),
    ("h[0,j] = x[j]\nh[i,j] = h[i-1,j] for 1 <= i < 3, ⟦2 <= j < 4⟧", "steps along one index"),
    ("y[t] = x[t] for 0 <= t < 4\n⟦y⟧ = 3", "'y' is a binding already"),
    ("h[0] = 1\nh[t] = h[t-1] for 1 <= t < 4\n⟦h[t]⟧ = x[t] for t < 4", "no loop's range"),
    ("h = zeros(4)\n⟦h[t]⟧ = x[t] for 0 <= t < 4", "a loop defines 'h' itself"),
    ("R[0,⟦0⟧] = 1", "goes along one axis"), ("P^⟦-1⟧", "'^' goes entry by entry"),
    ("T = 2\nW^⟦T⟧", "'^' goes entry by entry"), ("⟦solve⟧(P, x)", "as many rows"),
    ("h[0] = 1\nh[t] = h[t-1] for 1 <= t < 2 if ⟦t > 0⟧", "a loop has no condition"),
    ("h[0] = 1\nh[t] = h[t-1] for ⟦1 <= x < 4⟧", "'x' is a given here"),
    ("sum[⟦1 <= i < 4⟧](x[i])", "a range in brackets starts at 0"),
    ("h[0] = 1\nh[t] = sum[⟦t⟧ < 3](x[t]) for 1 <= t < 2", "'t' is a loop's index here"),
    ("h = zeros(5)\nh[t+1] = 2 * ⟦h⟧[t] + x[t] for t < 4", "writes 'h' and reads it:"),
    ("h = zeros(5)\nh[t+1] += x[t] * ⟦h⟧[t] for t < 4", "writes 'h' and reads it:"),
    ("h = zeros(5)\nh[t] = x[t] for t < 4 if ⟦h⟧[t] > 0", "writes 'h' and reads it:"),
    ("h = zeros(4)\nh += x * ⟦h⟧", "writes 'h' and reads it:"),
    ("h = zeros(5)\nz = 2 * h\nh[t+1] = ⟦z⟧[t] for t < 4", "reads it, through 'z':"),
    ("h = zeros(5)\nz = 2 * h\nh[0] = 1\nh[t+1] += ⟦z⟧[t] for t < 4", "reads it, through 'z':"),
    ("h = zeros(5)\nz = h + 1\nv = exp(z)\nh += where(⟦v⟧ > 1, 1, 0) * v", "through 'v':"),
    ("sum[m < ⟦0⟧](x[m])", "index 'm' would have 0 values"),
    ("sum[m < ⟦-1⟧](x[m])", "index 'm' would have -1 values"),
    ("y[i] = x[i] for i < ⟦0⟧", "index 'i' would have 0 values"),
    ("sum[i < 2](x[⟦i - 9223372036854775807⟧])", "reaches -9223372036854775807"),
    ("sum[i < 2](x[⟦i * 9223372036854775807⟧])", "reaches 9223372036854775807"),
    ("sum[i < 3](x[⟦i * 9223372036854775807⟧])", "an index out of range"),
    ("reshape(x, [⟦-(0 - 9223372036854775807 - 1)⟧])", "a whole number out of range"),
    ("pad(x, ⟦9223372036854775807⟧)", "pad needs one width"),
  ]

  @Test(arguments: cases)
  func errorsPointAtTheirPlace(_ marked: String, _ words: String) throws {
    let text = marked.filter { $0 != "⟦" && $0 != "⟧" }
    let offset = try #require(marked.range(of: "⟦")).lowerBound
    let expected = marked[..<offset].utf8.count
    do {
      _ = try compile(text, Self.inputs)
      Issue.record("no error in \(text)")
    } catch let error as FormulaError {
      #expect(error.message.contains(words), "\(rendered(error, text))")
      let isBlank = marked[offset...].dropFirst().first == " "
      #expect(error.range.start == expected + (isBlank ? 1 : 0), "\(rendered(error, text))")
    }
  }

  @Test func anErrorShowsItsLineAndACaret() throws {
    let text = "s = W @ x\ny = s + W"
    let error = #expect(throws: FormulaError.self) { try compile(text, Self.inputs) }
    #expect(
      rendered(try #require(error), text) == """
        f:2:7: error: shapes [3] and [3, 4] do not fit together
          y = s + W
                ^
          help: extents must be equal or 1, counted from the last axis; a sum or mean over an axis keeps it with keepdims=true

        """)
  }

  @Test func deepNestingIsRefused() {
    for text in [
      String(repeating: "(", count: 50_000) + "x" + String(repeating: ")", count: 50_000),
      String(repeating: "-", count: 15_000) + "x",
      "x" + String(repeating: "^x", count: 9_000), "x" + String(repeating: "+x", count: 9_000),
      String(repeating: "[", count: 19_000), "x" + String(repeating: "[0]", count: 5_000),
      "x" + String(repeating: ".T", count: 5_000), String(repeating: "exp(", count: 9_000),
    ] {
      #expect(throws: FormulaError.self) { try FormulaLanguage.parse(FormulaText(text)) }
    }
  }

  @Test func aNameMayBeReadAgainOnceItIsWritten() throws {
    let text =
      "h = zeros(5)\nh[t+1] = x[t] for t < 4\nh[t] += b[t] for t < 3\nz = 2 * h\nz[0] + z[1]"
    // h is 0, 1, 2, 3, 4 and then 1, 3, 5, 3, 4.
    #expect(try compile(text, Self.inputs).evaluate(Self.inputs).scalars == [8])
  }

  @Test func theShapeOfWhatIsWrittenMayBeRead() throws {
    let text = "h = zeros(4)\nh[t] += 1 for t < 4 if t < size(h) - 1\nh"
    #expect(try compile(text).evaluate([:] as [String: Tensor<Double>]).scalars == [1, 1, 1, 0])
  }

  @Test func anIndexOfOneValueMayBeMultipliedByAnything() throws {
    let text = "sum[i < 1](x[i * 9223372036854775807] + x[3 - i * 9223372036854775807])"
    #expect(try compile(text, Self.inputs).evaluate(Self.inputs).scalars == [5])
  }

  @Test func rangesBeyondAllBoundsAreNoTraps() {
    let texts = [
      "y[j] = sum[i](x[i - 9223372036854775807])",
      "y = sum[i](x[i + j - 9223372036854775807] * b[j])",
      "y = sum[i](x[2 * i - 9223372036854775807 - 1])",
      "y = x[(0 - 9223372036854775807 - 1) / (0 - 1)]",
      "y = x[0:9223372036854775807]", "y = x[9223372036854775807:]",
      "y = x ^ 9223372036854775807", "y = one_hot(0, 9223372036854775807)",
      "y = zeros([9223372036854775807, 9223372036854775807])", "y = eye(9223372036854775807)",
      "y = sum(x, axis=9223372036854775807)", "y = reshape(x, [9223372036854775807, 2])",
      "y = pad(x, 8388608)", "y = sum[i < 9223372036854775807](x[i])",
    ]
    for text in texts {
      // Whether it is refused or not matters less than that it comes back.
      _ = try? compile(text, Self.inputs, forward: true).evaluate(Self.inputs)
    }
  }

  @Test func theAnswersShapeIsChecked() {
    let error = #expect(throws: FormulaError.self) {
      try compile("W", Self.inputs, answer: Shape([4, 3]))
    }
    #expect(error?.message == "this has shape [3, 4], but the answer must have shape [4, 3]")
  }
}
