public import Foundation

/// Whether a message may be sent, with every reason.
///
/// The same question, snapshot, policies and time give an equal decision, down to the bytes of its encoded form.
public struct ConsentDecision: Hashable, Codable, Sendable {
  /// What was decided.
  public enum Outcome: Hashable, Codable, Sendable {
    /// It may be sent now.
    case permit
    /// It may not be sent now; ask again at this instant.
    case `defer`(until: Date)
    /// It may not be sent.
    case deny
  }

  /// One reason, where it is written, and which acts it rests on.
  public struct Ground: Hashable, Codable, Sendable {
    /// The code and its arguments; ``ConsentLedger/phrases`` makes a sentence of it.
    public var reason: Reason
    /// The articles that the packs concerned cite for it, with the pack's name.
    public var references: [String]
    /// The acts it rests on.
    public var evidence: [Identifier<ConsentAct>]

    /// A reason with references and evidence.
    public init(_ reason: Reason, references: [String] = [], evidence: [Identifier<ConsentAct>] = []) {
      self.reason = reason
      self.references = references
      self.evidence = evidence
    }
  }

  /// What was decided.
  public var outcome: Outcome
  /// Every reason to deny or to defer; empty for a permit. In a stable order.
  public var reasons: [Ground]
  /// What somebody should know although it hinders nothing: an endless consent, a message that counts as marketing.
  public var remarks: [Ground]
  /// What the message must have or do, in alphabetical order. Only for a permit.
  public var obligations: [Obligation]
  /// The bases that a permit rests on.
  public var bases: [LawfulBasis.Kind]
  /// The acts that a permit rests on.
  public var evidence: [Identifier<ConsentAct>]
  /// From when on the permit no longer holds because its bases end; `nil` if they do not end by themselves.
  public var validUntil: Date?
  /// Before when the message must leave because a quiet time begins; `nil` if none does within a day.
  public var sendBefore: Date?
  /// Whether a permit counts messages, because an act that it rests on is good for a number of them or the person set how often
  /// they want to hear: two permits must not count the same.
  public var isCounted: Bool
  /// The class that counted.
  public var messageClass: MessageClass
  /// The packs that were applied, as `id@version`.
  public var policyVersions: [String]

  /// Whether it may be sent now.
  public var isPermitted: Bool { outcome == .permit }

  /// The codes of all reasons, in order.
  public var codes: [ReasonCode] { reasons.map(\.reason.code) }
}
