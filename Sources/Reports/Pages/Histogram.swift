internal import Grading

/// Counts as columns, with their numbers above and their ranges below.
struct Histogram {
  private static let height = 120
  private static let width = 56

  private let columns: [(label: String, count: Int)]

  init(_ columns: [(label: String, count: Int)]) { self.columns = columns }

  /// How many scores fall into each tenth of the points.
  init(tenths: [Int]) {
    columns = tenths.enumerated().map { tenth, count in
      ("\(tenth * 10)–\(tenth * 10 + 10)", count)
    }
  }

  /// The columns, of which none stands for fewer than so many: neighbours are put together.
  func merged(least: Int) -> Histogram {
    var merged: [(from: String, to: String, count: Int)] = []
    for (label, count) in columns {
      let ends = label.split(separator: "–").map(String.init)
      let (from, to) = (ends.first ?? "", ends.last ?? "")
      if let last = merged.last, last.count > 0 && last.count < least {
        merged[merged.count - 1] = (last.from, to, last.count + count)
      } else {
        merged.append((from, to, count))
      }
    }
    // What is left over at the end goes to the last that has some.
    while let last = merged.last, merged.count > 1, last.count > 0 && last.count < least {
      merged.removeLast()
      let before = merged.removeLast()
      merged.append((before.from, last.to, before.count + last.count))
    }
    return Histogram(merged.map { ("\($0.from)–\($0.to)", $0.count) })
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
