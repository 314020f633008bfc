public import CRMCore
import Foundation

extension SourceRecord {
  /// What another system says of somebody.
  public static var personalData: PersonalData<SourceRecord>? {
    PersonalData(.provenance, about: ["customer"], obtained: { $0.observedAt })
  }
}

extension GoldenState {
  /// What was chosen among the sources, and by hand.
  public static var personalData: PersonalData<GoldenState>? { PersonalData(.provenance, about: ["customer"]) }
}

extension ImportChange {
  /// What an import wrote over. Without it the run can no longer be reverted for this record, and must not.
  public static var personalData: PersonalData<ImportChange>? {
    PersonalData(.provenance, about: ["record"], unrelated: ["run"])
  }
}

extension DuplicateCase {
  /// Two records that may be one person: about both, and gone with either.
  public static var personalData: PersonalData<DuplicateCase>? {
    PersonalData(.provenance, about: ["first", "second"], withheld: ["note"], obtained: { $0.updatedAt })
  }
}

extension CustomerAlias {
  /// The old identifier of a merged record.
  public static var personalData: PersonalData<CustomerAlias>? {
    PersonalData(.provenance, about: ["winner"], obtained: { $0.date })
  }
}

extension CustomerMerge {
  /// The facts as they were before a merge. After it was undone they belong to several persons: each sees their own, and who parted
  /// is only named here.
  public static var personalData: PersonalData<CustomerMerge>? {
    PersonalData(
      .provenance, about: ["winner"],
      mentions: [
        PersonalDataMention("parted") { merge, subject in
          merge.losers.removeAll { RecordReference($0.id) == subject }
          // What was united is made of the facts of both.
          merge.after = merge.before
          merge.decisions = []
        }
      ],
      withheldFrom: { merge, _ in merge.undoneAt == nil ? [] : ["losers", "after", "decisions"] },
      obtained: { $0.date })
  }
}

extension IdentityLink {
  /// What somebody is recognised by.
  public static var personalData: PersonalData<IdentityLink>? { PersonalData(.provenance, about: ["customer"]) }
}

extension AnonymousActivity {
  /// What was done on a device. Whose it is stands in the links of the device alone: ``participant`` follows them.
  public static var personalData: PersonalData<AnonymousActivity>? {
    PersonalData(.behaviour, provided: .only(["interaction"]), obtained: { $0.interaction.date })
  }

  /// Answers for what was done under identities that are linked to the subject and to nobody else.
  public static let participant: any Participant = AnonymousActivityParticipant()
}

extension CustomerDirectory {
  /// Who answers for the records of this module and of the core that references do not lead to, in requests of data subjects.
  public static let subjectParticipants: [any Participant] = [OutboxItem.participant, AnonymousActivity.participant]
}
