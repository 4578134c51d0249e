internal import Dispatch
internal import Foundation

/// Runs independent work on all cores; results stand in the order of the work.
public func concurrently<T: Sendable>(_ work: [@Sendable () -> T]) -> [T] {
  var results = [T?](repeating: nil, count: work.count)
  results.withUnsafeMutableBufferPointer { buffer in
    // Each iteration writes a place of its own.
    nonisolated(unsafe) let places = buffer
    DispatchQueue.concurrentPerform(iterations: work.count) { places[$0] = work[$0]() }
  }
  return results.compactMap { $0 }
}

/// Maps items on several threads and hands the results on in the items' order, on the caller's thread.
///
/// - Parameters:
///   - items: What to map.
///   - jobs: The number of threads.
///   - window: The most items that are worked on, or wait to be handed on, at once.
///   - transform: Maps one item; called on any thread.
///   - consume: Takes one result.
public func inOrder<Item: Sendable, Output: Sendable>(
  _ items: [Item], jobs: Int, window: Int, _ transform: @escaping @Sendable (Item) -> Output,
  _ consume: (Output) -> Void
) {
  let line = OrderedLine<Output>(count: items.count, window: max(1, window))
  for _ in 0..<max(1, min(jobs, items.count)) {
    DispatchQueue.global(qos: .userInitiated).async {
      while let place = line.take() { line.put(transform(items[place]), at: place) }
    }
  }
  for place in items.indices {
    consume(line.next(place))
    line.makeRoom()
  }
}

/// Results that come in any order and leave in theirs.
private final class OrderedLine<Output: Sendable>: @unchecked Sendable {
  private let count: Int
  private let room: DispatchSemaphore
  /// Guards all that may change.
  private let condition = NSCondition()
  private var nextPlace = 0
  private var done: [Int: Output] = [:]

  init(count: Int, window: Int) {
    self.count = count
    room = DispatchSemaphore(value: window)
  }

  /// The place of the next item; waits while the window is full.
  func take() -> Int? {
    room.wait()
    condition.lock()
    defer { condition.unlock() }
    guard nextPlace < count else {
      // Whoever waits for room next has nothing to do either.
      room.signal()
      return nil
    }
    nextPlace += 1
    return nextPlace - 1
  }

  func put(_ result: Output, at place: Int) {
    condition.lock()
    done[place] = result
    condition.broadcast()
    condition.unlock()
  }

  /// The result at a place, which is handed on once; waits until it is there.
  func next(_ place: Int) -> Output {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = done.removeValue(forKey: place) {
        return result
      }
      condition.wait()
    }
  }

  /// Says that a result was used up.
  func makeRoom() { room.signal() }
}
