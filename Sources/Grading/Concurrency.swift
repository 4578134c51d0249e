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
  var place = 0
  inOrder(
    from: {
      guard place < items.count else { return nil }
      place += 1
      return items[place - 1]
    }, jobs: min(jobs, items.count), window: window, transform, consume)
}

/// Maps what comes one by one, such as the lines of a stream, in the same way.
///
/// - Parameters:
///   - next: Gives the next item, and waits for it; nil at the end. Called on any thread, by one at a time.
///   - jobs: The number of threads.
///   - window: The most items that are worked on, or wait to be handed on, at once.
///   - transform: Maps one item; called on any thread.
///   - consume: Takes one result, as soon as it and all before it are there.
public func inOrder<Item: Sendable, Output: Sendable>(
  from next: @escaping () -> Item?, jobs: Int, window: Int,
  _ transform: @escaping @Sendable (Item) -> Output, _ consume: (Output) -> Void
) {
  let line = OrderedLine<Item, Output>(next, window: max(1, window))
  for _ in 0..<max(1, jobs) {
    DispatchQueue.global(qos: .userInitiated).async {
      while let (place, item) = line.take() { line.put(transform(item), at: place) }
    }
  }
  var place = 0
  while let result = line.result(place) {
    consume(result)
    line.makeRoom()
    place += 1
  }
}

/// Results that come in any order and leave in theirs.
private final class OrderedLine<Item: Sendable, Output: Sendable>: @unchecked Sendable {
  private let room: DispatchSemaphore
  /// Guards where items come from, and is held while one is waited for.
  private let source = NSLock()
  private let next: () -> Item?
  /// Guards all else that may change.
  private let condition = NSCondition()
  private var taken = 0
  private var isAtEnd = false
  private var done: [Int: Output] = [:]

  init(_ next: @escaping () -> Item?, window: Int) {
    self.next = next
    room = DispatchSemaphore(value: window)
  }

  /// The next item and its place; waits while the window is full.
  func take() -> (Int, Item)? {
    room.wait()
    source.lock()
    defer { source.unlock() }
    let item = isAtEnd ? nil : next()
    condition.lock()
    defer { condition.unlock() }
    guard let item else {
      isAtEnd = true
      condition.broadcast()
      // Whoever waits for room next has nothing to do either.
      room.signal()
      return nil
    }
    taken += 1
    return (taken - 1, item)
  }

  func put(_ result: Output, at place: Int) {
    condition.lock()
    done[place] = result
    condition.broadcast()
    condition.unlock()
  }

  /// The result at a place, which is handed on once; waits until it is there, or nothing comes any more.
  func result(_ place: Int) -> Output? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = done.removeValue(forKey: place) { return result }
      if isAtEnd, place >= taken { return nil }
      condition.wait()
    }
  }

  /// Says that a result was used up.
  func makeRoom() { room.signal() }
}
