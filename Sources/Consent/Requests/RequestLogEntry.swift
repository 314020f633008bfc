public import Foundation

/// One thing that happened to a request: who, when, what, why. Each has an event of the same commit.
public struct RequestLogEntry: Hashable, Codable, Sendable {
  /// What happened.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// It came to another state.
    case moved
    /// Its time is about to run out.
    case warned
    /// The time was extended.
    case extended
    /// A one-time code was made for a known contact point.
    case codeIssued
    /// A wrong code was given.
    case codeFailed
    /// Who asks could not be shown.
    case identityFailed
    /// A step was done.
    case stepDone
    /// A step failed.
    case stepFailed
    /// A person has to say or do something before a step can go on.
    case asked
    /// What was approved was said anew.
    case amended
    /// A document was made for the person.
    case documented
    /// The bytes of its documents are gone.
    case documentsRemoved
  }

  /// When.
  public var date: Date
  /// Who.
  public var author: Author
  /// What.
  public var kind: Kind
  /// The state before; `nil` for the receipt.
  public var from: RequestState?
  /// The state after.
  public var to: RequestState
  /// Why, and with which details. No personal data.
  public var reason: Reason?

  /// An entry.
  public init(
    date: Date, author: Author, kind: Kind, from: RequestState?, to: RequestState, reason: Reason? = nil
  ) {
    self.date = date
    self.author = author
    self.kind = kind
    self.from = from
    self.to = to
    self.reason = reason
  }

  /// The name of the event that tells of it: `rights.received`, `rights.approved`, `rights.warned` …
  public var eventName: EventName { kind == .moved ? .rights(to) : .rights(kind) }
}

extension EventName {
  /// A request of a data subject came to a state: `rights.received`, `rights.complete` …
  public static func rights(_ state: RequestState) -> EventName { EventName(rawValue: "rights." + state.rawValue) }

  /// Something happened to a request of a data subject that leaves it in its state: `rights.warned`, `rights.stepFailed` …
  public static func rights(_ kind: RequestLogEntry.Kind) -> EventName {
    EventName(rawValue: "rights." + kind.rawValue)
  }
}
