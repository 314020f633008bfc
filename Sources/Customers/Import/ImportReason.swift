public import CRMCore

/// Reason codes about imports.
public enum ImportReason {
  /// A value differed from a known one in case, spaces, punctuation or diacritics.
  public static let repairedSpacing: ReasonCode = "import.repairedSpacing"
  /// A value was misspelt: `distance` edits from a known one.
  public static let repairedSpelling: ReasonCode = "import.repairedSpelling"
  /// Several known values are as near to the value: `count`.
  public static let ambiguous: ReasonCode = "import.ambiguous"
  /// The value is not known.
  public static let unknownValue: ReasonCode = "import.unknownValue"
  /// The file has no such column.
  public static let noColumn: ReasonCode = "import.noColumn"
  /// The row is damaged: `damage` names how.
  public static let damagedRow: ReasonCode = "import.damagedRow"
  /// Another record has a value that must be unique: `index`.
  public static let duplicateKey: ReasonCode = "import.duplicateKey"
  /// A value could not be read and was left out; the row was taken without it.
  public static let leftOut: ReasonCode = "import.leftOut"

  /// Sentences for the reasons of this folder that came after those in ``CustomerDirectory/phrases``.
  static let morePhrases: [ReasonCode: [String: String]] = [
    leftOut: [
      "en": "A value could not be read and was left out.", "ru": "Значение не удалось прочитать, оно пропущено.",
      "uk": "Значення не вдалося прочитати, його пропущено.", "zh": "有一个值无法读取，已略去。",
    ],
    RecordTransferReason.newer: [
      "en": "The line was written by a newer version.", "ru": "Строка записана более новой версией.",
      "uk": "Рядок записано новішою версією.", "zh": "该行由较新的版本写入。",
    ],
    RecordTransferReason.unknownType: [
      "en": "Records of this type are not known here.", "ru": "Записи этого типа здесь неизвестны.",
      "uk": "Записи цього типу тут невідомі.", "zh": "此处不识别该类型的记录。",
    ],
    RecordTransferReason.unreadable: [
      "en": "The line is no record ({kind}).", "ru": "Строка не является записью ({kind}).",
      "uk": "Рядок не є записом ({kind}).", "zh": "该行不是记录（{kind}）。",
    ],
    RecordTransferReason.notAnExport: [
      "en": "The file is no export of records.", "ru": "Файл не является выгрузкой записей.",
      "uk": "Файл не є вивантаженням записів.", "zh": "该文件不是记录导出文件。",
    ],
  ]
}
