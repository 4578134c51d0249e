internal import Tensors

/// What may be wrong with an answer as a whole, whatever its formula is.
enum WholeAnswerChanges {
  /// Larger answers are not laid out in every order: each takes as much memory as the answer.
  private static let mostRearranged = 200_000

  /// The changes.
  ///
  /// - Parameters:
  ///   - reference: The right answer.
  ///   - batch: N; nil if there is no batch.
  ///   - isMean: Whether it may be a mean over the batch, as a loss and its derivatives are.
  /// - Returns: what each gives.
  static func of(_ reference: Tensor<Double>, batch: Int?, isMean: Bool) -> [Hypothesis] {
    var changes: [Hypothesis] = []
    func add(_ change: WholeAnswerChange, _ words: String, rank: Int, _ value: Tensor<Double>) {
      changes.append(Hypothesis(.wholeAnswer(change), words, rank: rank, value: value))
    }
    func scaled(_ factor: Double) -> Tensor<Double> {
      Tensor(shape: reference.shape, scalars: reference.scalars.map { $0 * factor })
    }
    let all = reference.shape.count == 1 ? "it" : "every number"
    add(.sign, "the sign of the whole answer is flipped", rank: 0, scaled(-1))
    add(.twice, "\(all) is twice what it should be", rank: 1, scaled(2))
    add(.half, "\(all) is half of what it should be", rank: 1, scaled(0.5))
    if let batch, batch > 1 {
      let n = Double(batch)
      let factors: [(WholeAnswerChange, String, Double)] = [
        (
          .timesBatch,
          "\(all) is N times too large" + (isMean ? ": the mean over the batch is missing" : ""), n
        ),
        (
          .overBatch,
          "\(all) is N times too small" + (isMean ? ": divided by N once too often" : ""), 1 / n
        ),
        (.otherBatch, "as if divided by N - 1 and not by N", n / (n - 1)),
        (.wholeBatch, "as if divided by N and not by N - 1", (n - 1) / n),
      ]
      for (change, words, factor) in factors { add(change, words, rank: 1, scaled(factor)) }
    }
    if reference.shape.count <= mostRearranged { changes += rearranged(reference) }
    return changes
  }

  /// The same numbers in other places.
  private static func rearranged(_ reference: Tensor<Double>) -> [Hypothesis] {
    let extents = reference.shape.dimensions
    var changes: [Hypothesis] = []
    func add(_ change: WholeAnswerChange, _ words: String, rank: Int, _ view: StridedView) {
      changes.append(
        Hypothesis(
          .wholeAnswer(change), words, rank: rank,
          value: Tensor(
            shape: view.shape, scalars: view.positions.map { reference.scalars[$0] })))
    }
    if extents.count >= 2 {
      let order = Array((0..<extents.count).reversed())
      let transposed = StridedView(of: reference.shape).permuted(order)
      add(.transposed, "the axes are in reverse order: this is the transpose", rank: 1, transposed)
      if extents != extents.reversed() {
        let columns = transposed.positions.map { reference.scalars[$0] }
        changes.append(
          Hypothesis(
            .wholeAnswer(.columnMajor), "the numbers go column by column, not row by row", rank: 2,
            value: Tensor(shape: reference.shape, scalars: columns)))
      }
      for axis in 0..<extents.count - 1 where extents.count > 2 {
        var swapped = Array(0..<extents.count)
        swapped.swapAt(axis, axis + 1)
        add(
          .axesSwapped, "two axes are swapped", rank: 2,
          StridedView(of: reference.shape).permuted(swapped))
      }
    }
    if extents.count > 2, extents.suffix(2).allSatisfy({ $0 > 1 }) {
      let plane = extents.suffix(2).reduce(1, *)
      let turned = reference.scalars.indices.map { position in
        reference.scalars[position / plane * plane + (plane - 1 - position % plane)]
      }
      changes.append(
        Hypothesis(
          .wholeAnswer(.rotated), "the last two axes are turned by 180 degrees", rank: 6,
          value: Tensor(shape: reference.shape, scalars: turned)))
    }
    let strides = reference.shape.strides
    for (axis, extent) in extents.enumerated() where extent > 1 {
      func moved(_ place: (Int) -> Int) -> Tensor<Double> {
        Tensor(
          shape: reference.shape,
          scalars: reference.scalars.indices.map { position in
            let own = position / strides[axis] % extent
            return reference.scalars[position + (place(own) - own) * strides[axis]]
          })
      }
      func add(_ change: WholeAnswerChange, _ words: String, _ value: Tensor<Double>) {
        changes.append(Hypothesis(.wholeAnswer(change), words, rank: 6, value: value))
      }
      let name = extents.count > 1 ? " along axis \(axis)" : ""
      add(.reversed, "the numbers run backwards\(name)", moved { extent - 1 - $0 })
      add(.shifted, "the numbers are shifted by one\(name)", moved { ($0 + 1) % extent })
      add(.shifted, "the numbers are shifted by one\(name)", moved { ($0 + extent - 1) % extent })
    }
    return changes
  }
}
