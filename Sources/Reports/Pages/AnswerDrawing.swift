internal import Grading
internal import Tensors

/// An answer's map as fields of a template: paths of squares, and the numbers in a table.
struct AnswerDrawing {
  /// More squares than these are drawn as shares of blocks.
  static let mostSquares = 4_096

  private let map: AnswerMap
  private let numbers: AnswerNumbers
  /// How the entries are laid out: panels of rows and columns.
  private let layout: Layout

  /// Draws a map.
  ///
  /// - Parameters:
  ///   - map: The map.
  ///   - reference: The right numbers, where they are told though the map has none.
  init(_ map: AnswerMap, reference: Tensor<Double>? = nil) {
    self.map = map
    numbers = AnswerNumbers(map: map, reference: reference)
    layout = Layout(map.shape)
  }

  /// The fields of the partial `map`.
  var fields: PageFields {
    var fields = numbers.fields
    // Where all is wrong, or all there is is one number, a picture tells nothing.
    if let wrongCount = map.wrongCount, map.values.count > 1,
      wrongCount < map.values.count || map.right != nil
    {
      fields.merge(picture(wrongCount)) { $1 }
    }
    return fields
  }

  // MARK: The picture

  /// What is known of an entry.
  private enum State: Int {
    case right, slightly, clearly, far
  }

  /// Whether an entry is wrong, where that is told.
  private var isWrong: [Bool]? {
    if let known = map.isWrong { return known }
    guard let slices = map.slices else { return nil }
    let inner = map.shape.strides[slices.axis]
    let extent = map.shape.dimensions[slices.axis]
    let wrong = Set(slices.wrong)
    return map.values.indices.map { wrong.contains($0 / inner % extent) }
  }

  /// How far an entry is off, in terms of the typical size of the right ones; `clearly` where that is not told.
  private func state(_ position: Int, _ typical: Double) -> State {
    guard let right = map.right else { return .clearly }
    let error = (map.values[position] - right.numbers[position]).magnitude
    let size = max(right.numbers[position].magnitude, typical)
    return error < 0.1 * size ? .slightly : error < size ? .clearly : .far
  }

  private func picture(_ wrongCount: Int) -> PageFields {
    guard let isWrong else {
      let share = Double(wrongCount) / Double(map.values.count)
      return ["share": [["width": "\(Int(exactly: (share * 300).rounded()) ?? 0)"]]]
    }
    let typical = map.right.map { right in
      let sum = right.numbers.reduce(0) { $0 + $1 * $1 }
      return (sum / Double(max(right.numbers.count, 1))).squareRoot()
    }
    let drawing = layout.drawing
    var paths: [String: String] = [:]
    let side = drawing.side
    for square in drawing.squares {
      let entries = layout.entries(of: square, block: drawing.block)
      let wrong = entries.filter { isWrong[$0] }
      let place = "M\(square.x) \(square.y)h\(side - 1)v\(side - 1)h-\(side - 1)z"
      guard
        let worst = wrong.map({ state($0, typical ?? 0) }).max(by: { $0.rawValue < $1.rawValue })
      else {
        paths["right", default: ""] += place
        continue
      }
      let isWhole = wrong.count == entries.count
      let kind =
        !isWhole ? "partly" : worst == .slightly ? "slightly" : worst == .far ? "far" : "wrong"
      paths[kind, default: ""] += place
      paths["marks", default: ""] += mark(square, side, wrong, isWhole)
    }
    var fields: PageFields = [
      "svg": [
        [
          "width": "\(drawing.width)", "height": "\(drawing.height)",
          "paths": ["right", "partly", "slightly", "wrong", "far", "marks"].compactMap { kind in
            paths[kind].map { ["kind": kind, "d": $0] }
          },
          "labels": drawing.labels.map {
            [
              "x": "\($0.x)", "y": "\($0.y)", "label": $0.text, "anchor": $0.anchor.rawValue,
            ]
          },
        ]
      ]
    ]
    if drawing.block > 1 {
      fields["binned"] =
        "A square stands for \(drawing.block) by \(drawing.block) entries; a stroke means that some of them are wrong, "
        + "a cross that all are."
    }
    if let note = layout.note { fields["layoutNote"] = note }
    fields["hasSigns"] = map.right != nil && drawing.block == 1
    return fields
  }

  /// A cross where an entry is wrong; a plus or a minus where it is too large or too small; a stroke for a part of a block.
  private func mark(_ square: Layout.Square, _ side: Int, _ wrong: [Int], _ isWhole: Bool) -> String
  {
    let (left, top, inset) = (square.x, square.y, max(1, side / 4))
    let (a, b) = (inset, side - 1 - inset)
    guard isWhole else { return "M\(left + a) \(top + b)L\(left + b) \(top + a)" }
    if let right = map.right, wrong.count == 1, let position = wrong.first, side >= 8 {
      let middle = (side - 1) / 2
      let bar = "M\(left + a) \(top + middle)H\(left + b)"
      return map.values[position] < right.numbers[position]
        ? bar : bar + "M\(left + middle) \(top + a)V\(top + b)"
    }
    return
      "M\(left + a) \(top + a)L\(left + b) \(top + b)M\(left + b) \(top + a)L\(left + a) \(top + b)"
  }
}
