/// Reason codes of retention.
public enum RetentionReason {
  /// The time for which the data may be kept is over.
  public static let permissionEnded: ReasonCode = "retention.permissionEnded"
  /// The duty to keep is over, and nothing else justifies keeping.
  public static let obligationEnded: ReasonCode = "retention.obligationEnded"
  /// The permission ended before, and a duty to keep is over now.
  public static let obligationOutlasted: ReasonCode = "retention.obligationOutlasted"
  /// Legal holds stand against it.
  public static let held: ReasonCode = "retention.held"
  /// A permission ends before an obligation does.
  public static let conflictObligation: ReasonCode = "retention.conflictObligation"
  /// Two permissions end at different times.
  public static let conflictPermission: ReasonCode = "retention.conflictPermission"
  /// Nobody knows when a period began.
  public static let startUnknown: ReasonCode = "retention.startUnknown"
  /// No schedule is about a type.
  public static let uncovered: ReasonCode = "retention.uncovered"
  /// A type does not say what personal data it holds.
  public static let undeclared: ReasonCode = "retention.undeclared"
  /// Nobody tells the date from which a schedule counts for a type.
  public static let startUntold: ReasonCode = "retention.startUntold"
  /// A type does not say how to do what a schedule demands.
  public static let impossible: ReasonCode = "retention.impossible"
  /// A participant failed, so what it keeps something about stays as it is.
  public static let participantFailed: ReasonCode = "retention.participantFailed"
  /// Records name files, and nobody said where their bytes are.
  public static let noFileStore: ReasonCode = "retention.noFileStore"
  /// The bytes of files could not be removed.
  public static let filesRemain: ReasonCode = "retention.filesRemain"
  /// The hold was lifted before.
  public static let alreadyLifted: ReasonCode = "retention.alreadyLifted"

  /// The sentences for reasons of retention and of legal holds, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases(retention).overlaying(ReasonPhrases(holds))

  private static func say(_ en: String, _ ru: String, _ uk: String, _ zh: String) -> [String: String] {
    ["en": en, "ru": ru, "uk": uk, "zh": zh]
  }

