import CRMCore

extension CustomerDirectory {
  /// Sentences for findings and for what to do about them.
  static let qualityPhrases = ReasonPhrases(valueFindings).overlaying(ReasonPhrases(baseFindings))
    .overlaying(ReasonPhrases(qualityProposals))

  private static let valueFindings: [ReasonCode: [String: String]] = [
    QualityReason.missing: [
      "en": "Not filled in.", "ru": "Не заполнено.", "uk": "Не заповнено.", "zh": "未填写。",
    ],
    QualityReason.placeholder: [
      "en": "A placeholder stands in for a value.", "ru": "Вместо значения стоит заглушка.",
      "uk": "Замість значення стоїть заглушка.", "zh": "以占位内容代替了实际值。",
    ],
    QualityReason.spaces: [
      "en": "Stray spaces.", "ru": "Лишние пробелы.", "uk": "Зайві пробіли.", "zh": "多余的空格。",
    ],
    QualityReason.misspelt: [
      "en": "“{found}” is a misspelling of “{meant}”.", "ru": "«{found}» — опечатка в слове «{meant}».",
      "uk": "«{found}» — описка у слові «{meant}».", "zh": "“{found}”应为“{meant}”。",
    ],
    QualityReason.variant: [
      "en": "“{found}” is usually written “{meant}” here.", "ru": "«{found}» здесь обычно пишут «{meant}».",
      "uk": "«{found}» тут зазвичай пишуть «{meant}».", "zh": "“{found}”在此通常写作“{meant}”。",
    ],
    QualityReason.unknownWord: [
      "en": "“{found}” is not among the known values.", "ru": "«{found}» нет среди известных значений.",
      "uk": "«{found}» немає серед відомих значень.", "zh": "“{found}”不在已知值中。",
    ],
    QualityReason.future: [
      "en": "The date lies in the future.", "ru": "Дата ещё не наступила.", "uk": "Дата ще не настала.",
      "zh": "日期在将来。",
    ],
    QualityReason.implausible: [
      "en": "The date can hardly be right.", "ru": "Дата неправдоподобна.", "uk": "Дата неправдоподібна.",
      "zh": "日期不太可能正确。",
    ],
    QualityReason.unreadable: [
      "en": "The text stands for no value of the kind {kind}.", "ru": "Текст вместо значения вида «{kind}».",
      "uk": "Текст замість значення виду «{kind}».", "zh": "文本不是{kind}类型的值。",
    ],
    QualityReason.domainTypo: [
      "en": "The mail domain {found} is probably {meant}.", "ru": "Почтовый домен {found} — вероятно, {meant}.",
      "uk": "Поштовий домен {found} — імовірно, {meant}.", "zh": "邮件域名 {found} 可能应为 {meant}。",
    ],
    QualityReason.deadDomain: [
      "en": "No mail reaches this domain.", "ru": "На этот домен почта не приходит.",
      "uk": "На цей домен пошта не надходить.", "zh": "邮件无法送达该域名。",
    ],
    QualityReason.badNumber: [
      "en": "The country has no such telephone numbers.", "ru": "В этой стране нет таких телефонных номеров.",
      "uk": "У цій країні немає таких телефонних номерів.", "zh": "该国没有这样的电话号码。",
    ],
    QualityReason.bounced: [
      "en": "Messages come back.", "ru": "Сообщения возвращаются.", "uk": "Повідомлення повертаються.",
      "zh": "消息被退回。",
    ],
    QualityReason.roleAddress: [
      "en": "The address is an office's, not a person's.", "ru": "Это адрес отдела, а не человека.",
      "uk": "Це адреса відділу, а не людини.", "zh": "这是部门地址，不是个人地址。",
    ],
    QualityReason.digitsInName: [
      "en": "Digits in a name.", "ru": "Цифры в имени.", "uk": "Цифри в імені.", "zh": "姓名中有数字。",
    ],
  ]

  private static let baseFindings: [ReasonCode: [String: String]] = [
    QualityReason.dateHeap: [
      "en": "{day} stands in too many records: it may be a default.",
      "ru": "{day} стоит в слишком многих записях: возможно, это значение по умолчанию.",
      "uk": "{day} стоїть у надто багатьох записах: можливо, це типове значення.",
      "zh": "{day} 出现在过多记录中，可能是默认值。",
    ],
    QualityReason.sharedPoint: [
      "en": "Several parties have this contact point.", "ru": "Этот контакт указан у нескольких сторон.",
      "uk": "Цей контакт указано в кількох сторін.", "zh": "多方共用该联系方式。",
    ],
    QualityReason.duplicate: [
      "en": "Another record has the same name and the same {other}.", "ru": "У другой записи те же имя и {other}.",
      "uk": "Інший запис має те саме ім’я та {other}.", "zh": "另一条记录的名称和 {other} 相同。",
    ],
    QualityReason.stale: [
      "en": "Neither changed nor contacted for {months} months.", "ru": "Нет изменений и контактов уже {months} мес.",
      "uk": "Немає змін і контактів уже {months} міс.", "zh": "{months} 个月内既未更改也未联系。",
    ],
    QualityReason.countryPhone: [
      "en": "No telephone number is of the address's country.", "ru": "Ни один номер не относится к стране адреса.",
      "uk": "Жоден номер не належить до країни адреси.", "zh": "没有电话号码属于地址所在国家。",
    ],
    QualityReason.postalCode: [
      "en": "Postal codes of {country} look otherwise.", "ru": "Индексы страны {country} выглядят иначе.",
      "uk": "Індекси країни {country} мають інший вигляд.", "zh": "{country} 的邮政编码格式不同。",
    ],
    QualityReason.age: [
      "en": "The age contradicts the field {other}.", "ru": "Возраст противоречит полю {other}.",
      "uk": "Вік суперечить полю {other}.", "zh": "年龄与字段 {other} 矛盾。",
    ],
    QualityReason.kindOfParty: [
      "en": "The name is a company's, the kind is {kind}.", "ru": "Это название фирмы, а вид — «{kind}».",
      "uk": "Це назва фірми, а вид — «{kind}».", "zh": "名称属于公司，类型却是{kind}。",
    ],
    QualityReason.order: [
      "en": "Earlier than {other}.", "ru": "Раньше, чем {other}.", "uk": "Раніше, ніж {other}.", "zh": "早于 {other}。",
    ],
    QualityReason.orphan: [
      "en": "The link “{reference}” leads to no record in {collection}.",
      "ru": "Ссылка «{reference}» не ведёт ни к одной записи в {collection}.",
      "uk": "Посилання «{reference}» не веде до жодного запису в {collection}.",
      "zh": "引用“{reference}”在 {collection} 中没有对应记录。",
    ],
    QualityReason.inactiveOwner: [
      "en": "The owner does not work here any more.", "ru": "Ответственный здесь больше не работает.",
      "uk": "Відповідальний тут більше не працює.", "zh": "负责人已离职。",
    ],
  ]

