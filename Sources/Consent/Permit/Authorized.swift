public import Foundation

/// A message that may leave now: the only thing that a ``Transport`` takes.
///
/// The authorisation is in the ledger's store before this value exists. It cannot be copied, kept or made by hand, so one
/// permit gives at most one message.
public struct Authorized<C: MessageChannel>: ~Copyable, Sendable {
  /// The recipient.
  public let address: C.Address
  /// What is sent.
  public let draft: C.Draft
  /// Before when it must be handed over; afterwards it must not leave.
  public let deadline: Date
  /// When it was authorised.
  public let date: Date
  /// The stored authorisation.
  public let authorization: Identifier<Authorization>
  /// What the message must have or do.
  public let obligations: [Obligation]

  init(_ authorization: Authorization, address: C.Address, draft: C.Draft) {
    self.address = address
    self.draft = draft
    deadline = authorization.deadline
    date = authorization.date
    self.authorization = authorization.id
    obligations = authorization.obligations
  }

  /// The same for every attempt to send this message: hand it to the provider, so that a repetition is recognised.
  public var idempotencyKey: String { authorization.description.lowercased() }
}
