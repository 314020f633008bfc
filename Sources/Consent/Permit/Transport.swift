public import Foundation

/// What carries messages of one channel to people outside. Hosts plug in their provider here.
///
/// It takes nothing but authorised messages. Pass ``Authorized/idempotencyKey`` on to the provider, so that a repetition is
/// recognised there.
public protocol Transport<C>: Sendable {
  /// The channel.
  associatedtype C: MessageChannel

  /// Hands a message over.
  ///
  /// - Returns: the provider's receipt: the message has been taken.
  /// - Throws: ``TransportRejection`` if the message certainly did not leave; any other error means that it is not known.
  func deliver(_ message: consuming Authorized<C>) async throws -> Receipt
}

/// The provider's word that it has a message.
public struct Receipt: Hashable, Codable, Sendable {
  /// The provider's name for the message.
  public var id: String
  /// When the provider took it, if it says so.
  public var date: Date?

  /// A receipt.
  public init(id: String, date: Date? = nil) {
    self.id = id
    self.date = date
  }
}

/// A message did certainly not leave: the provider refused it, or was never reached.
public struct TransportRejection: Error, Hashable, Codable, Sendable {
  /// The provider's code, without personal data.
  public var code: String
  /// Whether the same message might be taken later.
  public var isTemporary: Bool

  /// A refusal.
  public init(code: String, isTemporary: Bool = false) {
    self.code = code
    self.isTemporary = isTemporary
  }
}
