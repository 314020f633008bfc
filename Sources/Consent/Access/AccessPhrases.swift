import CRMCore

extension ConsentLedger {
  /// The words of an answer: why something is withheld, titles, explanations, labels.
  static let accessPhrases: [ReasonCode: [String: String]] =
    accessReasons.merging(accessSections) { $1 }.merging(accessRights) { $1 }.merging(accessLabels) { $1 }

  private static func code(_ name: String) -> ReasonCode { ReasonCode(rawValue: "access." + name) }

  private static let accessReasons: [ReasonCode: [String: String]] = [
    AccessWithholding.otherPerson: say(
      "It tells about another person.", "Это сведения о другом человеке.", "Це відомості про іншу особу.", "其中涉及他人信息。"),
    AccessWithholding.businessSecret: say(
      "It is a business secret and no personal data.", "Это коммерческая тайна, а не персональные данные.",
      "Це комерційна таємниця, а не персональні дані.", "属于商业秘密,并非个人数据。"),
    code("title"): say("Your personal data", "Ваши персональные данные", "Ваші персональні дані", "您的个人数据"),
    code("thisDocument"): say("This document", "Этот документ", "Цей документ", "本文件"),
    code("yourData"): say("Your data", "Ваши данные", "Ваші дані", "您的数据"),
    code("summary"): say("Summary", "Итог", "Підсумок", "汇总"),
    code("what"): say("What", "Что", "Що", "项目"),
    code("value"): say("Value", "Значение", "Значення", "内容"),
    code("yes"): say("yes", "да", "так", "是"),
    code("no"): say("no", "нет", "ні", "否"),
    code("notStated"): say("not stated", "не указано", "не вказано", "未说明"),
    code("withheld"): say(
      "withheld: {reason} ({code})", "не показано: {reason} ({code})", "не показано: {reason} ({code})",
      "未提供:{reason}({code})"),
    code("named"): say(
      "You are named in: {collection}", "Вы упомянуты в: {collection}", "Вас згадано в: {collection}",
      "提及您的记录:{collection}"),
    code("staff"): say("member of staff", "сотрудник", "працівник", "工作人员"),
    code("otherParty"): say("other party", "другое лицо", "інша особа", "其他人"),
  ]

