internal import Coursework
internal import GRDB

/// Values of rows, where nothing is taken for granted: a damaged gradebook is an error, and never a trap.
extension Row {
  /// The value of a column.
  ///
  /// - Throws: where it is of another type, or missing.
  func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: Int) throws
    -> Value
  {
    try decode(Value.self, atIndex: column)
  }

  /// A whole number that counts something.
  ///
  /// - Throws: where it is negative, or larger than anything that is counted.
  func count(_ column: Int) throws -> Int {
    guard let count = try optionalCount(column) else { throw Gradebook.damagedValue }
    return count
  }

  /// A whole number that counts something; nil where there is none.
  func optionalCount(_ column: Int) throws -> Int? {
    guard let number: Int64 = try value(column) else { return nil }
    guard (0...1_000_000_000).contains(number) else { throw Gradebook.damagedValue }
    return Int(number)
  }

  /// A time; nil where there is none.
  func moment(_ column: Int) throws -> Moment? {
    guard let text: String = try value(column) else { return nil }
    guard let moment = Moment(text) else { throw Gradebook.damagedValue }
    return moment
  }

  /// Points.
  ///
  /// - Throws: where they are negative, or more than an assignment has.
  func points(_ column: Int) throws -> Points {
    guard let points = try optionalPoints(column) else { throw Gradebook.damagedValue }
    return points
  }

  /// Points; nil where there are none.
  func optionalPoints(_ column: Int) throws -> Points? {
    guard let millionths: Int64 = try value(column) else { return nil }
    guard (0...1_000_000_000_000_000).contains(millionths) else { throw Gradebook.damagedValue }
    return Points(millionths: Int(millionths))
  }
}

extension Gradebook {
  /// What is said of a value that this program has never written.
  static var damagedValue: Failure {
    Failure(message: "the gradebook is damaged: it holds a value that nabla never writes")
  }
}
