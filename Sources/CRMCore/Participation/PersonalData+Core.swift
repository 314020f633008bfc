extension Event {
  /// What was done with or by somebody. Goes with them; one of another customer that is only about a record of the subject stays with
  /// the other one, and its details are that one's.
  public static var personalData: PersonalData<Event>? {
    PersonalData(
      .behaviour, about: ["customer", "about"],
      withheldFrom: { event, subject in isOthers(event, subject) ? ["properties"] : [] },
      obtained: { $0.date },
      erasure: PersonalDataErasure { event, subject, _ in
        guard isOthers(event, [subject]) else { return .delete }
        var kept = event
        kept.about = nil
        return .pseudonymise(kept)
      })
  }

  private static func isOthers(_ event: Event, _ subject: Set<RecordReference>) -> Bool {
    event.customer.map { !subject.contains($0) } ?? false
  }
}

extension AttachedFile {
  /// A file that hangs on a record about somebody. Goes with the record; the bytes go with the last record that names them.
  public static var personalData: PersonalData<AttachedFile>? {
    PersonalData(.communication, about: ["owner"], obtained: { $0.addedAt })
  }
}

extension MergeTrace {
  /// Copies of records as they were before a merge. Those about the subject are shown themselves; others belong to other persons.
  public static var personalData: PersonalData<MergeTrace>? {
    PersonalData(.provenance, about: ["merge"], withheld: ["traces"])
  }
}

extension StaffMember {
  /// Who works here. What others did with customers keeps pointing to a nameless member.
  public static var personalData: PersonalData<StaffMember>? {
    PersonalData(
      .staff, unrelated: ["team"], provided: .only(["name", "emailAddress", "languages"]),
      erasure: .pseudonymise { member, _ in
        member.name = ""
        member.emailAddress = nil
        member.office = nil
        member.skills = [:]
        member.languages = []
        member.workingHours = nil
      })
  }
}

extension Team {
  /// A team only names who leads it.
  public static var personalData: PersonalData<Team>? {
    PersonalData(
      .staff,
      mentions: [
        PersonalDataMention("manager") { team, subject in
          if team.manager == subject.id(as: StaffMember.self) { team.manager = nil }
        }
      ], unrelated: ["parent"])
  }
}

extension OutboxItem {
  /// What is on its way, for example notices about somebody. Nothing but the payload says about whom: ``participant`` reads it.
  public static var personalData: PersonalData<OutboxItem>? { PersonalData(.communication) }

  /// Answers for the items whose payload names a record of the subject.
  public static let participant: any Participant = OutboxParticipant()
}
