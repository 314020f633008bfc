extension ConsentLedger {
  /// The sentences about restrictions.
  static let restrictionPhrases = ReasonPhrases([
    ConsentCode.frozen: say(
      "The account is frozen.", "Учётная запись заморожена.", "Обліковий запис заморожено.", "账户已冻结。"),
    ConsentCode.deceased: say("The person has died.", "Человек умер.", "Людина померла.", "当事人已去世。"),
    ConsentCode.restrictionNoticeMissing: say(
      "The person has to be told before the restriction ends.", "До снятия ограничения нужно уведомить человека.",
      "До зняття обмеження потрібно повідомити людину.", "解除限制前必须先通知当事人。"),
  ])
}

extension RestrictionRefusal {
  /// Why, as a reason that ``ConsentLedger/phrases`` has a sentence for.
  public var reason: Reason { Reason(ConsentCode.restrictionNoticeMissing) }
}
