internal import Tensors

/// Which entries of an answer are wrong, in words: how many, and whole slices that are right or wrong.
struct WrongEntries: Sendable {
  let shape: Shape
  let isWrong: [Bool]

  init(_ values: Tensor<Double>, _ comparison: Comparison) {
    shape = values.shape
    isWrong = values.scalars.indices.map { position in
      !comparison.isRight(
        at: position, values.scalars[position], comparison.reference.scalars[position])
    }
  }

  /// Such as `4 of 12 entries are wrong; only row 0 is right`.
  var text: String {
    let (wrong, count) = (isWrong.count { $0 }, isWrong.count)
    let share =
      wrong < count
      ? "\(wrong) of \(count) entries" : count == 2 ? "both entries" : "all \(count) entries"
    return "\(share) \(wrong == 1 ? "is" : "are") wrong" + (slices.map { ": \($0)" } ?? "")
  }

  /// The axis whose slices are each right or wrong as a whole, with those that are right and those that are wrong.
  var wholeSlices: (axis: Int, right: [Int], wrong: [Int])? {
    for (axis, extent) in shape.dimensions.enumerated()
    where extent > 1 && extent < shape.count && isWrong.contains(false) {
      let inner = shape.strides[axis]
      var wrong = [Int](repeating: 0, count: extent)
      for (position, isWrong) in isWrong.enumerated() where isWrong {
        wrong[position / inner % extent] += 1
      }
      let whole = shape.count / extent
      guard wrong.allSatisfy({ $0 == 0 || $0 == whole }) else { continue }
      return (axis, wrong.indices.filter { wrong[$0] == 0 }, wrong.indices.filter { wrong[$0] > 0 })
    }
    return nil
  }

  /// These slices in words.
  private var slices: String? {
    wholeSlices.map { axis, right, wrong in
      right.count <= wrong.count
        ? "only \(named(right, axis)) right" : "only \(named(wrong, axis)) wrong"
    }
  }

  /// `row 0 is`, `columns 1 and 2 are`, `indices 0, 1 and 4 of axis 0 are`.
  private func named(_ indices: [Int], _ axis: Int) -> String {
    let kind = shape.rank == 2 ? (axis == 0 ? "row" : "column") : "index"
    let plural = kind == "index" ? "indices" : kind + "s"
    let place = shape.rank == 2 ? "" : " of axis \(axis)"
    let listed = indices.prefix(6).map(String.init)
    let list =
      indices.count > 6
      ? listed.joined(separator: ", ") + ", …"
      : listed.count == 1
        ? listed[0]
        : listed.dropLast().joined(separator: ", ") + " and \(listed[listed.count - 1])"
    return
      "\(indices.count == 1 ? kind : plural) \(list)\(place) \(indices.count == 1 ? "is" : "are")"
  }
}
