import ComplexModule
import RealModule
import TestSupport

/// A random analytic function of one number, evaluated in real and in complex numbers.
///
/// The complex value at x + 1e-40 i gives the derivative to rounding accuracy: an exact reference
/// that shares nothing with differences.
indirect enum RandomFunction {
  case line(Double, Double)
  case sine(Double, RandomFunction)
  case tanh(Double, RandomFunction)
  case bell(Double, RandomFunction)
  case logarithm(RandomFunction)
  case sigmoid(Double, RandomFunction)
  case square(RandomFunction)
  case product(RandomFunction, RandomFunction)
  case sum(RandomFunction, Double, RandomFunction)
  case root(RandomFunction)

  static func random(depth: Int, _ generator: inout SeededGenerator) -> RandomFunction {
    if depth == 0 {
      let slope = Double.pow(10, Double.random(in: -1...1, using: &generator))
      return .line(generator.below(2) == 0 ? slope : -slope, generator.normal())
    }
    let kind = generator.below(9)
    let f = random(depth: depth - 1, &generator)
    let c = Double.pow(10, Double.random(in: -0.7...0.7, using: &generator))
    switch kind {
    case 0: return .sine(c, f)
    case 1: return .tanh(c, f)
    case 2: return .bell(c, f)
    case 3: return .logarithm(f)
    case 4: return .sigmoid(c, f)
    case 5: return .square(f)
    case 6: return .product(f, random(depth: depth - 1, &generator))
    case 7: return .sum(f, c, random(depth: depth - 1, &generator))
    default: return .root(f)
    }
  }

  /// The value, with the largest magnitude of any intermediate result.
  func value(at x: Double, _ largest: inout Double) -> Double {
    let result: Double
    switch self {
    case .line(let a, let b): result = note(a * x, &largest) + b
    case .sine(let c, let f): result = Double.sin(note(c * f.value(at: x, &largest), &largest))
    case .tanh(let c, let f): result = Double.tanh(note(c * f.value(at: x, &largest), &largest))
    case .bell(let c, let f):
      let y = note(c * f.value(at: x, &largest), &largest)
      result = Double.exp(-note(y * y, &largest))
    case .logarithm(let f):
      let y = f.value(at: x, &largest)
      result = Double.log(note(1 + note(y * y, &largest), &largest))
    case .sigmoid(let c, let f):
      let y = Double.exp(-note(c * f.value(at: x, &largest), &largest))
      result = 1 / note(1 + note(y, &largest), &largest)
    case .square(let f):
      let y = f.value(at: x, &largest)
      result = y * y
    case .product(let f, let g): result = f.value(at: x, &largest) * g.value(at: x, &largest)
    case .sum(let f, let c, let g):
      result = f.value(at: x, &largest) + note(c * g.value(at: x, &largest), &largest)
    case .root(let f):
      let y = f.value(at: x, &largest)
      result = note(1 + note(y * y, &largest), &largest).squareRoot()
    }
    return note(result, &largest)
  }

  private func note(_ value: Double, _ largest: inout Double) -> Double {
    if value.magnitude > largest { largest = value.magnitude }
    return value
  }

  private func value(at z: Complex<Double>) -> Complex<Double> {
    let one = Complex<Double>(1, 0)
    switch self {
    case .line(let a, let b): return Complex(a, 0) * z + Complex(b, 0)
    case .sine(let c, let f): return Complex.sin(Complex(c, 0) * f.value(at: z))
    case .tanh(let c, let f): return Complex.tanh(Complex(c, 0) * f.value(at: z))
    case .bell(let c, let f):
      let y = Complex(c, 0) * f.value(at: z)
      return Complex.exp(-(y * y))
    case .logarithm(let f):
      let y = f.value(at: z)
      return Complex.log(one + y * y)
    case .sigmoid(let c, let f): return one / (one + Complex.exp(-(Complex(c, 0) * f.value(at: z))))
    case .square(let f):
      let y = f.value(at: z)
      return y * y
    case .product(let f, let g): return f.value(at: z) * g.value(at: z)
    case .sum(let f, let c, let g): return f.value(at: z) + Complex(c, 0) * g.value(at: z)
    case .root(let f):
      let y = f.value(at: z)
      return Complex.sqrt(one + y * y)
    }
  }

  func derivative(at x: Double) -> Double { value(at: Complex(x, 1e-40)).imaginary / 1e-40 }
}
