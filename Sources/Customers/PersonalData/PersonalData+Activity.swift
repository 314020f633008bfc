public import CRMCore
import Foundation

extension Interaction {
  /// A conversation or visit, about the customer whose timeline it is on. Who took part besides, or stands as its subject, is named in it.
  public static var personalData: PersonalData<Interaction>? {
    PersonalData(
      .communication, about: ["customer"],
      mentions: [
        PersonalDataMention("participants") { interaction, subject in
          interaction.participants.removeAll { $0.party == subject }
        },
        PersonalDataMention("subject") { interaction, subject in
          if interaction.subject == subject { interaction.subject = nil }
        },
      ], unrelated: ["staff"], provided: .only(["web"]), obtained: { $0.date })
  }
}

extension FollowUp {
  /// What is to be done about somebody. One that belongs to another customer and is only about a record of the subject stays
  /// with the other one, and its words are that one's.
  public static var personalData: PersonalData<FollowUp>? {
    PersonalData(
      .communication, about: ["customer", "about"], unrelated: ["owner"],
      withheldFrom: { followUp, subject in
        isOthers(followUp, subject) ? ["what", "outcome"] : []
      },
      obtained: { $0.createdAt },
      erasure: PersonalDataErasure { followUp, subject, _ in
        guard isOthers(followUp, [subject]) else { return .delete }
        var kept = followUp
        kept.about = nil
        return .pseudonymise(kept)
      })
  }

  private static func isOthers(_ followUp: FollowUp, _ subject: Set<RecordReference>) -> Bool {
    followUp.customer.map { !subject.contains(RecordReference($0)) } ?? false
  }
}

extension FieldVisit {
  /// A visit at a customer's. Where the member of staff was is told by a `VisitPosition`.
  public static var personalData: PersonalData<FieldVisit>? {
    PersonalData(
      .communication, about: ["customer"], unrelated: ["staff", "interaction"], obtained: { $0.planned.start })
  }
}

extension VisitPosition {
  /// Where a member of staff was: nothing that the customer is shown. Goes with the visit.
  public static var personalData: PersonalData<VisitPosition>? {
    PersonalData(.staff, about: ["visit"], withheld: ["fix"])
  }
}

extension HandOver {
  /// What a member of staff left to others.
  public static var personalData: PersonalData<HandOver>? {
    PersonalData(.staff, about: ["leaver"], obtained: { $0.createdAt })
  }
}

extension SegmentMembership {
  /// Since when somebody has been in a segment.
  public static var personalData: PersonalData<SegmentMembership>? {
    PersonalData(.behaviour, about: ["customer"], unrelated: ["segment"], obtained: { $0.enteredAt })
  }
}

extension SegmentOverride {
  /// That somebody was put into a segment, or taken out, by hand.
  public static var personalData: PersonalData<SegmentOverride>? {
    PersonalData(.behaviour, about: ["customer"], unrelated: ["segment"], obtained: { $0.date })
  }
}

extension SegmentWatch {
  /// When somebody's segments change, and the digests of their contact points.
  public static var personalData: PersonalData<SegmentWatch>? { PersonalData(.behaviour, about: ["customer"]) }
}
