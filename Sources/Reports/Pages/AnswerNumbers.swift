internal import Grading
internal import Tensors

/// The numbers of an answer as tables: in the answer's own form where it is small, else a list of places.
struct AnswerNumbers {
  /// More numbers than these are not listed.
  static let most = 200
  private static let mostColumns = 16

  let map: AnswerMap
  /// The right numbers, where they are told.
  let reference: Tensor<Double>?

  /// The fields of the tables in the partial `map`.
  var fields: PageFields {
    let isSmall = AnswerNumbers.isSmall(map.shape)
    var fields: PageFields = [:]
    if isSmall {
      let given = grid(map.shape, map.values, isWrong: map.isWrong)
      fields["grids"] = [given.merging(["caption": "handed in"]) { $1 }] + rightGrid
    }
    if !isSmall || map.right != nil { fields["list"] = [list] }
    return fields
  }

  private var rightGrid: [PageFields] {
    guard let right = rightNumbers, AnswerNumbers.isSmall(right.shape) else { return [] }
    return [
      grid(right.shape, right.scalars, isWrong: nil).merging(["caption": "right"]) { $1 }
    ]
  }

  private var rightNumbers: Tensor<Double>? {
    map.right.map { Tensor(shape: map.shape, scalars: $0.numbers) } ?? reference
  }

  private static func isSmall(_ shape: Shape) -> Bool {
    shape.rank <= 2 && shape.count <= most && (shape.dimensions.last ?? 1) <= mostColumns
  }

  /// A table that has the form of a scalar, a vector or a matrix.
  private func grid(_ shape: Shape, _ values: [Double], isWrong: [Bool]?) -> PageFields {
    let columns = shape.dimensions.last ?? 1
    let heads: [PageFields] =
      shape.rank == 0 ? [] : [["columns": (0..<columns).map { "\($0)" }]]
    let rows = (0..<values.count / max(columns, 1)).map { row -> PageFields in
      var fields: PageFields = [
        "cells": (row * columns..<(row + 1) * columns).map { place in
          ["value": shownAnswer(values[place]), "isWrong": isWrong?[place] ?? false] as PageFields
        }
      ]
      if shape.rank == 2 { fields["head"] = "\(row)" }
      return fields
    }
    return ["heads": heads, "rows": rows]
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
    let kept = places.prefix(AnswerNumbers.most)
    let right = rightNumbers.flatMap { $0.shape.count == map.values.count ? $0.scalars : nil }
    var table: PageFields = [
      "items": kept.map { item($0, right) }, "tellsRight": right != nil,
      "tellsAllowed": map.right != nil,
    ]
    if count < map.values.count {
      table["caption"] = "the \(count) wrong ones of \(map.values.count) numbers"
    }
    if count > kept.count {
      let which = map.right != nil ? "worst" : "first"
      let what = map.isWrong != nil ? "wrong numbers" : "numbers"
      table["more"] = "These are the \(which) \(kept.count) of \(count) \(what)."
    }
    return table
  }

  private func item(_ place: Int, _ right: [Double]?) -> PageFields {
    var fields: PageFields = [
      "place": shown(index: map.shape.index(at: place)), "value": shownAnswer(map.values[place]),
      "isWrong": map.isWrong?[place] ?? false,
    ]
    if let right {
      fields["right"] = shownAnswer(right[place])
      fields["error"] = shown(map.values[place] - right[place], digits: 3)
    }
    if let allowed = map.right?.allowed { fields["allowed"] = shown(allowed[place], digits: 2) }
    return fields
  }
}

/// A number to ten digits: what follows tells of the machine, not of the answer.
private func shownAnswer(_ value: Double) -> String {
  if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
  return shown(value, digits: 10)
}
