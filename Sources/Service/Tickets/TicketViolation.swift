public import CRMCore

/// Why a ticket cannot change as asked: every reason at once.
public struct TicketViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reasons.
  public var reasons: [Reason]

  /// A refusal for these reasons.
  public init(_ reasons: [Reason]) {
    self.reasons = reasons
  }

  /// The codes of the reasons.
  public var description: String { "ticket cannot change: " + reasons.map(\.code.rawValue).joined(separator: ", ") }

  /// The codes of the reasons.
  public enum Code {
    /// A history has at least the moment of creation.
    public static let emptyHistory: ReasonCode = "ticket.emptyHistory"
    /// A step lies before the one before it.
    public static let backInTime: ReasonCode = "ticket.backInTime"
    /// The ticket already has the status.
    public static let unchanged: ReasonCode = "ticket.unchanged"
    /// A ticket cannot become new again.
    public static let notNewAgain: ReasonCode = "ticket.notNewAgain"
    /// A closed ticket stays closed; open a follow-up.
    public static let closed: ReasonCode = "ticket.closed"
    /// The time in which a solved ticket may be taken up again is over; `until` says when it ended.
    public static let reopenWindowOver: ReasonCode = "ticket.reopenWindowOver"
    /// Somebody has to be assigned first.
    public static let noAssignee: ReasonCode = "ticket.noAssignee"
    /// The customer has got no public answer.
    public static let noAnswer: ReasonCode = "ticket.noAnswer"
    /// A field that must be known is missing; `field` names it.
    public static let fieldMissing: ReasonCode = "ticket.fieldMissing"
  }

  /// The sentences for the codes.
  public static let phrases = ReasonPhrases([
    Code.emptyHistory: [
      "en": "The history is empty.", "ru": "История пуста.", "uk": "Історія порожня.", "zh": "历史记录为空。",
    ],
    Code.backInTime: [
      "en": "The step lies before the last one.", "ru": "Шаг раньше предыдущего.", "uk": "Крок раніше за попередній.",
      "zh": "该步骤早于上一步。",
    ],
    Code.unchanged: [
      "en": "The ticket already has this status.", "ru": "У обращения уже этот статус.",
      "uk": "Звернення вже має цей статус.",
      "zh": "工单已处于该状态。",
    ],
    Code.notNewAgain: [
      "en": "A ticket cannot become new again.", "ru": "Обращение не может снова стать новым.",
      "uk": "Звернення не може знову стати новим.", "zh": "工单不能重新变为新建状态。",
    ],
    Code.closed: [
      "en": "The ticket is closed; open a follow-up.", "ru": "Обращение закрыто; создайте новое.",
      "uk": "Звернення закрите; створіть нове.", "zh": "工单已关闭，请新建后续工单。",
    ],
    Code.reopenWindowOver: [
      "en": "It could be taken up again until {until}.", "ru": "Возобновить можно было до {until}.",
      "uk": "Поновити можна було до {until}.", "zh": "重新打开的期限为 {until}。",
    ],
    Code.noAssignee: [
      "en": "Nobody is assigned.", "ru": "Исполнитель не назначен.", "uk": "Виконавця не призначено.", "zh": "尚未指派处理人。",
    ],
    Code.noAnswer: [
      "en": "The customer has got no answer.", "ru": "Клиент не получил ответа.", "uk": "Клієнт не отримав відповіді.",
      "zh": "客户尚未收到答复。",
    ],
    Code.fieldMissing: [
      "en": "{field} is missing.", "ru": "Не заполнено поле {field}.", "uk": "Не заповнено поле {field}.",
      "zh": "缺少字段 {field}。",
    ],
  ])
}
