public import Foundation
import Synchronization

/// Delivers notices to staff and endpoints. Hosts implement it over push, mail to staff, chat or the screen.
public protocol Notifier: Sendable {
  /// Delivers one notice. It may come more than once with the same identifier, and must then reach people once.
  ///
  /// - Throws: any error; the notice is then tried again later, unless it is a ``DeliveryFailure`` that is final.
  func deliver(_ notice: Notice) async throws
}

/// A ``Notifier`` that keeps what it is given, once per identifier: for tests and previews.
public final class InMemoryNotifier: Notifier {
  private let delivered = Mutex<[Notice]>([])

  /// A notifier that has delivered nothing.
  public init() {}

  /// Keeps the notice unless it is already kept.
  public func deliver(_ notice: Notice) {
    delivered.withLock { notices in
      if !notices.contains(where: { $0.id == notice.id }) { notices.append(notice) }
    }
  }

  /// What was delivered, in order.
  public var notices: [Notice] { delivered.withLock { $0 } }
}

/// A ``Notifier`` that appends each notice as one line of JSON to a file: for command-line tools, logs and other programs.
///
/// A notice that is delivered twice stands there twice, with the same `id`.
public struct FileNotifier: Notifier {
  private let file: URL

  /// A notifier that appends to `file`, which is made if it does not exist.
  public init(file: URL) {
    self.file = file
  }

  /// Appends one line and waits until it is on the device.
  ///
  /// - Throws: ``StoreError/Code/unavailable`` if the file cannot be written.
  @concurrent
  public func deliver(_ notice: Notice) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let line = try encoder.encode(notice) + Data([0x0A])
    do {
      if !FileManager.default.fileExists(atPath: file.path) {
        try Data().write(to: file)
      }
      let handle = try FileHandle(forUpdating: file)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: line)
      try handle.synchronize()
    } catch {
      throw StoreError(.unavailable, "cannot write a notice", underlying: error)
    }
  }
}
