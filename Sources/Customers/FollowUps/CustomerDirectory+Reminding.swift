public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Reminding as work for a `Heartbeat`: every reminder becomes a `Notice` to the follow-up's owner, in the commit that marks it
  /// as given. An `OutboxPump` delivers it.
  ///
  /// Reminders of one follow-up that were missed come as one. Each notice is `followUp.due` with the kind and the due moment, is
  /// about the follow-up, and has an identifier that follows from follow-up and moment.
  ///
  /// - Parameter unowned: who is told of follow-ups without an owner; `nil` is nobody.
  public func reminding(unowned: Notice.Recipient? = nil) -> DueRecords<FollowUp> {
    let store = store
    return DueRecords("followUps.reminders", in: store, FollowUp.byNextReminder) {
      $0.nextReminder
    } change: { stored, changes, now in
      guard let moment = stored.record.lastReminder(at: now) else { return }
      var copy = stored
      copy.remindedThrough = moment
      changes.update(copy)
      guard let recipient = stored.owner.map(Notice.Recipient.staff) ?? unowned else { return }
      let id = Identifier<Notice>(
        derivedFrom: "followUp.reminder", stored.id.description, "\(moment.millisecondsSince1970)")
      guard try await store.get(id.cast(to: OutboxItem.self)) == nil else { return }
      let content = Reason(
        FollowUpReason.due, ["kind": .choice(stored.kind.rawValue), "due": .date(stored.record.effectiveDue)])
      try changes.enqueue(
        Notice(id: id, to: recipient, content: content, about: RecordReference(stored.record), date: moment))
    }
  }
}

extension EventName {
  /// It is to be done again; `kind`.
  public static let followUpReopened: EventName = "followUp.reopened"
}

/// Reason codes about follow-ups.
public enum FollowUpReason {
  /// Something is to be done by a moment: `kind`, `due`.
  public static let due: ReasonCode = "followUp.due"

  static let phrases: [ReasonCode: [String: String]] = [
    due: [
      "en": "To be done by {due}: {kind}.", "ru": "Сделать до {due}: {kind}.", "uk": "Зробити до {due}: {kind}.",
      "zh": "须在 {due} 前完成：{kind}。",
    ]
  ]
}
