public import CRMCore

extension CustomerDirectory {
  /// Sentences for this module's reasons, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases(
    [
      customerPhrases, importPhrases, duplicatePhrases, unityPhrases, FollowUpReason.phrases, LifeCycleReason.phrases,
      ImportReason.morePhrases, Purchase.phrases,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  ).overlaying(qualityPhrases)

  private static let customerPhrases: [ReasonCode: [String: String]] = [
    CustomerReason.wrongKind: [
      "en": "This is for a {kind} only.", "ru": "Это поле только для вида «{kind}».",
      "uk": "Це поле лише для виду «{kind}».", "zh": "此项仅适用于{kind}。",
    ],
    RelationshipReason.toItself: [
      "en": "A party cannot be related to itself.", "ru": "Сторона не может быть связана сама с собой.",
      "uk": "Сторона не може бути пов'язана сама із собою.", "zh": "一方不能与自身建立关系。",
    ],
    RelationshipReason.wrongParty: [
      "en": "A party of this kind cannot be here in “{kind}”.",
      "ru": "Сторона этого вида не может стоять здесь в связи «{kind}».",
      "uk": "Сторона цього виду не може стояти тут у зв'язку «{kind}».", "zh": "此类对象不能用于关系“{kind}”的这一端。",
    ],
    RelationshipReason.cycle: [
      "en": "This would close a circle.", "ru": "Это замкнуло бы круг.", "uk": "Це замкнуло б коло.",
      "zh": "这将形成循环。",
    ],
    SegmentReason.unknown: [
      "en": "There is no segment “{segment}”.", "ru": "Сегмента «{segment}» нет.", "uk": "Сегмента «{segment}» немає.",
      "zh": "不存在细分“{segment}”。",
    ],
    SegmentReason.cycle: [
      "en": "The segment would ask for itself.", "ru": "Сегмент ссылался бы сам на себя.",
      "uk": "Сегмент посилався б сам на себе.", "zh": "该细分将引用自身。",
    ],
  ]

  private static let importPhrases: [ReasonCode: [String: String]] = [
    ImportReason.repairedSpacing: [
      "en": "Case, spaces or punctuation were corrected.", "ru": "Исправлены регистр, пробелы или знаки препинания.",
      "uk": "Виправлено регістр, пробіли або розділові знаки.", "zh": "已更正大小写、空格或标点。",
    ],
    ImportReason.repairedSpelling: [
      "en": "A misspelling was corrected (edits: {distance}).", "ru": "Исправлена опечатка (правок: {distance}).",
      "uk": "Виправлено описку (правок: {distance}).", "zh": "已更正拼写错误（{distance} 处）。",
    ],
    ImportReason.ambiguous: [
      "en": "{count} known values are as near.", "ru": "Одинаково близких известных значений: {count}.",
      "uk": "Однаково близьких відомих значень: {count}.", "zh": "有 {count} 个已知值同样接近。",
    ],
    ImportReason.unknownValue: [
      "en": "The value is not known.", "ru": "Значение неизвестно.", "uk": "Значення невідоме.", "zh": "未知的值。",
    ],
    ImportReason.noColumn: [
      "en": "The file has no such column.", "ru": "В файле нет такого столбца.", "uk": "У файлі немає такого стовпця.",
      "zh": "文件中没有该列。",
    ],
    ImportReason.damagedRow: [
      "en": "The row is damaged ({damage}).", "ru": "Строка повреждена ({damage}).",
      "uk": "Рядок пошкоджено ({damage}).",
      "zh": "该行已损坏（{damage}）。",
    ],
    ImportReason.duplicateKey: [
      "en": "Another record has the same {index}.", "ru": "У другой записи такое же значение «{index}».",
      "uk": "Інший запис має таке саме значення «{index}».", "zh": "另一条记录具有相同的{index}。",
    ],
  ]
}
