/// Whether a function of one number has a derivative everywhere.
enum Smoothness: Sendable, Hashable {
  case smooth
  /// It has two slopes at 0; a rectifier is 0 on one side of it.
  case kink(rectifies: Bool)
  /// It jumps at 0.
  case jump

  var isSmooth: Bool { self == .smooth }
}

/// How a function of two numbers depends on each of them.
enum Linearity: Sendable, Hashable {
  /// A sum of both, each times a sign.
  case sum(Double, Double)
  /// Linear in each where the other is fixed.
  case product
  /// Linear in the first where the second is fixed.
  case quotient
  case none
}
