public import CRMCore

extension CampaignDesk {
  /// The sentences for this module's reasons.
  public static let phrases = ReasonPhrases([
    CampaignViolation.Code.wrongStatus: [
      "en": "It cannot go from {from} to {to}.", "ru": "Переход из {from} в {to} невозможен.",
      "uk": "Перехід з {from} до {to} неможливий.", "zh": "不能从 {from} 变为 {to}。",
    ],
    CampaignViolation.Code.incomplete: [
      "en": "{field} is missing or wrong.", "ru": "Поле {field} не заполнено или неверно.",
      "uk": "Поле {field} не заповнене або хибне.", "zh": "字段 {field} 缺失或有误。",
    ],
    CampaignRecipient.Code.noContactPoint: [
      "en": "There is no address on this channel.", "ru": "Нет адреса для этого канала.",
      "uk": "Немає адреси для цього каналу.", "zh": "该渠道没有地址。",
    ],
    CampaignRecipient.Code.missingField: [
      "en": "The text needs {field}, which is missing.", "ru": "Для текста нужно поле {field}, оно пусто.",
      "uk": "Для тексту потрібне поле {field}, воно порожнє.", "zh": "文本需要字段 {field}，但其缺失。",
    ],
    CampaignRecipient.Code.transportRefused: [
      "en": "The transport refused the message ({code}).", "ru": "Транспорт отклонил сообщение ({code}).",
      "uk": "Транспорт відхилив повідомлення ({code}).", "zh": "传输通道拒绝了该消息（{code}）。",
    ],
    CampaignRecipient.Code.customerGone: [
      "en": "The customer no longer exists.", "ru": "Клиент больше не существует.", "uk": "Клієнта більше немає.",
      "zh": "客户已不存在。",
    ],
    CampaignRecipient.Code.obligationUnmet: [
      "en": "The message lacks {obligation}.", "ru": "В сообщении нет {obligation}.",
      "uk": "У повідомленні немає {obligation}.",
      "zh": "消息缺少 {obligation}。",
    ],
    CampaignRecipient.Code.campaignOver: [
      "en": "The campaign was over.", "ru": "Кампания уже закончилась.", "uk": "Кампанія вже закінчилася.",
      "zh": "活动已结束。",
    ],
    CampaignRecipient.Code.unconfirmed: [
      "en": "It is not known whether the message left.", "ru": "Неизвестно, ушло ли сообщение.",
      "uk": "Невідомо, чи пішло повідомлення.", "zh": "不确定消息是否已发出。",
    ],
    CampaignRecipient.Code.interrupted: [
      "en": "It was interrupted and will be tried again.", "ru": "Прервано; будет повторено.",
      "uk": "Перервано; буде повторено.", "zh": "已中断，将重试。",
    ],
  ])
}
