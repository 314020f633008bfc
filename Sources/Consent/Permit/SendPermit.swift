public import Foundation

/// The permission to send one message to one recipient through one channel.
///
/// Only ``ConsentGate`` makes one. It cannot be copied, encoded, put into an array or kept for later use twice; spend it with
/// ``ConsentGate/authorize(_:draft:)``, which asks the ledger once more. Do not queue it: queue the ``SendRequest``.
public struct SendPermit<C: MessageChannel>: ~Copyable, Sendable {
  /// What was asked for.
  public let request: SendRequest<C>
  /// The contact point's digest.
  public let subject: ContactDigest
  /// The decision that it rests on: bases, evidence, obligations.
  public let decision: ConsentDecision
  /// The head that the decision was made on.
  let head: Stored<ConsentHead>
  /// The head of the person that the request names; see ``MessageContext/party``.
  let person: Stored<ConsentHead>?

  init(
    request: SendRequest<C>, subject: ContactDigest, decision: ConsentDecision, head: Stored<ConsentHead>,
    person: Stored<ConsentHead>?
  ) {
    self.request = request
    self.subject = subject
    self.decision = decision
    self.head = head
    self.person = person
  }

  /// What the draft must have or do.
  public var obligations: [Obligation] { decision.obligations }
}

/// What the gate says to a request.
public enum Verdict<C: MessageChannel>: ~Copyable, Sendable {
  /// It may be sent.
  case permit(SendPermit<C>)
  /// It may be sent later: ask again at `until`.
  case deferred(until: Date, ConsentDecision)
  /// It may not be sent.
  case denied(ConsentDecision)

  /// The permit, or `nil`. Gives up the reasons; switch over the verdict to see them.
  public consuming func permit() -> SendPermit<C>? {
    switch consume self {
    case .permit(let permit): permit
    case .deferred: nil
    case .denied: nil
    }
  }

  /// The decision, whatever it was.
  public var decision: ConsentDecision {
    switch self {
    case .permit(let permit): permit.decision
    case .deferred(_, let decision): decision
    case .denied(let decision): decision
    }
  }
}
