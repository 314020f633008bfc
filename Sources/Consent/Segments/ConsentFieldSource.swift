/// What the ledger answers to conditions about customers: whether they may be contacted *in principle*, on which basis and until when,
/// whether they stopped something, and when they last acted.
///
/// A segment that asks it is an audience, never a permission: the answer is no older than the last evaluation, leaves out the hour,
/// pauses and frequencies, and binds nobody. ``ConsentGate`` decides again when a message leaves.
///
/// A subject is asked about by all of its contact points together. Nobody can be contacted where there is none.
///
/// | Field | Kind | Answers |
/// | --- | --- | --- |
/// | `consent.permits` | bool | whether for one contact point at least nothing denies such a message |
/// | `consent.basis` | choices | the bases that this rests on; missing where it is denied |
/// | `consent.expires` | date | when that ends by time; missing where it is denied, or does not end |
/// | `consent.stopped` | bool | whether a stop is in force against such messages; against any at all where a part is left out |
/// | `consent.lastActAt` | date | when the last act took place |
///
/// Conditions over it are best written with `FieldTerm.consentPermits(_:through:as:for:in:)` and the like.
public struct ConsentFieldSource: TimedFieldSource, TracingFieldSource {
  /// `consent`.
  public static let namespace = "consent"
  /// `consent`.
  public var namespace: String { Self.namespace }

  private let ledger: ConsentLedger
  private let jurisdictions: [Jurisdiction]
  /// What is recorded on persons rather than on their contact points is told by these.
  private static let restrictions: Set<EventName> = [.consent(.restricted), .consent(.unrestricted), .consent(.merged)]
  /// The ledger's rules at any hour.
  private let policies: PolicySet

  /// The answers of a ledger, by its rules.
  ///
  /// - Parameters:
  ///   - ledger: the ledger; its digester has to make the digests of the subjects' contact points.
  ///   - jurisdictions: where the customers may be, for conditions that name no jurisdiction. Empty is *unknown*: every pack there is
  ///     must permit.
  public init(_ ledger: ConsentLedger, jurisdictions: [Jurisdiction] = []) {
    self.ledger = ledger
    self.jurisdictions = jurisdictions
    policies = ledger.policies.withoutQuietHours
  }

  /// The fields.
  public var catalog: FieldCatalog { FieldCatalog(ConsentTerm.fields) }

  /// The answers, as functions of time. Two reads for all subjects and terms together, and one more for each act that is good for a
  /// limited number of messages and each contact point with a frequency.
  ///
  /// - Throws: `ConditionFault` for arguments that mean nothing; `StoreError`.
  public func answers(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: [any TimedAnswer]] {
    let asked = try terms.map { ($0, try ConsentTerm($0, in: jurisdictions)) }
    var questions: [ConsentQuestion] = []
    for subject in subjects {
      // What is known of a contact point depends on whose it is and not on what is to be sent.
      let context = MessageContext(.service, purpose: "none", party: subject.reference)
      for digest in subject.contactDigests {
        questions.append(ConsentQuestion(subject: ContactDigest(digest), channel: .email, context: context))
      }
    }
    let entries = try await ConsentReader(store: ledger.store).entries(for: questions, at: moment.now)
    var known = zip(questions, entries).map { ConsentProspect($1.snapshot, of: $0.context.party) }[...]
    let points = subjects.map { subject in
      defer { known = known.dropFirst(subject.contactDigests.count) }
      return known.prefix(subject.contactDigests.count).compactMap { $0 }
    }
    var answers: [FieldTerm: [any TimedAnswer]] = [:]
    for (term, question) in asked { answers[term] = points.map { question.answer(about: $0, by: policies) } }
    return answers
  }

  /// Those with the contact point of a new act or of a message that counts, and the person who is restricted. Where something of the
  /// ledger is taken away nobody can say whose it was.
  public func impact(of change: ChangedRecord, on term: FieldTerm) throws -> FieldImpact {
    switch change.reference.collection {
    case Event.collection:
      guard let event = try change.record(as: Event.self), Self.restrictions.contains(event.name) else {
        return .nobody
      }
      return event.customer.map { .subjects([$0]) } ?? .nobody
    case ConsentHead.collection, ConsentAct.collection, Authorization.collection: break
    default: return .nobody
    }
    // The message for which a head is only touched is in the same commit.
    if change.kind == .touched { return .nobody }
    if let head = try change.record(as: ConsentHead.self) { return .contacts([head.subject.value]) }
    if let act = try change.record(as: ConsentAct.self) { return .contacts([act.subject.value]) }
    if let message = try change.record(as: Authorization.self) {
      return message.isCounted == false ? .nobody : .contacts([message.subject.value])
    }
    return .everybody
  }
}
