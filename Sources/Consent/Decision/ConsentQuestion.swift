/// What is to be sent, as far as the decision whether it may be sent depends on it. It can be kept and asked again.
public struct MessageContext: Hashable, Codable, Sendable {
  /// What the message is for. No default: see ``MessageClass``.
  public var messageClass: MessageClass
  /// What the data are used for.
  public var purpose: Purpose
  /// The brand that sends it; `nil` where there is only one.
  public var controller: DataController?
  /// Where the person may be: every one of them must permit. Empty is *unknown*: every pack there is must permit.
  public var jurisdictions: [Jurisdiction]
  /// Where the clock of the person may be, as IANA identifiers: the hour must be right in each. Empty is *unknown*: the zones
  /// of the packs count.
  public var timeZones: [String]
  /// Who owns the contact point.
  public var partyKind: PartyKind
  /// Who reads what arrives there. A role or shared address is not taken for a person's.
  public var addressKind: AddressKind
  /// The record of the person, where the sender knows it. A restriction of the person then counts on every contact point, also
  /// on one that came to them after it.
  public var party: RecordReference?
  /// What is known about the person's age.
  public var age: SubjectAge
  /// Whether the offer is directed at children: then an unknown age denies.
  public var targetsChildren: Bool
  /// Whether it promotes something: that makes any message marketing.
  public var containsPromotion: Bool
  /// The version of the notice that is in force. Where a pack asks again for new versions, a consent given under another one
  /// does not count; `nil` compares nothing.
  public var noticeVersion: String?
  /// The request that the message asks to confirm (double opt-in); `nil` for all other messages.
  public var confirms: Identifier<ConsentAct>?

  /// What is to be sent.
  public init(
    _ messageClass: MessageClass, purpose: Purpose, controller: DataController? = nil,
    jurisdictions: [Jurisdiction] = [],
    timeZones: [String] = [], partyKind: PartyKind = .individual, addressKind: AddressKind = .personal,
    party: RecordReference? = nil, age: SubjectAge = .unknown, targetsChildren: Bool = false,
    containsPromotion: Bool = false,
    noticeVersion: String? = nil, confirms: Identifier<ConsentAct>? = nil
  ) {
    self.messageClass = messageClass
    self.purpose = purpose
    self.controller = controller
    self.jurisdictions = jurisdictions
    self.timeZones = timeZones
    self.partyKind = partyKind
    self.addressKind = addressKind
    self.party = party
    self.age = age
    self.targetsChildren = targetsChildren
    self.containsPromotion = containsPromotion
    self.noticeVersion = noticeVersion
    self.confirms = confirms
  }

  /// The class that counts: promotional content makes any message marketing.
  public var effectiveClass: MessageClass { containsPromotion ? .marketing : messageClass }
}

/// May this be sent to this contact point through this channel?
public struct ConsentQuestion: Hashable, Codable, Sendable {
  /// The contact point.
  public var subject: ContactDigest
  /// The channel.
  public var channel: Channel
  /// What is to be sent.
  public var context: MessageContext

  /// A question.
  public init(subject: ContactDigest, channel: Channel, context: MessageContext) {
    self.subject = subject
    self.channel = channel
    self.context = context
  }

  /// Purpose, channel and controller of the message.
  public var scope: ConsentScope {
    ConsentScope(purpose: context.purpose, channel: channel, controller: context.controller)
  }
}
