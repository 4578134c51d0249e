import Diagnostics
import Foundation
import Grading
import Synchronization

/// A line on the terminal about work that takes longer than a second; where errors go elsewhere there is none.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var shown: ContinuousClock.Instant?
  }

  private let what: String
  private let total: Int
  private let start = ContinuousClock.now
  private let isShown: Bool
  private let state = Mutex(State())

  /// Begins.
  ///
  /// - Parameters:
  ///   - what: What is done, such as `grading`.
  ///   - total: How many steps there are.
  ///   - isShown: Whether there is room for it: not where results are printed on the same terminal.
  init(_ what: String, of total: Int, isShown: Bool = true) {
    self.what = what
    self.total = total
    self.isShown =
      isShown && isatty(STDERR_FILENO) == 1 && Console.variable("TERM") != "dumb"
  }

  /// Says that one more step is done, and which one.
  func step(_ name: String? = nil) {
    guard isShown else { return }
    state.withLock { state in
      state.done += 1
      let now = ContinuousClock.now
      let last = state.shown ?? start + .milliseconds(800)
      guard now - last >= .milliseconds(200) else { return }
      state.shown = now
      Console.write("\r\u{1B}[K\(line(state.done, now - start, name))", to: STDERR_FILENO)
    }
  }

  /// Clears the line.
  func finish() {
    state.withLock { state in
      guard state.shown != nil else { return }
      state.shown = nil
      Console.write("\r\u{1B}[K", to: STDERR_FILENO)
    }
  }

  /// Does independent work on all cores, a step each.
  func concurrently<T: Sendable>(_ work: [@Sendable () -> T]) -> [T] {
    defer { finish() }
    return Grading.concurrently(
      work.map { job in
        { @Sendable in
          defer { self.step() }
          return job()
        }
      })
  }

  private func line(_ done: Int, _ passed: Duration, _ name: String?) -> String {
    let seconds = passed / .seconds(1)
    let rate = Double(done) / max(seconds, 1e-3)
    let left = Double(max(0, total - done)) / max(rate, 1e-9)
    var text = "\(what)\(name.map { " \(visible($0))" } ?? ""): \(done) of \(total)"
    if rate >= 2 { text += ", \(shown(rate.rounded(), digits: 9)) a second" }
    if left < 86_400 { text += ", \(shown(left.rounded(.up), digits: 5)) s left" }
    return String(text.prefix(Console.width - 1))
  }
}
