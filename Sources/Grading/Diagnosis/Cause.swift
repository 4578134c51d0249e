internal import Coursework
internal import Formulas

/// What made an answer wrong, where that is known.
///
/// Causes are compared, never their words: a note is how a cause is printed, and nothing reads it back.
enum Cause: Sendable, Hashable {
  /// A mistake that the assignment describes, by its id.
  case authored(String)
  /// A change of the right answer as a whole.
  case wholeAnswer(WholeAnswerChange)
  /// One edit of the part's own formula, or of the forward where the part has none.
  case edit(EditID)
  /// One edit of the forward, with the part's own formula right.
  case forwardEdit(EditID)
  /// One slip on the way back through the forward.
  case backwardSlip(EditID)
  /// A new value of a given, which another part asks for, was used in place of the old one.
  case updatedTooEarly(new: String, old: String)
  /// Another quantity was handed in.
  case copy(of: Quantity)
  /// The right numbers, all times one number.
  case factor
  /// The right numbers in other places.
  case permutation
  /// One or two numbers are wrong, and all others right.
  case entry(EntrySlip)
  /// A step with a name was wrong, and what follows from it is right.
  case step(WrongStep)

  /// A quantity that the problem names.
  enum Quantity: Sendable, Hashable {
    /// The answer to another part.
    case answer(String)
    /// A given or a value of the forward.
    case value(String)
  }

  /// A stable word, the same for students with different inputs.
  var note: String {
    switch self {
    case .authored(let id): id
    case .wholeAnswer(let change): change.rawValue
    case .edit(let edit): edit.kind
    case .forwardEdit(let edit): "forward.\(edit.kind)"
    case .backwardSlip(let edit): edit.kind
    case .updatedTooEarly(let new, let old): "\(new)-for-\(old)"
    case .copy(of: .answer(let name)): "other.\(name)"
    case .copy(of: .value(let name)): "value.\(name)"
    case .factor: "factor"
    case .permutation: "permuted"
    case .entry(let slip): slip.rawValue
    case .step(let step): "\(step.kind.rawValue).\(step.name)"
    }
  }

  /// Of a step that was computed wrongly, the kind of slip and the step's name.
  var slipInStep: (kind: Substring, name: Substring)? {
    switch self {
    case .edit(let edit), .forwardEdit(let edit):
      let words = edit.kind.split(separator: ".", maxSplits: 2)
      return words.count == 3 && words[0] == "step" ? (words[1], words[2]) : nil
    default: return nil
    }
  }

  /// The share of a part's points that the assignment gives for it.
  func credit(in part: Part) -> Double {
    guard case .authored(let id) = self else { return 0 }
    return part.mistakes.first { $0.id == id }?.credit ?? 0
  }

  /// Whether all numbers are the right ones times one that people slip by everywhere.
  var isFactor: Bool {
    switch self {
    case .factor: true
    case .wholeAnswer(let change):
      switch change {
      case .sign, .twice, .half, .timesBatch, .overBatch, .otherBatch, .wholeBatch: true
      default: false
      }
    default: false
    }
  }

  /// Whether somebody derived the numbers, by a formula that is wrong.
  var isDerivation: Bool {
    switch self {
    case .authored, .wholeAnswer, .edit, .forwardEdit, .backwardSlip, .updatedTooEarly: true
    case .copy, .factor, .permutation, .entry, .step: false
    }
  }
}

/// A way in which an answer is wrong as a whole, whatever its formula is.
enum WholeAnswerChange: String, Sendable {
  case sign
  case twice = "factor-2"
  case half = "factor-half"
  case timesBatch = "factor-N"
  case overBatch = "factor-1/N"
  case otherBatch = "factor-N/(N-1)"
  case wholeBatch = "factor-(N-1)/N"
  case transposed
  case columnMajor = "column-major"
  case axesSwapped = "axes-swapped"
  case rotated
  case reversed
  case shifted
  /// What is differentiated by stays as a factor.
  case keptVariable = "kept-variable"
  case direct = "direct-derivative"
  case total = "total-derivative"
  case byEntries = "convention-entries"
  case amongSymmetric = "convention-symmetric"
  case byFreeTriangle = "convention-free-triangle"
}
