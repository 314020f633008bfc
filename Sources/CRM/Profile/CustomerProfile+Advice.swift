public import CRMCore
public import Customers
public import Foundation
import Pipeline
import Service

extension CustomerProfile {
  /// The codes of advice and flags.
  public enum Code {
    /// A follow-up is overdue since `due`.
    public static let followUpOverdue: ReasonCode = "profile.followUpOverdue"
    /// `count` tickets wait for us.
    public static let ticketsWaiting: ReasonCode = "profile.ticketsWaiting"
    /// The deal in `deal` should have been decided on `day`.
    public static let dealOverdue: ReasonCode = "profile.dealOverdue"
    /// The next follow-up is due at `due`.
    public static let followUpNext: ReasonCode = "profile.followUpNext"
    /// `count` deals are open, and nothing is planned.
    public static let nothingPlanned: ReasonCode = "profile.nothingPlanned"
    /// There is no way to reach them.
    public static let unreachable: ReasonCode = "profile.unreachable"
    /// Nobody looks after them.
    public static let noOwner: ReasonCode = "profile.noOwner"
    /// The owner no longer works here.
    public static let inactiveOwner: ReasonCode = "profile.inactiveOwner"
    /// A contact point bounces.
    public static let bouncing: ReasonCode = "profile.bouncing"
  }

  /// What to do next: the first that applies of an overdue follow-up, an unresolved ticket that waits for us, a deal past its day, the
  /// next follow-up, and open deals without a plan. Pure.
  public static func nextAction(
    followUps: [FollowUp], deals: Deals?, tickets: Tickets?, now: Date, today: CalendarDay
  ) -> Reason? {
    if let overdue = followUps.first(where: { $0.isOverdue(at: now) }) {
      return Reason(Code.followUpOverdue, ["due": .date(overdue.effectiveDue)])
    }
    let waiting = tickets?.unresolved.count { $0.status.category == .new || $0.status.category == .open } ?? 0
    if waiting > 0 { return Reason(Code.ticketsWaiting, ["count": .integer(Int64(waiting))]) }
    let late = deals?.open.filter { $0.expectedClose.map { $0 < today } ?? false }.min { left, right in
      (left.expectedClose ?? today) < (right.expectedClose ?? today)
    }
    if let late, let day = late.expectedClose {
      return Reason(Code.dealOverdue, ["deal": .reference(RecordReference(late)), "day": .day(day)])
    }
    if let next = followUps.first { return Reason(Code.followUpNext, ["due": .date(next.effectiveDue)]) }
    let open = deals?.open.count ?? 0
    return open > 0 ? Reason(Code.nothingPlanned, ["count": .integer(Int64(open))]) : nil
  }

  /// What is missing or doubtful in a record. Pure.
  public static func qualityFlags(of customer: Customer, owner: StaffMember?, now: Date) -> [Reason] {
    var flags: [Reason] = []
    if customer.contactPoints.isEmpty { flags.append(Reason(Code.unreachable)) }
    if customer.contactPoints.contains(where: \.verification.isBounced) { flags.append(Reason(Code.bouncing)) }
    if customer.owner == nil {
      flags.append(Reason(Code.noOwner))
    } else if !(owner?.isActive(at: now) ?? false) {
      flags.append(Reason(Code.inactiveOwner))
    }
    return flags
  }

  /// The sentences for advice and flags.
  public static let phrases = ReasonPhrases([
    Code.followUpOverdue: [
      "en": "A follow-up is overdue since {due}.", "ru": "Просрочено напоминание от {due}.",
      "uk": "Прострочене нагадування від {due}.", "zh": "跟进事项自 {due} 起已逾期。",
    ],
    Code.ticketsWaiting: [
      "en": "{count} requests wait for an answer.", "ru": "Ждут ответа обращений: {count}.",
      "uk": "Чекають відповіді звернень: {count}.", "zh": "有 {count} 个请求等待答复。",
    ],
    Code.dealOverdue: [
      "en": "A deal should have been decided on {day}.", "ru": "Решение по сделке ожидалось {day}.",
      "uk": "Рішення за угодою очікувалося {day}.", "zh": "有一笔交易本应于 {day} 决定。",
    ],
    Code.followUpNext: [
      "en": "The next follow-up is due at {due}.", "ru": "Следующее напоминание: {due}.",
      "uk": "Наступне нагадування: {due}.", "zh": "下一次跟进时间为 {due}。",
    ],
    Code.nothingPlanned: [
      "en": "{count} deals are open and nothing is planned.",
      "ru": "Открытых сделок: {count}, ничего не запланировано.",
      "uk": "Відкритих угод: {count}, нічого не заплановано.", "zh": "有 {count} 笔进行中的交易，但没有任何计划。",
    ],
    Code.unreachable: [
      "en": "There is no way to reach them.", "ru": "Нет способа связаться.", "uk": "Немає способу зв’язатися.",
      "zh": "没有联系方式。",
    ],
    Code.noOwner: [
      "en": "Nobody looks after them.", "ru": "Нет ответственного.", "uk": "Немає відповідального.", "zh": "没有负责人。",
    ],
    Code.inactiveOwner: [
      "en": "The owner no longer works here.", "ru": "Ответственный больше не работает.",
      "uk": "Відповідальний більше не працює.", "zh": "负责人已离职。",
    ],
    Code.bouncing: [
      "en": "A contact point bounces.", "ru": "Один из адресов недоступен.", "uk": "Одна з адрес недоступна.",
      "zh": "某个联系方式已失效。",
    ],
  ])
}
