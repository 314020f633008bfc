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
/// Instants stand there as ISO 8601 in UTC with milliseconds. A notice that is delivered twice stands there twice, with the same
/// `id`.
public struct FileNotifier: Notifier {
  private let file: URL

  /// A notifier that appends to `file`, which is made if it does not exist.
  public init(file: URL) {
    self.file = file
  }

  /// Appends one line and waits until it is on the device. Any number of notifiers, also in several processes, may write to one
  /// file: each holds its lock while it appends. A line that was cut short by a crash is ended first.
  ///
  /// - Throws: ``StoreError/Code/unavailable`` if the file cannot be written; `CancellationError` while waiting for the lock.
  @concurrent
  public func deliver(_ notice: Notice) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in try InstantText(date).encode(to: encoder) }
    let line = Array(try encoder.encode(notice)) + [Self.newline]
    do {
      let open = try await lockedFile()
      defer { open.close() }
      let end = try open.size()
      let isCut = end > 0 ? try open.read(at: end - 1, count: 1) != [Self.newline] : false
      try open.write(isCut ? [Self.newline] + line : line, at: end)
      try open.sync(.full)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw StoreError(.unavailable, "cannot write a notice", underlying: error)
    }
  }

  private static let newline: UInt8 = 0x0A

  /// The file, which nobody else appends to until it is closed.
  private func lockedFile() async throws -> any OpenFile {
    while true {
      if let open = try SystemFileSystem().lock(file) { return open }
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}
