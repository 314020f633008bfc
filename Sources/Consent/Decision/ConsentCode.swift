/// The codes of the reasons that decisions and refusals give.
public enum ConsentCode {
  /// Nothing was ever recorded for the contact point.
  public static let noRecord: ReasonCode = "consent.noRecord"
  /// What was read of the ledger is not complete.
  public static let incomplete: ReasonCode = "consent.incomplete"
  /// The question cannot be answered: a purpose or time zone that cannot be read.
  public static let malformed: ReasonCode = "consent.malformed"
  /// Processing is restricted.
  public static let restricted: ReasonCode = "consent.restricted"
  /// The account is frozen.
  public static let frozen: ReasonCode = "consent.frozen"
  /// The person has died.
  public static let deceased: ReasonCode = "consent.deceased"
  /// The person was erased.
  public static let erased: ReasonCode = "consent.erased"
  /// Messages do not arrive.
  public static let undeliverable: ReasonCode = "consent.undeliverable"
  /// Forbidden for a legal reason.
  public static let legal: ReasonCode = "consent.legal"
  /// Forbidden by staff.
  public static let manual: ReasonCode = "consent.manual"
  /// A message was reported as spam.
  public static let complaint: ReasonCode = "consent.complaint"
  /// The person unsubscribed, withdrew, refused or sent a signal.
  public static let stopped: ReasonCode = "consent.stopped"
  /// The person objected.
  public static let objected: ReasonCode = "consent.objected"
  /// No pack governs the jurisdiction in `jurisdiction`.
  public static let unknownJurisdiction: ReasonCode = "consent.unknownJurisdiction"
  /// No basis that the pack in `pack` allows for this message.
  public static let noBasis: ReasonCode = "consent.noBasis"
  /// There is a basis, of the kind in `basis`, that the pack does not allow for this message.
  public static let basisNotAllowed: ReasonCode = "consent.basisNotAllowed"
  /// The basis lacks something that it needs.
  public static let basisIncomplete: ReasonCode = "consent.basisIncomplete"
  /// The basis was changed after a refusal or withdrawal for the same purpose.
  public static let basisAfterRefusal: ReasonCode = "consent.basisAfterRefusal"
  /// There is a consent that cannot be shown.
  public static let notEvidenced: ReasonCode = "consent.notEvidenced"
  /// There is a basis that is dated later than now.
  public static let notYet: ReasonCode = "consent.notYet"
  /// There was a basis that ran out.
  public static let expired: ReasonCode = "consent.expired"
  /// The purpose has changed since consent was given.
  public static let outdatedNotice: ReasonCode = "consent.outdatedNotice"
  /// The consent was good for a number of messages that is used up.
  public static let usedUp: ReasonCode = "consent.usedUp"
  /// Confirmation is awaited.
  public static let pending: ReasonCode = "consent.pending"
  /// The pack demands a confirmed consent.
  public static let unconfirmed: ReasonCode = "consent.unconfirmed"
  /// The address is not one person's: what was inferred from a person's acts does not hold for it.
  public static let notPersonal: ReasonCode = "consent.notPersonal"
  /// The person is too young to consent themselves.
  public static let minor: ReasonCode = "consent.minor"
  /// The age is not known and the offer is directed at children.
  public static let unknownAge: ReasonCode = "consent.unknownAge"
  /// The guardian's consent ended when the person came of age.
  public static let guardianEnded: ReasonCode = "consent.guardianEnded"
  /// The person switched this topic or channel off.
  public static let preferenceOff: ReasonCode = "consent.preferenceOff"
  /// The person paused this topic or channel; `until` is in the outcome.
  public static let paused: ReasonCode = "consent.paused"
  /// The person set how often they want to hear, in `messages` and `days`, and has heard that often.
  public static let frequency: ReasonCode = "consent.frequency"
  /// It is a quiet time in the zone in `zone`.
  public static let quietHours: ReasonCode = "consent.quietHours"
  /// There is no hour that is right in all zones.
  public static let noHour: ReasonCode = "consent.noHour"
  /// Remark: promotional content made it marketing.
  public static let reclassified: ReasonCode = "consent.reclassified"
  /// Remark: nothing but the person will ever end the consent.
  public static let endless: ReasonCode = "consent.endless"
  /// The draft lacks what the permit demands, in `obligations`.
  public static let obligationsUnmet: ReasonCode = "consent.obligationsUnmet"
  /// This step of this run was authorised for this contact point before.
  public static let alreadyAuthorized: ReasonCode = "consent.alreadyAuthorized"
  /// The time for handing a message over had passed.
  public static let tooLate: ReasonCode = "consent.tooLate"
  /// A token for confirming is none of ours.
  public static let confirmationInvalid: ReasonCode = "consent.confirmationInvalid"
  /// The time for confirming has run out.
  public static let confirmationExpired: ReasonCode = "consent.confirmationExpired"
  /// It was confirmed before.
  public static let confirmationUsed: ReasonCode = "consent.confirmationUsed"
  /// The same was asked for shortly before.
  public static let requestedTooSoon: ReasonCode = "consent.requestedTooSoon"
  /// An unsubscribe link is none of ours.
  public static let linkInvalid: ReasonCode = "consent.linkInvalid"
  /// A restriction cannot end before the person was told.
  public static let restrictionNoticeMissing: ReasonCode = "consent.restrictionNoticeMissing"
  /// An unsubscribe link has expired.
  public static let linkExpired: ReasonCode = "consent.linkExpired"
}
