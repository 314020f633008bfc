public import CRMCore

/// Reason codes of findings, and of what to do about them.
public enum QualityReason {
  /// A field of the profile is not filled.
  public static let missing: ReasonCode = "quality.missing"
  /// What stands there only fills the field: `test`, `n/a`, `-`.
  public static let placeholder: ReasonCode = "quality.placeholder"
  /// White space before, behind or doubled inside.
  public static let spaces: ReasonCode = "quality.spaces"
  /// A misspelling of a known word.
  public static let misspelt: ReasonCode = "quality.misspelt"
  /// Another spelling of a word that most records spell otherwise.
  public static let variant: ReasonCode = "quality.variant"
  /// Not a word of a closed vocabulary.
  public static let unknownWord: ReasonCode = "quality.unknownWord"
  /// A moment that has not come.
  public static let future: ReasonCode = "quality.future"
  /// A day that can hardly be.
  public static let implausible: ReasonCode = "quality.implausible"
  /// The same day in too many records.
  public static let dateHeap: ReasonCode = "quality.dateHeap"
  /// A text that is no value of the kind that the field has.
  public static let unreadable: ReasonCode = "quality.unreadable"
  /// A misspelt domain of mail.
  public static let domainTypo: ReasonCode = "quality.domainTypo"
  /// A domain that no mail reaches.
  public static let deadDomain: ReasonCode = "quality.deadDomain"
  /// A number that the country's plan does not have.
  public static let badNumber: ReasonCode = "quality.badNumber"
  /// Messages come back.
  public static let bounced: ReasonCode = "quality.bounced"
  /// A person is reached through an office's address only known as personal.
  public static let roleAddress: ReasonCode = "quality.roleAddress"
  /// Several parties have one contact point.
  public static let sharedPoint: ReasonCode = "quality.sharedPoint"
  /// Several records look like one party.
  public static let duplicate: ReasonCode = "quality.duplicate"
  /// Nobody has changed or contacted it for long.
  public static let stale: ReasonCode = "quality.stale"
  /// No telephone number belongs to the address's country.
  public static let countryPhone: ReasonCode = "quality.countryPhone"
  /// A postal code that the country does not write so.
  public static let postalCode: ReasonCode = "quality.postalCode"
  /// Age and birthday contradict each other.
  public static let age: ReasonCode = "quality.age"
  /// A person with a company's name.
  public static let kindOfParty: ReasonCode = "quality.kindOfParty"
  /// Digits in a person's name.
  public static let digitsInName: ReasonCode = "quality.digitsInName"
  /// A second value before the first.
  public static let order: ReasonCode = "quality.order"
  /// A link to a record that is not there.
  public static let orphan: ReasonCode = "quality.orphan"
  /// The owner does not work here any more.
  public static let inactiveOwner: ReasonCode = "quality.inactiveOwner"

  /// What to do: fill it in.
  public static let fillIn: ReasonCode = "quality.do.fillIn"
  /// What to do: remove the placeholder.
  public static let clear: ReasonCode = "quality.do.clear"
  /// What to do: remove white space.
  public static let trim: ReasonCode = "quality.do.trim"
  /// What to do: write the usual word.
  public static let respell: ReasonCode = "quality.do.respell"
  /// What to do: choose a known word, or make this one known.
  public static let choose: ReasonCode = "quality.do.choose"
  /// What to do: look at the date's source.
  public static let checkDate: ReasonCode = "quality.do.checkDate"
  /// What to do: read the text as a value.
  public static let read: ReasonCode = "quality.do.read"
  /// What to do: enter the value anew.
  public static let enterAnew: ReasonCode = "quality.do.enterAnew"
  /// What to do: write the domain as it is.
  public static let correctDomain: ReasonCode = "quality.do.correctDomain"
  /// What to do: ask the party for another address or number.
  public static let askForPoint: ReasonCode = "quality.do.askForPoint"
  /// What to do: mark the address as an office's.
  public static let markRole: ReasonCode = "quality.do.markRole"
  /// What to do: mark the point as shared, or merge.
  public static let checkShared: ReasonCode = "quality.do.checkShared"
  /// What to do: compare and merge.
  public static let merge: ReasonCode = "quality.do.merge"
  /// What to do: get in touch and confirm.
  public static let confirm: ReasonCode = "quality.do.confirm"
  /// What to do: make the two agree.
  public static let reconcile: ReasonCode = "quality.do.reconcile"
  /// What to do: make it another kind of party.
  public static let changeKind: ReasonCode = "quality.do.changeKind"
  /// What to do: correct the field.
  public static let correct: ReasonCode = "quality.do.correct"
  /// What to do: point it elsewhere, or remove the link.
  public static let repoint: ReasonCode = "quality.do.repoint"
  /// What to do: give it to somebody else.
  public static let handOver: ReasonCode = "quality.do.handOver"
}
