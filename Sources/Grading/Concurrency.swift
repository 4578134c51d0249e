internal import Dispatch

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
