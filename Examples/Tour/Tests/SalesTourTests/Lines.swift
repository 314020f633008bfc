import Synchronization

/// Lines that were told, in order.
final class Lines: Sendable {
  private let told = Mutex<[String]>([])

  func add(_ line: String) { told.withLock { $0.append(line) } }

  var lines: [String] { told.withLock { $0 } }
}
