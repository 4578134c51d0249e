public import Tensors

/// Quantities that were asked for of a forward, by their places, one after the other in memory.
public struct ForwardValues: Sendable {
  /// Where each quantity lies.
  final class Layout: Sendable {
    /// The shape of each place; nil where nothing is.
    let shapes: [Shape?]
    /// Where the numbers of each place begin.
    let offsets: [Int]
    let size: Int

    init(_ shapes: [Shape?]) {
      self.shapes = shapes
      var size = 0
      offsets = shapes.map { shape in
        defer { size += shape?.count ?? 0 }
        return size
      }
      self.size = size
    }

    /// The places of a quantity's numbers.
    func range(of place: Int) -> Range<Int> {
      offsets[place]..<offsets[place] + (shapes[place]?.count ?? 0)
    }
  }

  private let layout: Layout
  private let scalars: [Double]

  init(_ layout: Layout, _ scalars: [Double]) {
    self.layout = layout
    self.scalars = scalars
  }

  /// Quantities that are known, by their places.
  public init(_ tensors: [Tensor<Double>?]) {
    self.init(Layout(tensors.map { $0?.shape }), tensors.flatMap { $0?.scalars ?? [] })
  }

  /// A quantity; nil where the forward does not name it, and where it was not asked for.
  public subscript(_ place: Int) -> Tensor<Double>? {
    guard layout.shapes.indices.contains(place), let shape = layout.shapes[place] else {
      return nil
    }
    return Tensor(shape: shape, scalars: Array(scalars[layout.range(of: place)]))
  }

  /// Whether some quantities are, to the last bit, those of another evaluation of the same ones.
  public func agrees(with other: ForwardValues, at places: Range<Int>) -> Bool {
    guard layout.shapes.indices.contains(places.lowerBound) || places.isEmpty,
      places.upperBound <= layout.shapes.count, layout.shapes == other.layout.shapes
    else { return false }
    return places.allSatisfy { place in
      let range = layout.range(of: place)
      return scalars[range] == other.scalars[range]
    }
  }
}
