/// What records of processing can lack.
public enum ProcessingReason {
  /// No controller is named.
  public static let noController: ReasonCode = "processing.noController"
  /// Nobody says how the controller is reached.
  public static let noContact: ReasonCode = "processing.noContact"
  /// Nobody says to whom data go.
  public static let noRecipients: ReasonCode = "processing.noRecipients"
  /// Nobody says what protects data in a third country.
  public static let noSafeguard: ReasonCode = "processing.noSafeguard"
  /// Nobody says how data are secured.
  public static let noMeasures: ReasonCode = "processing.noMeasures"
  /// There is no policy of retention.
  public static let noRetention: ReasonCode = "processing.noRetention"
  /// Nobody describes a purpose.
  public static let noDescription: ReasonCode = "processing.noDescription"
  /// No basis is known for a purpose.
  public static let noBasis: ReasonCode = "processing.noBasis"
  /// Nobody says which data a purpose needs.
  public static let noCategories: ReasonCode = "processing.noCategories"
  /// Nobody says whom the data of a purpose are about.
  public static let noSubjects: ReasonCode = "processing.noSubjects"
  /// Nothing says for how long data are kept for a purpose.
  public static let noTerm: ReasonCode = "processing.noTerm"
  /// A type declares no personal data.
  public static let undeclared: ReasonCode = "processing.undeclared"
  /// No schedule is about a type.
  public static let unscheduled: ReasonCode = "processing.unscheduled"
  /// No purpose uses the records of a type.
  public static let noPurpose: ReasonCode = "processing.noPurpose"
}

extension RecordsOfProcessing {
  /// The sentences for what is missing, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases([
    ProcessingReason.noController: say(
      "No controller is named (art. 30(1)(a)).", "Не назван контролёр (ст. 30(1)(a)).",
      "Не названо контролера (ст. 30(1)(a)).", "未指明控制者(第 30(1)(a) 条)。"),
    ProcessingReason.noContact: say(
      "How {name} is reached is not said (art. 30(1)(a)).", "Не указано, как связаться с {name} (ст. 30(1)(a)).",
      "Не вказано, як зв’язатися з {name} (ст. 30(1)(a)).", "未说明如何联系 {name}(第 30(1)(a) 条)。"),
    ProcessingReason.noRecipients: say(
      "To whom data are disclosed is not said (art. 30(1)(d)).", "Не указано, кому передаются данные (ст. 30(1)(d)).",
      "Не вказано, кому передаються дані (ст. 30(1)(d)).", "未说明数据向谁披露(第 30(1)(d) 条)。"),
    ProcessingReason.noSafeguard: say(
      "What protects the data at {recipient} abroad is not said (art. 30(1)(e)).",
      "Не указано, чем защищены данные за рубежом у {recipient} (ст. 30(1)(e)).",
      "Не вказано, чим захищені дані за кордоном у {recipient} (ст. 30(1)(e)).",
      "未说明境外接收方 {recipient} 处的数据保护措施(第 30(1)(e) 条)。"),
    ProcessingReason.noMeasures: say(
      "How data are secured is not said (art. 30(1)(g)).", "Не указаны меры безопасности (ст. 30(1)(g)).",
      "Не вказано заходів безпеки (ст. 30(1)(g)).", "未说明安全措施(第 30(1)(g) 条)。"),
    ProcessingReason.noRetention: say(
      "There is no policy of retention (art. 30(1)(f)).", "Нет правил хранения (ст. 30(1)(f)).",
      "Немає правил зберігання (ст. 30(1)(f)).", "没有保存政策(第 30(1)(f) 条)。"),
    ProcessingReason.noDescription: say(
      "The purpose {purpose} is not described (art. 30(1)(b)).", "Цель {purpose} не описана (ст. 30(1)(b)).",
      "Мету {purpose} не описано (ст. 30(1)(b)).", "未描述用途 {purpose}(第 30(1)(b) 条)。"),
    ProcessingReason.noBasis: say(
      "For the purpose {purpose} no basis is known.", "Для цели {purpose} не известно основание.",
      "Для мети {purpose} не відома підстава.", "用途 {purpose} 没有已知的依据。"),
    ProcessingReason.noCategories: say(
      "Which data the purpose {purpose} needs is not said (art. 30(1)(c)).",
      "Не указано, какие данные нужны для цели {purpose} (ст. 30(1)(c)).",
      "Не вказано, які дані потрібні для мети {purpose} (ст. 30(1)(c)).", "未说明用途 {purpose} 需要哪些数据(第 30(1)(c) 条)。"),
    ProcessingReason.noSubjects: say(
      "Whom the data for the purpose {purpose} are about is not said (art. 30(1)(c)).",
      "Не указано, о ком данные для цели {purpose} (ст. 30(1)(c)).",
      "Не вказано, про кого дані для мети {purpose} (ст. 30(1)(c)).", "未说明用途 {purpose} 的数据主体类别(第 30(1)(c) 条)。"),
    ProcessingReason.noTerm: say(
      "For how long data are kept for the purpose {purpose} is not said (art. 30(1)(f)).",
      "Не указан срок хранения для цели {purpose} (ст. 30(1)(f)).",
      "Не вказано строку зберігання для мети {purpose} (ст. 30(1)(f)).", "未说明用途 {purpose} 的保存期限(第 30(1)(f) 条)。"),
    ProcessingReason.undeclared: say(
      "{collection} does not say what personal data it holds.",
      "Для {collection} не объявлено, какие персональные данные в нём есть.",
      "Для {collection} не оголошено, які персональні дані в ньому є.", "{collection} 未声明包含哪些个人数据。"),
    ProcessingReason.unscheduled: say(
      "No schedule says for how long {collection} ({category}) is kept (art. 30(1)(f)).",
      "Нет правила, сколько хранится {collection} ({category}) (ст. 30(1)(f)).",
      "Немає правила, скільки зберігається {collection} ({category}) (ст. 30(1)(f)).",
      "没有规则说明 {collection}({category})保存多久(第 30(1)(f) 条)。"),
    ProcessingReason.noPurpose: say(
      "No purpose uses {collection} ({category}) (art. 30(1)(b)).",
      "Нет цели, для которой нужно {collection} ({category}) (ст. 30(1)(b)).",
      "Немає мети, для якої потрібне {collection} ({category}) (ст. 30(1)(b)).",
      "没有用途使用 {collection}({category})(第 30(1)(b) 条)。"),
  ])

  private static func say(_ en: String, _ ru: String, _ uk: String, _ zh: String) -> [String: String] {
    ConsentLedger.say(en, ru, uk, zh)
  }
}
