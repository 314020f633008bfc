public import CRMCore

extension EventName {
  /// A customer is new.
  public static let customerCreated: EventName = "customer.created"
  /// A customer was changed; `fields` lists the properties.
  public static let customerChanged: EventName = "customer.changed"
  /// A customer is at another stage; `from` and `to`.
  public static let customerStageChanged: EventName = "customer.stageChanged"
  /// A customer has another owner; `from` and `to`.
  public static let customerOwnerChanged: EventName = "customer.ownerChanged"
  /// Two parties are related; `kind`.
  public static let relationshipAdded: EventName = "relationship.added"
  /// What is known about a relationship was changed; `kind`, `to`.
  public static let relationshipChanged: EventName = "relationship.changed"
  /// Two parties are no longer related; `kind`.
  public static let relationshipEnded: EventName = "relationship.ended"
  /// A contact with a customer was recorded; `kind`, `direction`, `outcome`.
  public static let interactionLogged: EventName = "interaction.logged"
  /// There is something to do; `kind`.
  public static let followUpAdded: EventName = "followUp.added"
  /// It was done; `kind`, `outcome`, `late` in seconds.
  public static let followUpCompleted: EventName = "followUp.completed"
  /// It is not to be done any more; `kind`.
  public static let followUpCancelled: EventName = "followUp.cancelled"
  /// It was put off; `kind`, `until`.
  public static let followUpSnoozed: EventName = "followUp.snoozed"
  /// Something was bought or given back; `total`.
  public static let purchaseRecorded: EventName = "purchase.recorded"
  /// A purchase that was handed over before was corrected; `total`, and `before` if it was another one.
  public static let purchaseCorrected: EventName = "purchase.corrected"
  /// A contact point was checked; `kind`, `outcome`.
  public static let contactPointChecked: EventName = "customer.contactPointChecked"
  /// A customer is in a segment; `segment`.
  public static let segmentEntered: EventName = "segment.entered"
  /// A customer is no longer in a segment; `segment`.
  public static let segmentLeft: EventName = "segment.left"
  /// An import has ended; `name`, `inserted`, `updated`, `unchanged`, `rejected`.
  public static let importFinished: EventName = "import.finished"
  /// An import was undone; `name`, `restored`, `removed`.
  public static let importReverted: EventName = "import.reverted"
}
