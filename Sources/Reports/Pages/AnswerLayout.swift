internal import Grading
internal import Tensors

extension AnswerDrawing {
  /// How an answer's entries lie on the page: the last two axes are rows and columns, those before are panels.
  struct Layout {
    /// A square, with the block of entries that it stands for.
    struct Square {
      let panel: Int
      let row: Int
      let column: Int
      let x: Int
      let y: Int
    }

    /// Where everything is drawn.
    struct Drawing {
      var side = 14
      var block = 1
      var width = 0
      var height = 0
      var squares: [Square] = []
      var labels: [Label] = []
    }

    /// A text in the drawing.
    struct Label {
      /// Which place of the text is at its point.
      enum Anchor: String { case start, middle, end }

      let x: Int
      let y: Int
      let text: String
      var anchor = Anchor.start
    }

    private static let widest = 640
    private static let longestLine = 32
    private static let digitWidth = 8
    private static let labelHeight = 14

    private let shape: Shape
    private let panels: Int
    private let rows: Int
    private let columns: Int
    /// What the layout does to the shape, in words; nil if it is plain.
    let note: String?

    init(_ shape: Shape) {
      self.shape = shape
      let extents = shape.dimensions
      let last = extents.last ?? 1
      if shape.rank <= 1 {
        panels = 1
        columns = min(last, Layout.longestLine)
        rows = (last + columns - 1) / max(columns, 1)
        note = rows > 1 ? "The entries stand in lines of \(columns)." : nil
      } else {
        let above = extents[extents.count - 2]
        let count = shape.count / max(above * last, 1)
        // So many panels cannot be told apart: the first axis goes down, all others go across.
        let isFlat = count > AnswerDrawing.mostSquares / 4
        panels = isFlat ? 1 : count
        rows = isFlat ? extents[0] : above
        columns = isFlat ? shape.count / max(extents[0], 1) : last
        note =
          isFlat
          ? "The first axis goes down, all others go across."
          : shape.rank > 2
            ? "Each panel has the last two axes; its label is the index along those before." : nil
      }
    }

    private func blocks(_ extent: Int, _ block: Int) -> Int { (extent + block - 1) / block }

    var drawing: Drawing {
      var drawing = Drawing()
      while panels * blocks(rows, drawing.block) * blocks(columns, drawing.block)
        > AnswerDrawing.mostSquares
      {
        drawing.block += 1
      }
      let (down, across) = (blocks(rows, drawing.block), blocks(columns, drawing.block))
      drawing.side = across > 64 ? 6 : panels > 16 || across > 40 ? 8 : 14
      let (side, gap) = (drawing.side, panels > 1 ? 12 : 0)
      let margin = rowMargin(drawing)
      let title = (panels > 1 ? Layout.labelHeight : 0) + (columns > 1 ? Layout.labelHeight : 0)
      let labelWidth =
        panels > 1 ? Layout.digitWidth * (shown(index: index(of: panels - 1)).count) : 0
      let panelWidth = max(across * side, labelWidth) + gap + margin
      let perLine = max(1, min(panels, Layout.widest / panelWidth))
      for panel in 0..<panels {
        let left = panel % perLine * panelWidth + margin
        let top = panel / perLine * (down * side + title + gap)
        if panels > 1 {
          drawing.labels.append(
            Label(x: left, y: top + 10, text: shown(index: index(of: panel))))
        }
        drawing.labels += numbers(drawing, left: left, top: top + title, down, across)
        for row in 0..<down {
          for column in 0..<across
          where panels > 1 || exists(row * drawing.block, column * drawing.block) {
            drawing.squares.append(
              Square(
                panel: panel, row: row, column: column, x: left + column * side,
                y: top + title + row * side))
          }
        }
      }
      // The numbers of the last row and column may stand out.
      let overhang = Layout.digitWidth * "\(columns)".count / 2
      drawing.width = perLine * panelWidth - gap + (columns > 1 ? overhang : 0)
      drawing.height = blocks(panels, perLine) * (down * side + title + gap) - gap + 4
      return drawing
    }

    /// What the first entry of a line is called: its row, or its place in a vector that takes several lines.
    private func rowNumber(_ row: Int, block: Int) -> Int {
      shape.rank <= 1 ? row * block * columns : row * block
    }

    /// The room that the numbers of the rows take.
    private func rowMargin(_ drawing: Drawing) -> Int {
      rows > 1
        ? Layout.digitWidth * "\(rowNumber(rows - 1, block: 1))".count + Layout.digitWidth / 2 : 0
    }

    /// The numbers of rows and columns, so far apart that they can be read.
    private func numbers(_ drawing: Drawing, left: Int, top: Int, _ down: Int, _ across: Int)
      -> [Label]
    {
      let (side, block) = (drawing.side, drawing.block)
      func steps(_ count: Int) -> StrideTo<Int> {
        stride(from: 0, to: count, by: side >= Layout.labelHeight && count <= 10 ? 1 : 5)
      }
      let labelled = rows > 1 ? Array(steps(down)) : []
      let numbered = columns > 1 ? Array(steps(across)) : []
      return labelled.map { row in
        Label(
          x: left - Layout.digitWidth / 2, y: top + row * side + (side + 8) / 2,
          text: "\(rowNumber(row, block: block))", anchor: .end)
      }
        + numbered.map { column in
          Label(
            x: left + column * side + side / 2, y: top - 4, text: "\(column * block)",
            anchor: .middle)
        }
    }

    /// The index along the axes before the last two.
    private func index(of panel: Int) -> [Int] {
      Shape(Array(shape.dimensions.dropLast(2))).index(at: panel)
    }

    /// Whether a line of a long vector has a place: the last one may be shorter.
    private func exists(_ row: Int, _ column: Int) -> Bool { row * columns + column < shape.count }

    /// The positions of the entries in a square.
    func entries(of square: Square, block: Int) -> [Int] {
      let start = square.panel * rows * columns
      if block == 1 { return [start + square.row * columns + square.column] }
      var entries: [Int] = []
      for row in square.row * block..<min(rows, (square.row + 1) * block) {
        for column in square.column * block..<min(columns, (square.column + 1) * block) {
          let position = start + row * columns + column
          if position < shape.count { entries.append(position) }
        }
      }
      return entries
    }
  }
}
