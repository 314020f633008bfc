public import Foundation

/// Why something stays after an erasure, and what follows from one. Hosts may have codes of their own.
public enum ErasureReason {
  /// Proof of what was permitted and done (GDPR art. 17(3)(e), art. 5(2)).
  public static let proof: ReasonCode = "erasure.proof"
  /// The digest of a contact point, kept so that nothing is sent there again and nobody imports it.
  public static let suppression: ReasonCode = "erasure.suppression"
  /// Books and records that the law demands (GDPR art. 17(3)(b)).
  public static let accounting: ReasonCode = "erasure.accounting"
  /// A claim or request that is still open (GDPR art. 17(3)(e)).
  public static let openCase: ReasonCode = "erasure.openCase"
  /// A legal hold is in force.
  public static let legalHold: ReasonCode = "erasure.legalHold"
  /// Consequence: nothing will be sent to so many contact points any more; `count`.
  public static let contactDenied: ReasonCode = "erasure.contactDenied"
  /// Consequence: so many files lose their bytes unless a record that stays has the same; `count`.
  public static let filesRemoved: ReasonCode = "erasure.filesRemoved"
  /// Consequence: so many records are kept for a reason; `count`.
  public static let itemsRetained: ReasonCode = "erasure.itemsRetained"

  /// A contact point may not come: its holder was erased and has not come back; `kind`, of the contact point.
  public static let addressErased: ReasonCode = "erasure.addressErased"
  /// A contact point may not come: the erasure of its holder was approved; `kind`, of the contact point.
  public static let addressAwaitsErasure: ReasonCode = "erasure.addressAwaitsErasure"
  /// Nothing may come to a record: its person was erased and has not come back.
  public static let personErased: ReasonCode = "erasure.personErased"

  /// Kept because it names a contact point that another person has, too, and may be theirs.
  public static let sharedContact: ReasonCode = "erasure.sharedContact"

  /// An erasure waits: `records` that were the person's own when it was approved are not any more.
  public static let separated: ReasonCode = "erasure.separated"
  /// An erasure waits: other `records`, which are not to be erased with them, are one with the person's.
  public static let united: ReasonCode = "erasure.united"
  /// An erasure waits: something failed at `step`, a part of `participant` where it was one's, and is tried again.
  public static let stopped: ReasonCode = "erasure.stopped"

  /// The first instant after the tenth calendar year that follows a date: for how long books are kept where nothing else is said
  /// (German HGB § 257 and AO § 147 as the longest of the common periods). In UTC.
  public static func endOfAccounting(after date: Date) -> Date { end(ofYear: 10, after: date) }

  /// The first instant after the third calendar year that follows a date: until claims are barred where nothing else is said (German
  /// BGB §§ 195, 199). In UTC.
  public static func endOfClaims(after date: Date) -> Date { end(ofYear: 3, after: date) }

  private static func end(ofYear years: Int, after date: Date) -> Date {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let year = calendar.component(.year, from: date) + years + 1
    return calendar.date(from: DateComponents(year: year, month: 1, day: 1)) ?? .distantFuture
  }

  /// The sentences, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases([
    proof: ConsentLedger.say(
      "Kept as proof, without an address.", "Хранится как доказательство, без адреса.",
      "Зберігається як доказ, без адреси.", "作为证明保留,不含地址。"),
    suppression: ConsentLedger.say(
      "Kept as a digest, so that nothing is sent there again.",
      "Хранится как хеш, чтобы туда больше ничего не отправлялось.",
      "Зберігається як геш, щоб туди більше нічого не надсилалося.", "以摘要形式保留,以便不再向其发送任何消息。"),
    accounting: ConsentLedger.say(
      "Kept because the law demands books.", "Хранится, так как закон требует вести учёт.",
      "Зберігається, бо закон вимагає обліку.", "因法律要求的账簿义务而保留。"),
    openCase: ConsentLedger.say(
      "Kept until the open case is settled.", "Хранится до завершения открытого дела.",
      "Зберігається до завершення відкритої справи.", "在未结事项解决之前保留。"),
    legalHold: ConsentLedger.say(
      "Kept because of a legal hold.", "Хранится из-за юридического запрета на удаление.",
      "Зберігається через юридичну заборону видалення.", "因法律保全而保留。"),
    contactDenied: ConsentLedger.say(
      "Contact points that nothing is sent to any more: {count}.",
      "Контактов, на которые больше ничего не отправляется: {count}.",
      "Контактів, на які більше нічого не надсилається: {count}.", "不再发送任何消息的联系方式:{count}。"),
    addressErased: ConsentLedger.say(
      "Whoever is reached there ({kind}) was erased and has not come back.",
      "Тот, с кем так можно связаться ({kind}), был удалён и не вернулся.",
      "Того, з ким так можна зв'язатися ({kind}), було видалено, і він не повернувся.", "该联系方式（{kind}）的持有人已被删除，且尚未重新加入。"
    ),
    addressAwaitsErasure: ConsentLedger.say(
      "The erasure of whoever is reached there ({kind}) was approved.",
      "Удаление того, с кем так можно связаться ({kind}), уже одобрено.",
      "Видалення того, з ким так можна зв'язатися ({kind}), уже схвалено.", "该联系方式（{kind}）持有人的删除请求已获批准。"),
    personErased: ConsentLedger.say(
      "The person was erased and has not come back.", "Человек был удалён и не вернулся.",
      "Людину було видалено, і вона не повернулася.", "此人已被删除，且尚未重新加入。"),
    sharedContact: ConsentLedger.say(
      "Kept because it may be another person's, who has the same contact point.",
      "Хранится, так как может относиться к другому человеку с тем же контактом.",
      "Зберігається, бо може стосуватися іншої людини з тим самим контактом.", "因可能属于使用同一联系方式的另一人而保留。"),
    separated: ConsentLedger.say(
      "A record was separated from the person's since the erasure was approved: say whose it is.",
      "После одобрения удаления запись отделили от записей этого человека: укажите, чья она.",
      "Після схвалення видалення запис відокремили від записів цієї людини: укажіть, чий він.",
      "删除获批后,有记录已与此人的记录分离:请说明该记录属于谁。"),
    united: ConsentLedger.say(
      "Another record, which is not to be erased, is one with the person's: separate them, then go on.",
      "С записями этого человека объединена запись, которую удалять нельзя: разделите их и продолжите.",
      "Із записами цієї людини об'єднано запис, який не можна видаляти: розділіть їх і продовжте.",
      "另有一条不应删除的记录与此人的记录合并:请先分离,再继续。"),
    stopped: ConsentLedger.say(
      "It stopped at {step} and is tried again.", "Остановлено на шаге {step}, попытка повторится.",
      "Зупинено на кроці {step}, спроба повториться.", "在步骤 {step} 停止,将重试。"),
    filesRemoved: ConsentLedger.say(
      "Files that are removed: {count}.", "Удаляемых файлов: {count}.", "Файлів, що видаляються: {count}.",
      "将删除的文件:{count}。"),
    itemsRetained: ConsentLedger.say(
      "Records that are kept for a reason: {count}.", "Записей, которые хранятся по причине: {count}.",
      "Записів, які зберігаються з причини: {count}.", "因故保留的记录:{count}。"),
  ])
}
