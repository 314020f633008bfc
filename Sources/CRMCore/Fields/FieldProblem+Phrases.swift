extension FieldProblem {
  /// The sentences for the problem codes that every module uses, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases([
    Code.missing: [
      "en": "A value is missing.", "ru": "Значение отсутствует.", "uk": "Значення відсутнє.", "zh": "缺少值。",
    ],
    Code.wrongKind: [
      "en": "The value is of the wrong kind.", "ru": "Значение не того вида.", "uk": "Значення не того виду.",
      "zh": "值的类型不正确。",
    ],
    Code.outOfRange: [
      "en": "The value is out of range.", "ru": "Значение вне допустимых границ.",
      "uk": "Значення поза допустимими межами.",
      "zh": "值超出范围。",
    ],
    Code.malformed: [
      "en": "The value cannot be read.", "ru": "Значение не удаётся прочитать.",
      "uk": "Значення не вдається прочитати.",
      "zh": "无法读取该值。",
    ],
    Code.notAChoice: [
      "en": "The value is not one of the choices.", "ru": "Такого варианта нет.", "uk": "Такого варіанта немає.",
      "zh": "该值不在可选范围内。",
    ],
    Code.notUnique: [
      "en": "The value is there already.", "ru": "Такое значение уже есть.", "uk": "Таке значення вже є.",
      "zh": "该值已存在。",
    ],
    Code.dangling: [
      "en": "What it points to does not exist.", "ru": "То, на что указывает значение, не существует.",
      "uk": "Того, на що вказує значення, не існує.", "zh": "所指对象不存在。",
    ],
    Code.undeclared: [
      "en": "There is no such field.", "ru": "Такого поля нет.", "uk": "Такого поля немає.", "zh": "没有此字段。",
    ],
    Code.contradicts: [
      "en": "The value contradicts {other}.", "ru": "Значение противоречит полю {other}.",
      "uk": "Значення суперечить полю {other}.", "zh": "该值与 {other} 矛盾。",
    ],
  ])
}