  private static let accessSections: [ReasonCode: [String: String]] = [
    code("controller"): say("Controller", "Оператор данных", "Володілець даних", "数据控制者"),
    code("controller.about"): say(
      "Who decides why and how the data are used.", "Кто решает, зачем и как используются данные.",
      "Хто вирішує, навіщо і як використовуються дані.", "由谁决定数据使用的目的和方式。"),
    code("purposes"): say("Purposes", "Цели", "Цілі", "用途"),
    code("purposes.about"): say(
      "What the data are used for, and on which legal basis.",
      "Для чего и на каком правовом основании используются данные.",
      "Для чого і на якій правовій підставі використовуються дані.", "数据的用途及其法律依据。"),
    code("categories"): say("Categories of data", "Категории данных", "Категорії даних", "数据类别"),
    code("categories.about"): say(
      "The kinds of data that are kept about persons like you; which of them there are stands in the summary.",
      "Какие данные хранятся о таких лицах, как вы; какие из них есть на самом деле, сказано в итоге.",
      "Які дані зберігаються про таких осіб, як ви; які з них є насправді, сказано в підсумку.",
      "针对与您同类的人员保存的数据种类;实际保存的种类见汇总。"),
    code("recipients"): say("Recipients", "Получатели", "Одержувачі", "接收方"),
    code("recipients.about"): say(
      "To whom the data were or will be disclosed.", "Кому данные были или будут переданы.",
      "Кому дані були або будуть передані.", "数据已经或将要向谁披露。"),
    code("retention"): say(
      "How long the data are kept", "Сколько хранятся данные", "Скільки зберігаються дані", "数据保存期限"),
    code("retention.about"): say(
      "The period, or what it depends on, for each kind of data.",
      "Срок для каждого вида данных или то, от чего он зависит.",
      "Строк для кожного виду даних або те, від чого він залежить.", "每类数据的保存期限或确定期限的标准。"),
    code("rights"): say("Your rights", "Ваши права", "Ваші права", "您的权利"),
    code("rights.about"): say(
      "What you can ask of the controller.", "Чего вы можете требовать от оператора.",
      "Чого ви можете вимагати від володільця.", "您可以向控制者提出的要求。"),
    code("complaints"): say("Complaints", "Жалобы", "Скарги", "投诉"),
    code("complaints.about"): say(
      "The authority that you can complain to.", "Орган, в который вы можете пожаловаться.",
      "Орган, до якого ви можете поскаржитися.", "您可以投诉的监管机构。"),
    code("sources"): say("Where the data come from", "Откуда получены данные", "Звідки отримано дані", "数据来源"),
    code("sources.about"): say(
      "Sources other than yourself. What is known of a single record stands with the record.",
      "Источники, кроме вас самих. Что известно об отдельной записи, сказано при ней.",
      "Джерела, крім вас самих. Що відомо про окремий запис, сказано при ньому.",
      "除您本人以外的来源。单条记录的已知来源见该记录。"),
    code("decisions"): say(
      "Automated decisions", "Автоматизированные решения", "Автоматизовані рішення", "自动化决策"),
    code("decisions.about"): say(
      "Whether decisions are made about you without a human, by which logic and with what consequences.",
      "Принимаются ли о вас решения без участия человека, по какой логике и с какими последствиями.",
      "Чи ухвалюються щодо вас рішення без участі людини, за якою логікою і з якими наслідками.",
      "是否在无人参与的情况下对您作出决策,其逻辑和后果如何。"),
    code("transfers"): say(
      "Transfers to other countries", "Передача в другие страны", "Передавання до інших країн", "向其他国家传输"),
    code("transfers.about"): say(
      "Whether data leave the European Union, and what protects them there.",
      "Покидают ли данные Европейский союз и чем они там защищены.",
      "Чи залишають дані Європейський Союз і чим вони там захищені.", "数据是否离开欧盟,以及在那里如何受到保护。"),
  ]

  private static let accessRights: [ReasonCode: [String: String]] = [
    code("right.rectification"): say(
      "to have wrong data corrected and incomplete data completed", "исправить неверные и дополнить неполные данные",
      "виправити неправильні та доповнити неповні дані", "更正错误数据并补全不完整的数据"),
    code("right.erasure"): say(
      "to have data erased that are no longer needed or must not be used",
      "удалить данные, которые больше не нужны или не должны использоваться",
      "видалити дані, які більше не потрібні або не повинні використовуватися", "删除不再需要或不得使用的数据"),
    code("right.restriction"): say(
      "to have the use of data restricted, for example while their correctness is examined",
      "ограничить использование данных, например на время проверки их верности",
      "обмежити використання даних, наприклад на час перевірки їх правильності", "限制数据的使用,例如在核实其准确性期间"),
    code("right.portability"): say(
      "to get the data that you provided in a machine-readable form, or have them sent to somebody else",
      "получить предоставленные вами данные в машиночитаемом виде или передать их другому",
      "отримати надані вами дані в машиночитаному вигляді або передати їх іншому",
      "以机器可读的形式获取您提供的数据,或将其传输给他人"),
    code("right.objection"): say(
      "to object to uses that rest on a legitimate interest, and to direct marketing at any time",
      "возразить против использования на основе законного интереса, а против прямого маркетинга — в любое время",
      "заперечити проти використання на основі законного інтересу, а проти прямого маркетингу — будь-коли",
      "反对基于合法利益的使用,并可随时反对直接营销"),
    code("right.withdrawal"): say(
      "to withdraw a consent at any time; what was done before stays lawful",
      "отозвать согласие в любое время; сделанное до этого остаётся законным",
      "відкликати згоду будь-коли; зроблене до цього залишається законним", "随时撤回同意;撤回之前的处理仍然合法"),
  ]
}
