internal import Dispatch
internal import Foundation
internal import Synchronization

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
  for place in items.indices { consume(line.next(place)) }
}

/// Results that come in any order and leave in theirs.
private final class OrderedLine<Output: Sendable>: Sendable {
  private struct State {
    var next = 0
    var done: [Int: Output] = [:]
  }

  private let count: Int
  private let room: DispatchSemaphore
  private let condition = NSCondition()
  private let state = Mutex(State())

  init(count: Int, window: Int) {
    self.count = count
    room = DispatchSemaphore(value: window)
  }

  /// The place of the next item; waits while the window is full.
  func take() -> Int? {
    room.wait()
    let place = state.withLock { state -> Int? in
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
    // Whoever waits for room next has nothing to do either.
    if place == nil { room.signal() }
    return place
  }

  func put(_ result: Output, at place: Int) {
    state.withLock { $0.done[place] = result }
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }

  /// The result at a place, which is handed on once; waits until it is there.
  func next(_ place: Int) -> Output {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = state.withLock({ $0.done.removeValue(forKey: place) }) {
        room.signal()
        return result
      }
      condition.wait()
    }
  }
}
