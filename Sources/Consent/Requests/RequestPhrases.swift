extension ConsentLedger {
  /// The sentences about requests of data subjects.
  static let requestPhrases = ReasonPhrases(
    requestSentences.merging(denialSentences) { $1 }.merging(requestRefusals) { $1 }.merging(questions) { $1 })

  private typealias Table = [ReasonCode: [String: String]]

  private static let requestSentences: Table = [
    RequestCode.daysLeft: say(
      "Days left to answer: {days}.", "Дней до ответа: {days}.", "Днів до відповіді: {days}.", "距答复期限还有 {days} 天。"),
    RequestCode.timeRanOut: say(
      "The time for the answer ran out.", "Срок ответа истёк.", "Строк відповіді минув.", "答复期限已过。"),
    RequestCode.extended: say(
      "Extended until {until}: {reasons}.", "Продлено до {until}: {reasons}.", "Продовжено до {until}: {reasons}.",
      "期限延长至 {until}:{reasons}。"),
    RequestCode.checked: say(
      "Identity checked by {method}: {compared}.", "Личность проверена способом {method}: {compared}.",
      "Особу перевірено способом {method}: {compared}.", "已通过 {method} 核实身份:{compared}。"),
    RequestCode.stepDone: say("{step} is done.", "{step}: выполнено.", "{step}: виконано.", "{step} 已完成。"),
    RequestCode.stepFailed: say(
      "{step} failed: {code}.", "{step}: ошибка {code}.", "{step}: помилка {code}.", "{step} 失败:{code}。"),
    RequestCode.codeIssued: say(
      "One-time code {number} was made.", "Создан одноразовый код № {number}.", "Створено одноразовий код № {number}.",
      "已生成第 {number} 个一次性验证码。"),
    RequestCode.codeFailed: say(
      "A wrong code was given; attempts left: {left}.", "Введён неверный код; осталось попыток: {left}.",
      "Введено неправильний код; залишилося спроб: {left}.", "验证码错误,剩余尝试次数:{left}。"),
    RequestCode.proofOfRestriction: say(
      "Kept to show that restricted data were not used.", "Хранится как доказательство неиспользования данных.",
      "Зберігається як доказ невикористання даних.", "作为限制期间未使用数据的证明予以保留。"),
    RequestCode.proofOfAnswer: say(
      "Kept to show that the person was answered.", "Хранится как доказательство ответа человеку.",
      "Зберігається як доказ відповіді людині.", "作为已答复当事人的证明予以保留。"),
    RequestCode.illegalTransition: say(
      "A request does not go from {from} to {to}.", "Запрос не переходит из {from} в {to}.",
      "Запит не переходить із {from} у {to}.", "请求不能从 {from} 变为 {to}。"),
  ]

  private static let questions: Table = [
    RequestCode.documented: say(
      "Document {name} was made, SHA-256 {digest}.", "Создан документ {name}, SHA-256 {digest}.",
      "Створено документ {name}, SHA-256 {digest}.", "已生成文件 {name},SHA-256 {digest}。"),
    RequestCode.documentsRemoved: say(
      "The documents were removed.", "Документы удалены.", "Документи видалено.", "文件已删除。"),
    RequestCode.documentsRemain: say(
      "The documents could not be removed yet: {code}.", "Документы пока не удалось удалить: {code}.",
      "Документи поки не вдалося видалити: {code}.", "文件尚未能删除:{code}。"),
    RequestCode.amended: say(
      "What was approved was said anew.", "Решение уточнено.", "Рішення уточнено.", "批准内容已更新。"),
    RequestCode.planToApprove: say(
      "Look at the plan of the erasure: records that stay {retained}, other open requests {requests}.",
      "Проверьте план удаления: остаётся записей {retained}, других открытых запросов {requests}.",
      "Перегляньте план видалення: залишається записів {retained}, інших відкритих запитів {requests}.",
      "请查看删除计划:保留记录 {retained} 条,其他未结请求 {requests} 个。"),
    RequestCode.erasureCalledOff: say(
      "The erasure was called off: withdraw the request or amend it.",
      "Удаление отменено: закройте запрос или уточните решение.",
      "Видалення скасовано: закрийте запит або уточніть рішення.", "删除已取消:请撤回请求或更新批准内容。"),
    RequestCode.groundMissing: say(
      "Why the data are restricted has to be said.", "Нужно указать основание ограничения.",
      "Потрібно вказати підставу обмеження.", "必须说明限制的理由。"),
    RequestCode.noContactPoint: say(
      "No contact point is known to record it on.", "Неизвестен контакт, к которому это относится.",
      "Невідомий контакт, якого це стосується.", "没有可记录的联系方式。"),
    RequestCode.correctionMissing: say(
      "What is right has to be entered.", "Нужно внести верные данные.", "Потрібно внести правильні дані.",
      "需要录入正确的数据。"),
    RequestCode.deliveryByStaff: say(
      "The documents have to be handed over.", "Нужно передать документы.", "Потрібно передати документи.",
      "需要交付文件。"),
    RequestCode.documentsGone: say(
      "There are no documents any more.", "Документов больше нет.", "Документів більше немає.", "文件已不存在。"),
    RequestCode.staffNeeded: say(
      "A person has to deal with it.", "Этим должен заняться сотрудник.", "Цим має зайнятися працівник.",
      "需要人工处理。"),
  ]

  private static let denialSentences: Table = [
    RequestCode.identityNotShown: say(
      "It could not be shown who asks.", "Личность заявителя не подтверждена.", "Особу заявника не підтверджено.",
      "无法确认申请人身份。"),
    RequestCode.unfounded: say(
      "The request is manifestly unfounded.", "Запрос явно необоснован.", "Запит явно необґрунтований.", "请求明显无根据。"),
    RequestCode.excessive: say(
      "The request is excessive.", "Запрос чрезмерен.", "Запит надмірний.", "请求过于频繁或过度。"),
    RequestCode.notController: say(
      "Somebody else decides on these data.", "Эти данные обрабатывает другой оператор.",
      "Ці дані обробляє інший володілець.", "这些数据由其他处理者负责。"),
    RequestCode.nothingHeld: say(
      "Nothing is held about the person.", "Данных о человеке нет.", "Даних про особу немає.", "未保存当事人的数据。"),
    RequestCode.legalDuty: say(
      "The law obliges to keep the data.", "Закон обязывает хранить данные.", "Закон зобов’язує зберігати дані.",
      "法律要求保存这些数据。"),
    RequestCode.legalClaims: say(
      "The data are needed for legal claims.", "Данные нужны для правовых требований.",
      "Дані потрібні для правових вимог.", "这些数据用于法律主张。"),
    RequestCode.rightsOfOthers: say(
      "It would harm the rights of others.", "Это нарушило бы права других.", "Це порушило б права інших.", "会损害他人权利。"),
    RequestCode.notApplicable: say(
      "The right does not apply to these data.", "Право не распространяется на эти данные.",
      "Право не поширюється на ці дані.", "该权利不适用于这些数据。"),
  ]

  private static let requestRefusals: Table = [
    RequestRefusal.tooLate.reason.code: say(
      "The first time has run out.", "Первоначальный срок истёк.", "Початковий строк минув.", "最初期限已过。"),
    RequestRefusal.extendedBefore.reason.code: say(
      "The time was extended before.", "Срок уже продлевали.", "Строк уже продовжували.", "期限此前已延长。"),
    RequestRefusal.noticeMissing.reason.code: say(
      "The person has to be told why it takes longer.", "Человека нужно уведомить о причинах продления.",
      "Людину потрібно повідомити про причини продовження.", "必须告知当事人延期原因。"),
    RequestRefusal.notExtendable.reason.code: say(
      "No law that applies gives more time.", "Применимый закон не даёт продления.",
      "Застосовний закон не дає продовження.", "适用法律不允许延期。"),
    RequestRefusal.unknownStep.reason.code: say(
      "The request has no such step.", "В запросе нет такого шага.", "У запиті немає такого кроку.", "请求没有此步骤。"),
    RequestRefusal.unfinished([]).reason.code: say(
      "Not done yet: {steps}.", "Ещё не выполнено: {steps}.", "Ще не виконано: {steps}.", "尚未完成:{steps}。"),
    RequestRefusal.noSubject.reason.code: say(
      "It is not known whom the request is about.", "Неизвестно, о ком запрос.", "Невідомо, кого стосується запит.",
      "不清楚请求涉及谁。"),
    RequestRefusal.erasureUnderWay.reason.code: say(
      "The erasure is not called off.", "Удаление не отменено.", "Видалення не скасовано.", "删除尚未取消。"),
    RequestRefusal.notByHand.reason.code: say(
      "The system carries it out.", "Это выполняет система.", "Це виконує система.", "由系统执行。"),
    IdentityRefusal.unknownPoint.reason.code: say(
      "The contact point was not known before.", "Этот контакт ранее не был известен.",
      "Цей контакт раніше не був відомий.",
      "该联系方式此前未知。"),
    IdentityRefusal.tooSoon.reason.code: say(
      "A code was made shortly before.", "Код создан недавно.", "Код створено нещодавно.", "不久前已生成验证码。"),
    IdentityRefusal.tooMany.reason.code: say(
      "Too many codes were made.", "Создано слишком много кодов.", "Створено забагато кодів.", "生成的验证码过多。"),
    IdentityRefusal.wrong.reason.code: say("It is not the code.", "Код неверен.", "Код неправильний.", "验证码不正确。"),
    IdentityRefusal.expired.reason.code: say(
      "The code is no longer good.", "Код больше не действует.", "Код більше не діє.", "验证码已失效。"),
  ]
}
