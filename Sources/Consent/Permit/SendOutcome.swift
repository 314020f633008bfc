public import Foundation

/// Why an authorisation was refused.
public enum SendRefusal: Error, Hashable, Sendable {
  /// The ledger now says no.
  case denied(ConsentDecision)
  /// The ledger now says later.
  case deferred(until: Date, ConsentDecision)
  /// The draft lacks what the permit demands.
  case obligationsUnmet([Obligation])
  /// This step of this run was authorised for this contact point before; `isConfirmed` tells whether it is known to have left.
  case alreadyAuthorized(Identifier<Authorization>, isConfirmed: Bool)
  /// The time for handing it over had passed; it did not leave.
  case tooLate
}

/// What became of one message of a batch.
public enum SendOutcome: Sendable {
  /// It was handed over.
  case sent(Receipt)
  /// It was not authorised, or its time had passed: it did not leave.
  case refused(SendRefusal)
  /// The transport did not take it: it did not leave.
  case rejected(TransportRejection)
  /// The transport failed and it is not known whether it left. It stays visible as unconfirmed and is not repeated.
  case unconfirmed(any Error)
  /// The store failed or the task was cancelled before it was authorised: it did not leave.
  case failed(any Error)

  /// Whether it was handed over.
  public var isSent: Bool {
    if case .sent = self { true } else { false }
  }

  /// The refusal, or `nil`.
  public var refusal: SendRefusal? {
    if case .refused(let refusal) = self { refusal } else { nil }
  }
}
