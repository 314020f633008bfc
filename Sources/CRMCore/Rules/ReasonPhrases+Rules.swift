extension ReasonPhrases {
  /// The sentences for what is wrong with fields, conditions and effects, in English, Russian, Ukrainian and Chinese.
  public static let rules = ReasonPhrases(fieldSentences).overlaying(ReasonPhrases(conditionSentences))

  private static let fieldSentences: [ReasonCode: [String: String]] = [
    FieldProblem.Code.missing: [
      "en": "A value is required.", "ru": "Нужно указать значение.", "uk": "Потрібно вказати значення.", "zh": "必须填写。",
    ],
    FieldProblem.Code.wrongKind: [
      "en": "The value must be of the kind {expected}, not {found}.",
      "ru": "Значение должно быть вида {expected}, а не {found}.",
      "uk": "Значення має бути виду {expected}, а не {found}.", "zh": "值的类型应为 {expected}，而不是 {found}。",
    ],
    FieldProblem.Code.outOfRange: [
      "en": "The value is outside the allowed range.", "ru": "Значение вне допустимых пределов.",
      "uk": "Значення поза допустимими межами.", "zh": "值超出允许范围。",
    ],
    FieldProblem.Code.malformed: [
      "en": "The value does not have the required form.", "ru": "Значение имеет неверный формат.",
      "uk": "Значення має неправильний формат.", "zh": "值的格式不正确。",
    ],
    FieldProblem.Code.notAChoice: [
      "en": "The value is not among the choices.", "ru": "Такого варианта нет в списке.",
      "uk": "Такого варіанта немає у списку.",
      "zh": "该值不在可选项中。",
    ],
    FieldProblem.Code.notUnique: [
      "en": "Another record has this value.", "ru": "Такое значение уже есть у другой записи.",
      "uk": "Таке значення вже має інший запис.", "zh": "另一条记录已使用该值。",
    ],
    FieldProblem.Code.dangling: [
      "en": "The record pointed to does not exist.", "ru": "Запись, на которую указывает ссылка, не существует.",
      "uk": "Запис, на який вказує посилання, не існує.", "zh": "所指向的记录不存在。",
    ],
    FieldProblem.Code.undeclared: [
      "en": "There is no such field.", "ru": "Такого поля нет.", "uk": "Такого поля немає.", "zh": "没有这个字段。",
    ],
    FieldProblem.Code.contradicts: [
      "en": "The value contradicts the field {other}.", "ru": "Значение противоречит полю {other}.",
      "uk": "Значення суперечить полю {other}.", "zh": "该值与字段 {other} 矛盾。",
    ],
    FieldProblem.Code.ruleFailed: [
      "en": "Whether a value is required could not be found out.",
      "ru": "Не удалось определить, обязательно ли значение.",
      "uk": "Не вдалося визначити, чи обов’язкове значення.", "zh": "无法判断该值是否必填。",
    ],
    EffectPlan.Code.unhandled: [
      "en": "Nothing carries out the effect {effect}.", "ru": "Действие {effect} некому выполнить.",
      "uk": "Дію {effect} нікому виконати.", "zh": "没有可执行操作 {effect} 的模块。",
    ],
  ]

  private static let conditionSentences: [ReasonCode: [String: String]] = [
    ConditionFault.Code.unknownField: [
      "en": "The condition names a field that does not exist.", "ru": "Условие называет несуществующее поле.",
      "uk": "Умова називає поле, якого немає.", "zh": "条件引用了不存在的字段。",
    ],
    ConditionFault.Code.unknownRelation: [
      "en": "The condition names a relation that does not exist.", "ru": "Условие называет несуществующую связь.",
      "uk": "Умова називає зв’язок, якого немає.", "zh": "条件引用了不存在的关联。",
    ],
    ConditionFault.Code.wrongKind: [
      "en": "The field has the kind {expected} and cannot be compared with {found}.",
      "ru": "Поле имеет вид {expected}, его нельзя сравнить с {found}.",
      "uk": "Поле має вид {expected}, його не можна порівняти з {found}.", "zh": "字段类型为 {expected}，不能与 {found} 比较。",
    ],
    ConditionFault.Code.unsupported: [
      "en": "Fields of the kind {kind} do not have the comparison {comparison}.",
      "ru": "Для полей вида {kind} нет сравнения {comparison}.",
      "uk": "Для полів виду {kind} немає порівняння {comparison}.",
      "zh": "类型 {kind} 的字段不支持比较 {comparison}。",
    ],
    ConditionFault.Code.notAChoice: [
      "en": "{choice} is not among the field's choices.", "ru": "У поля нет варианта {choice}.",
      "uk": "Поле не має варіанта {choice}.", "zh": "{choice} 不是该字段的选项。",
    ],
    ConditionFault.Code.emptyList: [
      "en": "The list is empty.", "ru": "Список пуст.", "uk": "Список порожній.", "zh": "列表为空。",
    ],
    ConditionFault.Code.unknownZone: [
      "en": "There is no time zone {zone}.", "ru": "Часового пояса {zone} нет.", "uk": "Часового поясу {zone} немає.",
      "zh": "没有时区 {zone}。",
    ],
    ConditionFault.Code.outOfRange: [
      "en": "The number is outside the allowed range.", "ru": "Число вне допустимых пределов.",
      "uk": "Число поза допустимими межами.", "zh": "数字超出允许范围。",
    ],
    ConditionFault.Code.tooDeep: [
      "en": "The condition has more than {limit} levels.", "ru": "В условии больше {limit} уровней.",
      "uk": "В умові понад {limit} рівнів.", "zh": "条件超过 {limit} 层。",
    ],
    ConditionFault.Code.tooLarge: [
      "en": "The condition has more than {limit} parts.", "ru": "В условии больше {limit} частей.",
      "uk": "В умові понад {limit} частин.", "zh": "条件超过 {limit} 个部分。",
    ],
    ConditionFault.Code.secondHop: [
      "en": "A related record's own relations cannot be followed.", "ru": "Связи связанной записи проследить нельзя.",
      "uk": "Зв’язки пов’язаного запису простежити не можна.", "zh": "不能再跟随相关记录的关联。",
    ],
    ConditionFault.Code.currencyMismatch: [
      "en": "Amounts in {found} and {expected} cannot be ordered.",
      "ru": "Суммы в {found} и {expected} нельзя сравнить.",
      "uk": "Суми в {found} та {expected} не можна порівняти.", "zh": "{found} 与 {expected} 的金额不能比较大小。",
    ],
    ConditionFault.Code.missingArgument: [
      "en": "The field needs the argument {argument}.", "ru": "Полю нужен параметр {argument}.",
      "uk": "Полю потрібен параметр {argument}.", "zh": "字段需要参数 {argument}。",
    ],
    ConditionFault.Code.unknownArgument: [
      "en": "The field does not take {argument}.", "ru": "Поле не принимает {argument}.",
      "uk": "Поле не приймає {argument}.",
      "zh": "字段不接受 {argument}。",
    ],
    ConditionFault.Code.unavailable: [
      "en": "Nothing answers for the field here.", "ru": "Здесь на вопрос о поле некому ответить.",
      "uk": "Тут на питання про поле нікому відповісти.", "zh": "此处没有可提供该字段的来源。",
    ],
    ConditionFault.Code.sourceFailed: [
      "en": "The source of the field failed.", "ru": "Источник поля не ответил.", "uk": "Джерело поля не відповіло.",
      "zh": "该字段的来源出错。",
    ],
  ]
}
