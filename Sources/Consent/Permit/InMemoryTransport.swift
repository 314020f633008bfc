public import Foundation
import Synchronization

/// A transport that delivers nothing and remembers everything: for tests, previews and trials.
public final class InMemoryTransport<C: MessageChannel>: Transport {
  /// A message that was handed over.
  public struct Delivery: Hashable, Sendable {
    /// The recipient.
    public var address: C.Address
    /// What was sent.
    public var draft: C.Draft
    /// The message's key.
    public var idempotencyKey: String
    /// When it was authorised.
    public var date: Date
  }

  private let state = Mutex<[Delivery]>([])
  private let failure: @Sendable (C.Address) -> (any Error)?

  /// A transport.
  ///
  /// - Parameter failure: what is thrown for an address; `nil` takes the message. Such a message is not remembered.
  public init(failure: @escaping @Sendable (C.Address) -> (any Error)? = { _ in nil }) {
    self.failure = failure
  }

  /// Remembers the message.
  public func deliver(_ message: consuming Authorized<C>) async throws -> Receipt {
    if let error = failure(message.address) { throw error }
    let delivery = Delivery(
      address: message.address, draft: message.draft, idempotencyKey: message.idempotencyKey, date: message.date)
    state.withLock { $0.append(delivery) }
    return Receipt(id: delivery.idempotencyKey, date: delivery.date)
  }

  /// What was handed over, in order.
  public var deliveries: [Delivery] { state.withLock { $0 } }
}