  private static let qualityProposals: [ReasonCode: [String: String]] = [
    QualityReason.fillIn: ["en": "Fill it in.", "ru": "Заполните.", "uk": "Заповніть.", "zh": "请填写。"],
    QualityReason.clear: [
      "en": "Remove the placeholder.", "ru": "Удалите заглушку.", "uk": "Видаліть заглушку.", "zh": "删除占位内容。",
    ],
    QualityReason.trim: [
      "en": "Remove the spaces.", "ru": "Удалите пробелы.", "uk": "Видаліть пробіли.", "zh": "删除空格。",
    ],
    QualityReason.respell: [
      "en": "Write “{meant}”.", "ru": "Напишите «{meant}».", "uk": "Напишіть «{meant}».", "zh": "改为“{meant}”。",
    ],
    QualityReason.choose: [
      "en": "Choose a known value, or make this one known.", "ru": "Выберите известное значение или добавьте это.",
      "uk": "Виберіть відоме значення або додайте це.", "zh": "选择已知值，或将其加入已知值。",
    ],
    QualityReason.checkDate: [
      "en": "Look where the date comes from.", "ru": "Проверьте, откуда взята дата.",
      "uk": "Перевірте, звідки взято дату.", "zh": "核对日期来源。",
    ],
    QualityReason.read: [
      "en": "Read it as {pattern}.", "ru": "Прочитайте как {pattern}.", "uk": "Прочитайте як {pattern}.",
      "zh": "按 {pattern} 读取。",
    ],
    QualityReason.enterAnew: [
      "en": "Enter it anew.", "ru": "Введите заново.", "uk": "Введіть заново.", "zh": "重新输入。",
    ],
    QualityReason.correctDomain: [
      "en": "Write {meant}, and verify the address.", "ru": "Напишите {meant} и проверьте адрес.",
      "uk": "Напишіть {meant} і перевірте адресу.", "zh": "改为 {meant} 并验证地址。",
    ],
    QualityReason.askForPoint: [
      "en": "Ask for another address or number.", "ru": "Запросите другой адрес или номер.",
      "uk": "Попросіть іншу адресу або номер.", "zh": "索取其他地址或号码。",
    ],
    QualityReason.markRole: [
      "en": "Mark it as an office's address.", "ru": "Отметьте как адрес отдела.", "uk": "Позначте як адресу відділу.",
      "zh": "标记为部门地址。",
    ],
    QualityReason.checkShared: [
      "en": "Mark it as shared, or merge the records.", "ru": "Отметьте как общий или объедините записи.",
      "uk": "Позначте як спільний або об’єднайте записи.", "zh": "标记为共用，或合并记录。",
    ],
    QualityReason.merge: [
      "en": "Compare the records and merge them.", "ru": "Сравните записи и объедините их.",
      "uk": "Порівняйте записи та об’єднайте їх.", "zh": "比较并合并记录。",
    ],
    QualityReason.confirm: [
      "en": "Get in touch and confirm the data.", "ru": "Свяжитесь и подтвердите данные.",
      "uk": "Зв’яжіться та підтвердьте дані.", "zh": "联系并确认数据。",
    ],
    QualityReason.reconcile: [
      "en": "Find out which of the two is right.", "ru": "Выясните, что из двух верно.",
      "uk": "З’ясуйте, що з двох правильне.", "zh": "查明两者哪个正确。",
    ],
    QualityReason.changeKind: [
      "en": "Make it an organisation.", "ru": "Сделайте запись организацией.", "uk": "Зробіть запис організацією.",
      "zh": "改为组织。",
    ],
    QualityReason.correct: ["en": "Correct it.", "ru": "Исправьте.", "uk": "Виправте.", "zh": "请更正。"],
    QualityReason.repoint: [
      "en": "Point it to another record, or remove the link.", "ru": "Укажите другую запись или удалите ссылку.",
      "uk": "Укажіть інший запис або видаліть посилання.", "zh": "指向其他记录，或删除引用。",
    ],
    QualityReason.handOver: [
      "en": "Give it to somebody else.", "ru": "Передайте другому.", "uk": "Передайте іншому.", "zh": "移交他人。",
    ],
  ]
}
