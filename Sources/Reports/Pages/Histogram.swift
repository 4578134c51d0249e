internal import Grading

/// Counts as columns, with their numbers above and their ranges below.
struct Histogram {
  private static let height = 120
  private static let width = 56

  /// A range in per cent, without an end for the last one where there are scores above the maximum.
  private struct Column {
    var from: Int
    var to: Int?
    var count: Int

    var label: String {
      to.map { "\(from)–\($0)" } ?? (from >= 100 ? "over \(from)" : "\(from) or more")
    }
  }

  private let columns: [Column]

  private init(_ columns: [Column]) { self.columns = columns }

  /// How many scores fall into each tenth of the points, and above.
  init(tenths: [Int]) {
    columns = tenths.enumerated().map { tenth, count in
      Column(from: tenth * 10, to: tenth < 10 ? tenth * 10 + 10 : nil, count: count)
    }
  }

  /// The columns, of which none stands for fewer than so many: neighbours are put together.
  func merged(least: Int) -> Histogram {
    var merged: [Column] = []
    for column in columns {
      if let last = merged.last, last.count > 0 && last.count < least {
        merged[merged.count - 1] = Column(
          from: last.from, to: column.to, count: last.count + column.count)
      } else {
        merged.append(column)
      }
    }
    // What is left over at the end goes to the last that has some.
    while let last = merged.last, merged.count > 1, last.count > 0 && last.count < least {
      merged.removeLast()
      let before = merged.removeLast()
      merged.append(Column(from: before.from, to: last.to, count: before.count + last.count))
    }
    return Histogram(merged)
  }

  /// The fields of the partial `histogram`.
  var fields: PageFields {
    let most = max(columns.map(\.count).max() ?? 0, 1)
    let bars = columns.enumerated().map { index, column -> PageFields in
      let height = column.count * Histogram.height / most
      let left = index * Histogram.width
      return [
        "x": "\(left + 4)", "middle": "\(left + Histogram.width / 2)",
        "y": "\(Histogram.height - height + 16)", "height": "\(height)",
        "above": "\(Histogram.height - height + 12)",
        "count": column.count == 0 ? "" : "\(column.count)",
        "label": column.label,
      ]
    }
    let text = columns.map { "\($0.label) %: \($0.count)" }.joined(separator: "; ")
    return [
      "bars": bars, "width": "\(columns.count * Histogram.width)", "text": text,
    ]
  }
}
