extension AuditFault {
  /// The fault as a reason, for ``AuditTrail/phrases``.
  public var reason: Reason {
    func number(_ value: UInt64) -> FieldValue { .integer(Int64(clamping: value)) }
    return switch self {
    case .malformed(let index): Reason("audit.malformed", ["index": number(index)])
    case .misplaced(let expected, let found):
      Reason("audit.misplaced", ["expected": number(expected), "found": number(found)])
    case .changed(let index): Reason("audit.changed", ["index": number(index)])
    case .repeated(let index): Reason("audit.repeated", ["index": number(index)])
    case .truncated(let size, let expected):
      Reason("audit.truncated", ["size": number(size), "expected": number(expected)])
    case .surplus(let index): Reason("audit.surplus", ["index": number(index)])
    case .rewritten(let size): Reason("audit.rewritten", ["size": number(size)])
    case .foreignCheckpoint(let size): Reason("audit.foreignCheckpoint", ["size": number(size)])
    case .contradicted(let index): Reason("audit.contradicted", ["index": number(index)])
    case .undeclaredLoss(let missing, let declared):
      Reason("audit.undeclaredLoss", ["missing": number(missing), "declared": number(declared)])
    }
  }
}

extension AuditTrail {
  /// The sentences for faults, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases([
    "audit.malformed": [
      "en": "Entry {index} cannot be read.", "ru": "Запись {index} не читается.", "uk": "Запис {index} не читається.",
      "zh": "第 {index} 条记录无法读取。",
    ],
    "audit.misplaced": [
      "en": "Entry {found} stands where entry {expected} is expected.",
      "ru": "На месте записи {expected} стоит запись {found}.",
      "uk": "На місці запису {expected} стоїть запис {found}.",
      "zh": "第 {expected} 条记录的位置上是第 {found} 条。",
    ],
    "audit.changed": [
      "en": "Entry {index} was changed after it was sealed.", "ru": "Запись {index} изменена после запечатывания.",
      "uk": "Запис {index} змінено після запечатування.", "zh": "第 {index} 条记录在封存后被更改。",
    ],
    "audit.repeated": [
      "en": "Entry {index} tells of a change out of its order.",
      "ru": "Запись {index} сообщает об изменении не по порядку.",
      "uk": "Запис {index} повідомляє про зміну не за порядком.", "zh": "第 {index} 条记录的变更顺序不正确。",
    ],
    "audit.truncated": [
      "en": "The trail has {size} entries and should have {expected}.",
      "ru": "В журнале {size} записей вместо {expected}.", "uk": "У журналі {size} записів замість {expected}.",
      "zh": "审计链有 {size} 条记录,应有 {expected} 条。",
    ],
    "audit.surplus": [
      "en": "Entry {index} stands behind the end of the trail.", "ru": "Запись {index} стоит за концом журнала.",
      "uk": "Запис {index} стоїть за кінцем журналу.", "zh": "第 {index} 条记录在审计链结尾之后。",
    ],
    "audit.rewritten": [
      "en": "The first {size} entries are not those that were published.",
      "ru": "Первые записи (до {size}) не те, что были опубликованы.",
      "uk": "Перші записи (до {size}) не ті, що були опубліковані.", "zh": "前 {size} 条记录与已公布的不一致。",
    ],
    "audit.foreignCheckpoint": [
      "en": "The checkpoint of size {size} belongs to another trail.",
      "ru": "Контрольная точка размера {size} относится к другому журналу.",
      "uk": "Контрольна точка розміру {size} належить іншому журналу.", "zh": "大小为 {size} 的检查点属于另一条审计链。",
    ],
    "audit.contradicted": [
      "en": "What is kept for entry {index} is not what was sealed.",
      "ru": "Сохранённое для записи {index} не совпадает с запечатанным.",
      "uk": "Збережене для запису {index} не збігається із запечатаним.", "zh": "第 {index} 条记录所保存的内容与封存的不符。",
    ],
    "audit.undeclaredLoss": [
      "en": "{missing} entries cannot be opened, {declared} were forgotten.",
      "ru": "Не открываются записи: {missing}, забыто: {declared}.",
      "uk": "Не відкриваються записи: {missing}, забуто: {declared}.",
      "zh": "有 {missing} 条记录无法打开,其中已声明遗忘的为 {declared} 条。",
    ],
  ])
}