  private static let retention: [ReasonCode: [String: String]] = [
    permissionEnded: say(
      "The time for keeping it is over by “{schedule}” since {date}.",
      "Срок хранения по правилу «{schedule}» истёк {date}.", "Строк зберігання за правилом «{schedule}» минув {date}.",
      "按“{schedule}”规定的保存期限已于 {date} 届满。"),
    obligationEnded: say(
      "The duty to keep it by “{schedule}” is over since {date}, and nothing else is a reason to keep it.",
      "Обязанность хранить по правилу «{schedule}» закончилась {date}, других оснований для хранения нет.",
      "Обов’язок зберігати за правилом «{schedule}» закінчився {date}, інших підстав для зберігання немає.",
      "按“{schedule}”的保存义务已于 {date} 结束,且无其他保存理由。"),
    obligationOutlasted: say(
      "The time for keeping it by “{schedule}” ended before; the duty to keep it by “{obligation}” is over since {date}.",
      "Срок по правилу «{schedule}» истёк раньше; обязанность хранить по правилу «{obligation}» закончилась {date}.",
      "Строк за правилом «{schedule}» минув раніше; обов’язок зберігати за правилом «{obligation}» закінчився {date}.",
      "“{schedule}”的期限早已届满;“{obligation}”的保存义务于 {date} 结束。"),
    held: say(
      "It must stay as it is: {holds} legal hold(s) stand against it.",
      "Изменять и удалять нельзя: действует запретов на удаление: {holds}.",
      "Змінювати й видаляти не можна: діє заборон на видалення: {holds}.", "不得更改或删除:有 {holds} 项法律保全有效。"),
    conflictObligation: say(
      "“{loser}” ends before the duty to keep by “{winner}”, which counts ({count} records).",
      "«{loser}» заканчивается раньше обязанности хранить по «{winner}»; действует она (записей: {count}).",
      "«{loser}» закінчується раніше за обов’язок зберігати за «{winner}»; діє він (записів: {count}).",
      "“{loser}”先于“{winner}”的保存义务到期,以后者为准({count} 条记录)。"),
    conflictPermission: say(
      "“{winner}” deletes before “{loser}” comes to its end ({count} records).",
      "«{winner}» удаляет раньше, чем истекает «{loser}» (записей: {count}).",
      "«{winner}» видаляє раніше, ніж спливає «{loser}» (записів: {count}).",
      "“{winner}”在“{loser}”到期之前即删除({count} 条记录)。"),
    startUnknown: say(
      "When the period of “{schedule}” began is not known for {count} record(s) of {collection}: there is no date of “{event}”.",
      "Начало срока «{schedule}» неизвестно для записей {collection}: {count}; нет даты события «{event}».",
      "Початок строку «{schedule}» невідомий для записів {collection}: {count}; немає дати події «{event}».",
      "{collection} 的 {count} 条记录不知“{schedule}”期限何时开始:缺少“{event}”的日期。"),
    startUntold: say(
      "For {collection} nobody tells the date of “{event}”, from which “{schedule}” counts.",
      "Для {collection} неоткуда взять дату события «{event}», от которой считается «{schedule}».",
      "Для {collection} нізвідки взяти дату події «{event}», від якої рахується «{schedule}».",
      "{collection} 没有提供“{event}”的日期,而“{schedule}”由此起算。"),
    uncovered: say(
      "No schedule is about {collection} ({category}).", "Для {collection} ({category}) нет правила хранения.",
      "Для {collection} ({category}) немає правила зберігання.", "没有针对 {collection}({category})的保存规则。"),
    undeclared: say(
      "{collection} does not say what personal data it holds.",
      "Для {collection} не объявлено, какие персональные данные в нём есть.",
      "Для {collection} не оголошено, які персональні дані в ньому є.", "{collection} 未声明包含哪些个人数据。"),
    impossible: say(
      "{collection} does not say how to do what “{schedule}” demands.",
      "Для {collection} не объявлено, как выполнить требование «{schedule}».",
      "Для {collection} не оголошено, як виконати вимогу «{schedule}».", "{collection} 未声明如何执行“{schedule}”的要求。"),
    participantFailed: say(
      "{participant} failed ({error}), so records of {collection} stay as they are and are tried again.",
      "Участник {participant} не справился ({error}): записи {collection} остаются как есть, попытка повторится.",
      "Учасник {participant} не впорався ({error}): записи {collection} лишаються як є, спробу буде повторено.",
      "参与方 {participant} 失败({error}):{collection} 的记录保持不变,将再次尝试。"),
    noFileStore: say(
      "Records of {collection} name files, and there is no file store to remove them from.",
      "Записи {collection} ссылаются на файлы, но хранилище файлов не указано.",
      "Записи {collection} посилаються на файли, але сховище файлів не вказано.",
      "{collection} 的记录引用了文件,但未指定文件存储。"),
    filesRemain: say(
      "The bytes of {count} files could not be removed ({error}); they are tried again.",
      "Не удалось удалить файлы: {count} ({error}); попытка повторится.",
      "Не вдалося видалити файли: {count} ({error}); спробу буде повторено.", "{count} 个文件未能删除({error}),将再次尝试。"),
    alreadyLifted: say(
      "The legal hold was lifted before.", "Запрет на удаление уже снят.", "Заборону на видалення вже знято.",
      "该法律保全此前已解除。"),
  ]

  private static let holds: [ReasonCode: [String: String]] = [
    LegalHoldReason.litigation: say(
      "A lawsuit is pending or expected.", "Идёт или ожидается судебный спор.", "Триває або очікується судовий спір.",
      "诉讼正在进行或预期发生。"),
    LegalHoldReason.claim: say(
      "A claim was made.", "Предъявлена претензия.", "Пред’явлено претензію.", "已提出索赔。"),
    LegalHoldReason.authority: say(
      "An authority demands it.", "Этого требует государственный орган.", "Цього вимагає державний орган.",
      "主管机关要求保存。"),
    LegalHoldReason.audit: say("An audit is going on.", "Идёт проверка.", "Триває перевірка.", "正在进行审计。"),
    LegalHoldReason.investigation: say(
      "An incident is being investigated.", "Расследуется происшествие.", "Розслідується подія.", "正在调查事件。"),
  ]
}
