/// A sum that carries the rounding error of each addition along (Neumaier's variant of Kahan's).
struct CompensatedSum {
  private var sum = 0.0
  private var correction = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    correction +=
      sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var value: Double { sum + correction }
}
