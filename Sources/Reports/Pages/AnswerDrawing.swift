internal import Grading
internal import Tensors

/// An answer's map as fields of a template: paths of squares, and the numbers in a table.
struct AnswerDrawing {
  /// More squares than these are drawn as shares of blocks.
  static let mostSquares = 4_096
  /// More numbers than these are not listed.
  static let mostNumbers = 200

  private let map: AnswerMap
  /// How the entries are laid out: panels of rows and columns.
  private let layout: Layout

  init(_ map: AnswerMap) {
    self.map = map
    layout = Layout(map.shape)
  }

  /// The fields of the partial `map`.
  var fields: PageFields {
    var fields = numbers
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
          "labels": drawing.labels.map { ["x": "\($0.x)", "y": "\($0.y)", "label": $0.text] },
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

  // MARK: The numbers

  private var numbers: PageFields {
    let rank = map.shape.rank
    let columns = rank == 0 ? 1 : map.shape.dimensions[rank - 1]
    if rank <= 2, map.values.count <= AnswerDrawing.mostNumbers, columns <= 16 {
      return grid(columns)
    }
    return list
  }

  private func cell(_ position: Int) -> PageFields {
    var fields: PageFields = ["value": AnswerDrawing.text(map.values[position])]
    if map.isWrong?[position] == true {
      fields["isWrong"] = true
      if let right = map.right { fields["right"] = AnswerDrawing.text(right.numbers[position]) }
    }
    return fields
  }

  /// A table that has the answer's own form.
  private func grid(_ columns: Int) -> PageFields {
    let rows = map.values.count / max(columns, 1)
    let heads: [PageFields] =
      map.shape.rank == 0 ? [] : [["columns": (0..<columns).map { "\($0)" }]]
    return [
      "grid": [
        [
          "heads": heads,
          "rows": (0..<rows).map { row in
            var fields: PageFields = [
              "cells": (0..<columns).map { cell(row * columns + $0) }
            ]
            if map.shape.rank == 2 { fields["head"] = "\(row)" }
            return fields
          },
        ] as PageFields
      ]
    ]
  }

  /// A list of places: those that are wrong where that is told, the worst first where the right numbers are.
  private var list: PageFields {
    var places = Array(map.values.indices)
    if let isWrong = map.isWrong { places = places.filter { isWrong[$0] } }
    let count = places.count
    if let right = map.right {
      func excess(_ place: Int) -> Double {
        let error = (map.values[place] - right.numbers[place]).magnitude
        return right.allowed[place] > 0 ? error / right.allowed[place] : .infinity
      }
      places.sort { (excess($0), $1) > (excess($1), $0) }
    }
    let kept = places.prefix(AnswerDrawing.mostNumbers)
    var table: PageFields = [
      "items": kept.map { place -> PageFields in
        var fields = cell(place)
        fields["place"] = shown(index: map.shape.index(at: place))
        if let right = map.right {
          fields["error"] = shown(map.values[place] - right.numbers[place], digits: 3)
          fields["allowed"] = shown(right.allowed[place], digits: 2)
        }
        return fields
      },
      "tellsRight": map.right != nil,
    ]
    if count > kept.count {
      let which = map.right != nil ? "worst" : "first"
      let what = map.isWrong != nil ? "wrong numbers" : "numbers"
      table["more"] = "These are the \(which) \(kept.count) of \(count) \(what)."
    }
    return ["list": [table]]
  }

  /// A number, to ten digits: what follows tells of the machine, not of the answer.
  static func text(_ value: Double) -> String {
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
    return shown(value, digits: 10)
  }
}
