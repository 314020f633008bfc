extension ConsentLedger {
  /// The sentences for what is refused beside decisions: an authorisation, a confirmation, an unsubscribe link.
  static let refusals: [ReasonCode: [String: String]] = [
    ConsentCode.obligationsUnmet: say(
      "The message lacks what is demanded: {obligations}.", "В сообщении нет обязательного: {obligations}.",
      "У повідомленні бракує обов’язкового: {obligations}.", "消息缺少必需内容:{obligations}。"),
    ConsentCode.alreadyAuthorized: say(
      "This message was authorised for this contact point before.", "Это сообщение для этого контакта уже разрешено.",
      "Це повідомлення для цього контакту вже дозволено.", "此消息此前已获准发送给该联系方式。"),
    ConsentCode.tooLate: say(
      "The time for handing it over had passed.", "Время для передачи истекло.", "Час для передавання минув.",
      "已超过交付时限。"),
    ConsentCode.confirmationInvalid: say(
      "The confirmation is not valid.", "Подтверждение недействительно.", "Підтвердження недійсне.", "确认无效。"),
    ConsentCode.confirmationExpired: say(
      "The time for confirming has run out.", "Срок подтверждения истёк.", "Строк підтвердження минув.", "确认已过期。"),
    ConsentCode.confirmationUsed: say(
      "This was confirmed before.", "Это уже подтверждено.", "Це вже підтверджено.", "此前已确认。"),
    ConsentCode.requestedTooSoon: say(
      "The same was asked for shortly before.", "То же самое запрашивали недавно.", "Те саме запитували нещодавно.",
      "不久前刚请求过。"),
    ConsentCode.linkInvalid: say(
      "The link is not valid.", "Ссылка недействительна.", "Посилання недійсне.", "链接无效。"),
    ConsentCode.linkExpired: say(
      "The link has expired.", "Срок действия ссылки истёк.", "Строк дії посилання минув.", "链接已过期。"),
  ]
}

extension SendRefusal {
  /// Why, as reasons that ``ConsentLedger/phrases`` has sentences for.
  public var reasons: [Reason] {
    switch self {
    case .denied(let decision), .deferred(_, let decision): decision.reasons.map(\.reason)
    case .obligationsUnmet(let unmet):
      [Reason(ConsentCode.obligationsUnmet, ["obligations": .choices(unmet.map(\.rawValue))])]
    case .alreadyAuthorized: [Reason(ConsentCode.alreadyAuthorized)]
    case .tooLate: [Reason(ConsentCode.tooLate)]
    }
  }
}

extension ConfirmationRefusal {
  /// Why, as a reason that ``ConsentLedger/phrases`` has a sentence for.
  public var reason: Reason {
    switch self {
    case .invalid: Reason(ConsentCode.confirmationInvalid)
    case .expired: Reason(ConsentCode.confirmationExpired)
    case .used: Reason(ConsentCode.confirmationUsed)
    case .tooSoon: Reason(ConsentCode.requestedTooSoon)
    }
  }
}

extension UnsubscribeToken.Refusal {
  /// Why, as a reason that ``ConsentLedger/phrases`` has a sentence for.
  public var reason: Reason {
    switch self {
    case .invalid: Reason(ConsentCode.linkInvalid)
    case .expired: Reason(ConsentCode.linkExpired)
    }
  }
}
