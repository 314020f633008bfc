public import Foundation

/// The record that a message was authorised: written before it leaves, completed when the transport confirms.
///
/// Its identity is derived from run, step and contact point, so a second message of the same step is impossible, also after a
/// crash: what was authorised and never confirmed is visible (``ConsentGate/unconfirmed(before:limit:after:)``) and is not sent
/// again by itself.
public struct Authorization: Record {
  /// `sendAuthorizations`.
  public static let collection: CollectionName = "sendAuthorizations"

  /// What became of it.
  public enum State: String, Codable, Hashable, Sendable {
    /// Handed to the transport, or about to be. Whether it left is not known.
    case authorized
    /// The transport has it.
    case confirmed
    /// The transport did not take it: it did not leave and may be authorised again.
    case rejected
    /// It was not handed over in time: it did not leave and may be authorised again.
    case lapsed
  }

  /// By contact point, then by time: which messages a person got.
  public static let bySubject = Index<Authorization>("subject", version: 3) { IndexKey($0.subject, $0.date) }
  /// Those whose fate is not known, by time.
  public static let byUnconfirmed = Index<Authorization>("unconfirmed") { record in
    record.state == .authorized ? IndexKey(record.date) : nil
  }
  /// By run and step, then by time.
  public static let byRun = Index<Authorization>("run") { IndexKey(ExactText($0.run), ExactText($0.step), $0.date) }
  /// Those that count, by the acts that they rest on; those that did not leave use nothing up.
  public static let byEvidence = Index<Authorization>("evidence", version: 2) { record in
    record.isCounted != false && !record.mayBeRepeated ? record.evidence.map { IndexKey($0) } : []
  }

  /// The declared indexes.
  public static var indexes: [Index<Authorization>] { [bySubject, byUnconfirmed, byRun, byEvidence] }

  /// Derived from run, step and contact point.
  public var id: Identifier<Authorization>
  /// The contact point.
  public var subject: ContactDigest
  /// What the message belongs to.
  public var run: String
  /// Which message of it.
  public var step: String
  /// The channel.
  public var channel: Channel
  /// The class that counted.
  public var messageClass: MessageClass
  /// What the data are used for.
  public var purpose: Purpose
  /// The brand.
  public var controller: DataController?
  /// The acts it rests on.
  public var evidence: [Identifier<ConsentAct>]
  /// The bases it rests on.
  public var bases: [LawfulBasis.Kind]
  /// What the message had to have or do.
  public var obligations: [Obligation]
  /// The packs applied.
  public var policyVersions: [String]
  /// Whether it counts: an act that it rests on is good for a number of messages, or the person set how often they want to hear.
  /// `nil` in what an older version wrote.
  public var isCounted: Bool?
  /// When it was authorised.
  public var date: Date
  /// Before when it had to be handed over.
  public var deadline: Date
  /// What became of it.
  public var state: State
  /// When that became known.
  public var settledAt: Date?
  /// The provider's name for the message.
  public var receipt: String?

  init(
    _ id: Identifier<Authorization>, _ question: ConsentQuestion, _ decision: ConsentDecision, run: String,
    step: String,
    now: Date, deadline: Date
  ) {
    self.id = id
    subject = question.subject
    self.run = run
    self.step = step
    channel = question.channel
    messageClass = decision.messageClass
    purpose = question.context.purpose
    controller = question.context.controller
    evidence = decision.evidence
    bases = decision.bases
    obligations = decision.obligations
    policyVersions = decision.policyVersions
    isCounted = decision.isCounted
    date = now
    self.deadline = deadline
    state = .authorized
  }

  /// The identity of the authorisation of a step of a run for a contact point.
  public static func id(run: String, step: String, subject: ContactDigest) -> Identifier<Authorization> {
    Identifier(derivedFrom: "consent.authorization", run, step, subject.hex)
  }

  /// Purpose, channel and controller of the message.
  public var scope: ConsentScope { ConsentScope(purpose: purpose, channel: channel, controller: controller) }

  /// Whether it is known that the message did not leave, so that it may be authorised again.
  public var mayBeRepeated: Bool { state == .rejected || state == .lapsed }
}
