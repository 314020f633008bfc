extension ConsentLedger {
  /// The sentences for the reasons of decisions and refusals, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases(
    denials.merging(basisFaults) { $1 }.merging(timing) { $1 }.merging(refusals) { $1 }.merging(accessPhrases) { $1 }
  ).overlaying(restrictionPhrases).overlaying(requestPhrases).overlaying(RecordsOfProcessing.phrases)
    .overlaying(ErasureReason.phrases)

  private typealias Table = [ReasonCode: [String: String]]

  static func say(_ en: String, _ ru: String, _ uk: String, _ zh: String) -> [String: String] {
    ["en": en, "ru": ru, "uk": uk, "zh": zh]
  }

  private static let denials: Table = [
    ConsentCode.noRecord: say(
      "Nothing is recorded for this contact point.", "Для этого контакта нет никаких записей.",
      "Для цього контакту немає жодних записів.", "该联系方式没有任何记录。"),
    ConsentCode.incomplete: say(
      "The ledger could not be read completely.", "Реестр согласий прочитан не полностью.",
      "Реєстр згод прочитано не повністю.", "未能完整读取同意记录。"),
    ConsentCode.malformed: say(
      "The request cannot be evaluated: {field}.", "Запрос невозможно оценить: {field}.",
      "Запит неможливо оцінити: {field}.", "无法评估该请求:{field}。"),
    ConsentCode.restricted: say(
      "Processing is restricted.", "Обработка данных ограничена.", "Обробку даних обмежено.", "数据处理受到限制。"),
    ConsentCode.erased: say(
      "The person was erased.", "Данные человека удалены.", "Дані особи видалено.", "该个人的数据已被删除。"),
    ConsentCode.undeliverable: say(
      "Messages do not arrive there.", "Сообщения туда не доходят.", "Повідомлення туди не доходять.", "消息无法送达。"),
    ConsentCode.legal: say(
      "Contact is forbidden for a legal reason.", "Связь запрещена по правовой причине.",
      "Зв’язок заборонено з правової причини.", "因法律原因禁止联系。"),
    ConsentCode.manual: say(
      "Contact was forbidden by staff.", "Связь запрещена сотрудником.", "Зв’язок заборонив працівник.", "工作人员已禁止联系。"),
    ConsentCode.complaint: say(
      "A message was reported as spam.", "На сообщение пожаловались как на спам.",
      "На повідомлення поскаржилися як на спам.", "有消息被举报为垃圾信息。"),
    ConsentCode.stopped: say(
      "The person does not want these messages.", "Человек отказался от таких сообщений.",
      "Людина відмовилася від таких повідомлень.", "当事人不愿接收此类消息。"),
    ConsentCode.objected: say(
      "The person objected.", "Человек возразил против обработки.", "Людина заперечила проти обробки.", "当事人已提出反对。"),
    ConsentCode.unknownJurisdiction: say(
      "There are no rules for {jurisdiction}.", "Нет правил для юрисдикции {jurisdiction}.",
      "Немає правил для юрисдикції {jurisdiction}.", "没有适用于 {jurisdiction} 的规则。"),
    ConsentCode.minor: say(
      "The person is too young to consent.", "Человек слишком молод, чтобы дать согласие.",
      "Людина замолода, щоб дати згоду.", "当事人未达到可自行同意的年龄。"),
    ConsentCode.unknownAge: say(
      "The age is unknown and the offer is for children.", "Возраст неизвестен, а предложение для детей.",
      "Вік невідомий, а пропозиція для дітей.", "年龄未知,而该内容面向儿童。"),
    ConsentCode.guardianEnded: say(
      "The guardian's consent ended when the person came of age.",
      "Согласие опекуна прекратилось с совершеннолетием.", "Згода опікуна припинилася з повноліттям.",
      "当事人成年后,监护人的同意已失效。"),
  ]

  private static let basisFaults: Table = [
    ConsentCode.noBasis: say(
      "No basis that {pack} allows.", "Нет основания, допустимого по {pack}.", "Немає підстави, дозволеної {pack}.",
      "没有 {pack} 允许的依据。"),
    ConsentCode.basisNotAllowed: say(
      "{pack} does not allow this message on the basis {basis}.",
      "{pack} не допускает это сообщение на основании {basis}.",
      "{pack} не дозволяє це повідомлення на підставі {basis}.", "{pack} 不允许以 {basis} 为依据发送此消息。"),
    ConsentCode.basisIncomplete: say(
      "The basis lacks something it needs.", "Основание неполно.", "Підстава неповна.", "该依据不完整。"),
    ConsentCode.basisAfterRefusal: say(
      "After a refusal the basis may not be changed.", "После отказа менять основание нельзя.",
      "Після відмови змінювати підставу не можна.", "当事人拒绝后不得更换依据。"),
    ConsentCode.notEvidenced: say(
      "The consent cannot be shown.", "Согласие нечем подтвердить.", "Згоду нічим підтвердити.", "无法证明该同意。"),
    ConsentCode.notYet: say(
      "The consent is dated later than now.", "Согласие датировано будущим временем.",
      "Згода датована майбутнім часом.", "该同意的日期晚于当前时间。"),
    ConsentCode.expired: say("The basis has run out.", "Срок основания истёк.", "Строк підстави минув.", "该依据已过期。"),
    ConsentCode.outdatedNotice: say(
      "The purpose has changed since consent was given.", "Цель изменилась с момента согласия.",
      "Мета змінилася з моменту згоди.", "给予同意后用途已变更。"),
    ConsentCode.usedUp: say(
      "The consent was good for a number of messages, which were sent.", "Согласие на число сообщений исчерпано.",
      "Згоду на кількість повідомлень вичерпано.", "同意的消息次数已用完。"),
    ConsentCode.pending: say(
      "Confirmation is awaited.", "Ожидается подтверждение.", "Очікується підтвердження.", "正在等待确认。"),
    ConsentCode.unconfirmed: say(
      "A confirmed consent is needed.", "Требуется подтверждённое согласие.", "Потрібна підтверджена згода.",
      "需要经过确认的同意。"),
    ConsentCode.notPersonal: say(
      "The address is not one person's.", "Адрес не принадлежит одному человеку.",
      "Адреса не належить одній людині.", "该地址不属于某一个人。"),
  ]

  private static let timing: Table = [
    ConsentCode.preferenceOff: say(
      "The person switched this off.", "Человек это отключил.", "Людина це вимкнула.", "当事人已关闭此项。"),
    ConsentCode.paused: say(
      "The person paused these messages.", "Человек приостановил такие сообщения.",
      "Людина призупинила такі повідомлення.", "当事人已暂停此类消息。"),
    ConsentCode.frequency: say(
      "The person wants at most {messages} messages in {days} days.",
      "Человек хочет не более {messages} сообщений за {days} дн.",
      "Людина хоче не більше {messages} повідомлень за {days} дн.", "当事人希望 {days} 天内最多收到 {messages} 条消息。"),
    ConsentCode.quietHours: say(
      "It is a quiet time in {zone}.", "В зоне {zone} время тишины.", "У зоні {zone} час тиші.", "{zone} 正处于免打扰时段。"),
    ConsentCode.noHour: say(
      "No hour is right in all possible time zones.", "Нет часа, подходящего для всех возможных поясов.",
      "Немає години, прийнятної для всіх можливих поясів.", "没有适合所有可能时区的时间。"),
    ConsentCode.reclassified: say(
      "Promotional content makes it marketing.", "Рекламное содержание делает сообщение маркетинговым.",
      "Рекламний вміст робить повідомлення маркетинговим.", "含推广内容,按营销消息处理。"),
    ConsentCode.endless: say(
      "The consent has no end; ask again now and then.", "Согласие бессрочно; время от времени спрашивайте снова.",
      "Згода безстрокова; час від часу запитуйте знову.", "该同意没有期限,请不时重新确认。"),
  ]
}
