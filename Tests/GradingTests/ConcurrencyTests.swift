import Foundation
import Grading
import TestSupport
import Testing

/// Work on several threads comes out as if there were one.
@Suite struct ConcurrencyTests {
  /// How many are at work, or wait to be handed on.
  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var current = 0
    private(set) var most = 0

    func add(_ step: Int) {
      lock.lock()
      current += step
      most = max(most, current)
      lock.unlock()
    }
  }

  @Test(arguments: [(1, 1), (1, 4), (2, 1), (2, 4), (8, 3), (16, 64), (1_000, 2)])
  func resultsComeInOrderAndOnlyAWindowOfThem(_ jobs: Int, _ window: Int) {
    for count in [0, 1, 2, 7, 500] {
      let counter = Counter()
      var results: [Int] = []
      inOrder(
        Array(0..<count), jobs: jobs, window: window,
        { item -> Int in
          counter.add(1)
          if item % 7 == 3 { usleep(200) }
          return item * item
        },
        { result in
          results.append(result)
          counter.add(-1)
        })
      #expect(results == (0..<count).map { $0 * $0 })
      #expect(counter.most <= window)
    }
  }

  @Test func workWithinWorkComesBack() {
    var sums: [Int] = []
    inOrder(
      Array(0..<200), jobs: 8, window: 16,
      { item in concurrently((0..<10).map { part in { @Sendable in item * part } }).reduce(0, +) },
      { sums.append($0) })
    #expect(sums == (0..<200).map { $0 * 45 })
  }
}
