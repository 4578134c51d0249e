internal import Coursework
internal import GRDB
internal import Grading

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

  /// A whole number that counts something; nil if there is none.
  func optionalCount(_ column: Int) throws -> Int? {
    guard let number: Int64 = try value(column) else { return nil }
    guard (0...1_000_000_000).contains(number) else { throw Gradebook.damagedValue }
    return Int(number)
  }

  /// A time; nil if there is none.
  func moment(_ column: Int) throws -> Moment? {
    guard let text: String = try value(column) else { return nil }
    guard let moment = Moment(text) else { throw Gradebook.damagedValue }
    return moment
  }

  /// A time that every such row has.
  ///
  /// - Throws: where it is missing, or no time.
  func requiredMoment(_ column: Int) throws -> Moment {
    guard let moment = try moment(column) else { throw Gradebook.damagedValue }
    return moment
  }

  /// A part's full name.
  ///
  /// - Throws: where it is missing, or no name.
  func partName(_ column: Int) throws -> PartName {
    guard let name = try optionalPartName(column) else { throw Gradebook.damagedValue }
    return name
  }

  /// A part's full name; nil if there is none.
  func optionalPartName(_ column: Int) throws -> PartName? {
    guard let text: String = try value(column) else { return nil }
    guard let name = PartName(text) else { throw Gradebook.damagedValue }
    return name
  }

  /// Points that a person gave, as the view of decisions has them.
  func decidedPoints(_ column: Int) throws -> Points {
    guard let number: Double = try value(column), let points = Points(number) else {
      throw Gradebook.damagedValue
    }
    return points
  }

  /// Which attempt counts.
  func counted(_ column: Int) throws -> SubmissionPolicy.Counted {
    guard let counted = SubmissionPolicy.Counted(rawValue: try value(column)) else {
      throw Gradebook.damagedValue
    }
    return counted
  }

  /// Inputs of a student's own; nil if there are none.
  func optionalInputs(_ column: Int) throws -> DrawnInputs? {
    guard let json: String = try value(column) else { return nil }
    guard let inputs = DrawnInputs(json: json) else { throw Gradebook.damagedValue }
    return inputs
  }

  /// The result of a part, from columns that hold its points, score, verdict, note, and whether they are a bonus.
  ///
  /// - Throws: where they are not what grading gives.
  func result(name: PartName, points: Int, score: Int, verdict: Int, note: Int, bonus: Int)
    throws -> PartResult
  {
    guard let decided = Verdict(rawValue: try value(verdict)) else { throw Gradebook.damagedValue }
    let result = PartResult(
      name: name, points: try self.points(points), isBonus: try count(bonus) == 1,
      score: try optionalPoints(score), verdict: decided, note: try value(note))
    guard result.isSound else { throw Gradebook.damagedValue }
    return result
  }

  /// Points.
  ///
  /// - Throws: where they are negative, or more than an assignment has.
  func points(_ column: Int) throws -> Points {
    guard let points = try optionalPoints(column) else { throw Gradebook.damagedValue }
    return points
  }

  /// Points; nil if there are none.
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
