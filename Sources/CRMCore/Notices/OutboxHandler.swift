public import Foundation

/// Delivers the outbox items of one topic.
public protocol OutboxHandler: Sendable {
  /// Delivers one item; it may come more than once with the same identifier.
  ///
  /// - Throws: ``DeliveryFailure`` to say whether another attempt makes sense; any other error is tried again.
  func deliver(_ item: OutboxItem) async throws
}

/// Why something could not be delivered.
public struct DeliveryFailure: Error, Hashable, Sendable {
  /// A stable code without personal data.
  public var code: String
  /// Whether no further attempt makes sense.
  public var isFinal: Bool
  /// Not before this instant, if the other side said so.
  public var retryAfter: Date?

  /// A failure; not final unless said so.
  public init(_ code: String, isFinal: Bool = false, retryAfter: Date? = nil) {
    self.code = code
    self.isFinal = isFinal
    self.retryAfter = retryAfter
  }
}

/// Delivers ``Notice``s from the outbox through a ``Notifier``.
public struct NoticeHandler: OutboxHandler {
  private let notifier: any Notifier

  /// A handler over `notifier`.
  public init(_ notifier: any Notifier) {
    self.notifier = notifier
  }

  /// Delivers the notice in the item; an unreadable one is given up.
  public func deliver(_ item: OutboxItem) async throws {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .millisecondsSince1970
    guard let notice = try? decoder.decode(Notice.self, from: item.payload) else {
      throw DeliveryFailure("notice.unreadable", isFinal: true)
    }
    try await notifier.deliver(notice)
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.dateEncodingStrategy = .millisecondsSince1970
    return encoder
  }
}
