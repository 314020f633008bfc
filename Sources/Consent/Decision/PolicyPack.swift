import Foundation

/// The rules of one legal territory as data: which bases allow which messages, what they oblige to, and when to be quiet.
///
/// Packs are engineering defaults with references to the articles they follow. They are not legal advice, and hosts can write
/// their own in Swift or in JSON.
public struct PolicyPack: Codable, Hashable, Sendable, Identifiable {
  /// Allows messages of some classes, channels and parties on some bases.
  public struct Rule: Codable, Hashable, Sendable {
    /// The classes it is about.
    public var classes: [MessageClass]
    /// The channels it is about; `nil` is every one.
    public var channels: [Channel]?
    /// The kinds of party it is about; `nil` is every one.
    public var partyKinds: [PartyKind]?
    /// The bases that allow the message, the preferred one first.
    public var bases: [LawfulBasis.Kind]
    /// What the message must have or do.
    public var obligations: [Obligation]
    /// Where it is written.
    public var reference: String

    /// A rule.
    public init(
      classes: [MessageClass], channels: [Channel]? = nil, partyKinds: [PartyKind]? = nil, bases: [LawfulBasis.Kind],
      obligations: [Obligation] = [], reference: String
    ) {
      self.classes = classes
      self.channels = channels
      self.partyKinds = partyKinds
      self.bases = bases
      self.obligations = obligations
      self.reference = reference
    }

    func isAbout(_ question: ConsentQuestion) -> Bool {
      classes.contains(question.context.effectiveClass)
        && (channels?.contains(question.channel) ?? true)
        && (partyKinds?.contains(question.context.partyKind) ?? true)
    }
  }

  /// The stable name, for example `eu`.
  public var id: String
  /// The version of the contents.
  public var version: String
  /// The territories that it governs.
  public var jurisdictions: [Jurisdiction]
  /// What is allowed. What no rule allows is denied.
  public var rules: [Rule]
  /// When nothing is to arrive.
  public var quietHours: [QuietHours]
  /// The zones that count where a person's is not known, as IANA identifiers.
  public var candidateZones: [String]
  /// Whether a consent must be provable to count.
  public var demandsEvidence: Bool
  /// The channels on which only a confirmed consent counts (double opt-in).
  public var confirmedChannels: [Channel]
  /// After how many calendar months every consent has to be renewed; `nil` is never.
  public var consentMonths: Int?
  /// Whether a consent given for an older version of the purpose no longer counts.
  public var asksAgainForNewVersion: Bool
  /// From which age on somebody consents themselves; `nil` where there is no such rule.
  public var age: AgeRule?
  /// For how long consent is implied, where a rule allows that basis.
  public var implied: ImpliedWindows
  /// What may be sent although the person's data are restricted. What none of them lets through is denied.
  public var restrictionExceptions: [RestrictionException]
  /// How long there is to answer what a person demands, by the name of the demand (`access`, `erasure` …); `default` for all
  /// others.
  public var deadlines: [String: LegalDeadline]
  /// Where the grounds of a denial are written, by reason code.
  public var references: [String: String]
  /// What the pack is not.
  public var disclaimer: String

  /// A pack.
  public init(
    id: String, version: String, jurisdictions: [Jurisdiction], rules: [Rule], quietHours: [QuietHours] = [],
    candidateZones: [String] = [], demandsEvidence: Bool = true, confirmedChannels: [Channel] = [],
    consentMonths: Int? = nil, asksAgainForNewVersion: Bool = true, age: AgeRule? = nil,
    implied: ImpliedWindows = ImpliedWindows(), restrictionExceptions: [RestrictionException] = [],
    deadlines: [String: LegalDeadline] = [:],
    references: [String: String] = [:], disclaimer: String = PolicyPack.standardDisclaimer
  ) {
    self.id = id
    self.version = version
    self.jurisdictions = jurisdictions
    self.rules = rules
    self.quietHours = quietHours
    self.candidateZones = candidateZones
    self.demandsEvidence = demandsEvidence
    self.confirmedChannels = confirmedChannels
    self.consentMonths = consentMonths
    self.asksAgainForNewVersion = asksAgainForNewVersion
    self.age = age
    self.implied = implied
    self.restrictionExceptions = restrictionExceptions
    self.deadlines = deadlines
    self.references = references
    self.disclaimer = disclaimer
  }

  /// "Engineering defaults with references, not legal advice."
  public static let standardDisclaimer = "Engineering defaults with references, not legal advice."

  /// The name and version, as decisions cite them.
  public var tag: String { "\(id)@\(version)" }

  /// Whether the pack governs a territory: one that it names, or a part (`US-CA`) of one that it names (`US`).
  public func governs(_ jurisdiction: Jurisdiction) -> Bool {
    if jurisdictions.contains(jurisdiction) { return true }
    guard let country = jurisdiction.country else { return false }
    return jurisdictions.contains(country)
  }

  /// The candidate zones that this system knows.
  var zones: [TimeZone] { candidateZones.compactMap { TimeZone(identifier: $0) } }

  /// What follows from an age for somebody who may be in any of these territories.
  func standing(of age: SubjectAge, in candidates: [Jurisdiction]) -> AgeRule.Standing {
    // Who asks for nothing in particular is spared the look at the territories.
    if age == .unknown { return .unknown }
    return AgeRule.standing(of: age, under: self.age, in: candidates.filter { governs($0) })
  }
}
