extension SalesDesk {
  /// A sentence for every code of ``SalesReason``, in English, Russian, Ukrainian and Chinese.
  public static let phrases = ReasonPhrases(pipelinePhrases).overlaying(ReasonPhrases(movePhrases))
    .overlaying(ReasonPhrases(stalledPhrases))

  private typealias Sentences = [ReasonCode: [String: String]]

  private static let pipelinePhrases: Sentences = [
    SalesReason.categoryWithoutStage: [
      "en": "The pipeline has no stage of the kind {category}.",
      "ru": "В воронке нет этапа вида {category}.",
      "uk": "У воронці немає етапу виду {category}.",
      "zh": "销售流程中没有类别为 {category} 的阶段。",
    ],
    SalesReason.invalidCondition: [
      "en": "The condition of the stage asks for something that deals do not have.",
      "ru": "Условие этапа спрашивает о том, чего у сделок нет.",
      "uk": "Умова етапу питає про те, чого угоди не мають.",
      "zh": "阶段条件引用了商机没有的内容。",
    ],
    SalesReason.stageWithoutMapping: [
      "en": "The stage {stage} goes away: say where its deals go.",
      "ru": "Этап {stage} исчезает: укажите, куда перейдут его сделки.",
      "uk": "Етап {stage} зникає: вкажіть, куди перейдуть його угоди.",
      "zh": "阶段 {stage} 将被移除：请指定其商机的去向。",
    ],
    SalesReason.archivedPipeline: [
      "en": "The pipeline takes no new deals.",
      "ru": "Воронка не принимает новых сделок.",
      "uk": "Воронка не приймає нових угод.",
      "zh": "该销售流程不再接受新商机。",
    ],
    SalesReason.brokenHistory: [
      "en": "The stays in stages overlap, leave a gap or end before they begin.",
      "ru": "Пребывания на этапах пересекаются, имеют разрыв или заканчиваются раньше начала.",
      "uk": "Перебування на етапах перетинаються, мають розрив або закінчуються раніше початку.",
      "zh": "阶段停留时间重叠、有间隔或先结束后开始。",
    ],
  ]

  private static let movePhrases: Sentences = [
    SalesReason.otherPipeline: [
      "en": "The deal belongs to another pipeline.",
      "ru": "Сделка относится к другой воронке.",
      "uk": "Угода належить до іншої воронки.",
      "zh": "该商机属于另一个销售流程。",
    ],
    SalesReason.unknownStage: [
      "en": "There is no stage {stage}.",
      "ru": "Этапа {stage} нет.",
      "uk": "Етапу {stage} немає.",
      "zh": "没有阶段 {stage}。",
    ],
    SalesReason.retiringStage: [
      "en": "The stage {stage} is being removed and takes no deals.",
      "ru": "Этап {stage} удаляется и не принимает сделок.",
      "uk": "Етап {stage} видаляється і не приймає угод.",
      "zh": "阶段 {stage} 正在移除，不接受商机。",
    ],
    SalesReason.sameStage: [
      "en": "The deal is in this stage already.",
      "ru": "Сделка уже на этом этапе.",
      "uk": "Угода вже на цьому етапі.",
      "zh": "商机已在该阶段。",
    ],
    SalesReason.beforeEntry: [
      "en": "The move lies before the deal entered its present stage.",
      "ru": "Перемещение раньше входа сделки на текущий этап.",
      "uk": "Переміщення раніше входу угоди на поточний етап.",
      "zh": "移动时间早于商机进入当前阶段的时间。",
    ],
    SalesReason.backward: [
      "en": "Deals of this pipeline do not go back.",
      "ru": "В этой воронке сделки не возвращаются назад.",
      "uk": "У цій воронці угоди не повертаються назад.",
      "zh": "此销售流程不允许后退。",
    ],
    SalesReason.skips: [
      "en": "These stages may not be left out: {stages}.",
      "ru": "Нельзя пропустить этапы: {stages}.",
      "uk": "Не можна пропустити етапи: {stages}.",
      "zh": "不能跳过这些阶段：{stages}。",
    ],
    SalesReason.decided: [
      "en": "The deal is decided and stays so.",
      "ru": "Сделка закрыта и не открывается снова.",
      "uk": "Угоду закрито, знову вона не відкривається.",
      "zh": "商机已有结果，不能重新打开。",
    ],
    SalesReason.fieldNeeded: [
      "en": "{field} is needed.",
      "ru": "Нужно заполнить {field}.",
      "uk": "Потрібно заповнити {field}.",
      "zh": "需要填写 {field}。",
    ],
    SalesReason.conditionNeeded: [
      "en": "Not so yet: {name}.",
      "ru": "Ещё не выполнено: {name}.",
      "uk": "Ще не виконано: {name}.",
      "zh": "尚未满足：{name}。",
    ],
    SalesReason.activityNeeded: [
      "en": "Needed {times} × {kind}.",
      "ru": "Нужно {times} × {kind}.",
      "uk": "Потрібно {times} × {kind}.",
      "zh": "需要 {times} 次 {kind}。",
    ],
    SalesReason.approvalNeeded: [
      "en": "The approval {name} is needed.",
      "ru": "Нужно согласование {name}.",
      "uk": "Потрібне погодження {name}.",
      "zh": "需要审批 {name}。",
    ],
    SalesReason.undecidable: [
      "en": "A condition of the stage cannot be judged.",
      "ru": "Условие этапа нельзя проверить.",
      "uk": "Умову етапу не можна перевірити.",
      "zh": "无法判断阶段条件。",
    ],
    SalesReason.lossReasonMissing: [
      "en": "Say why the deal is lost.",
      "ru": "Укажите, почему сделка проиграна.",
      "uk": "Вкажіть, чому угоду програно.",
      "zh": "请说明丢单原因。",
    ],
    SalesReason.lossReasonUnknown: [
      "en": "{reason} is not a reason of this pipeline.",
      "ru": "Причины {reason} нет в этой воронке.",
      "uk": "Причини {reason} немає в цій воронці.",
      "zh": "此销售流程没有原因 {reason}。",
    ],
    SalesReason.lossTextMissing: [
      "en": "Say the reason in words.",
      "ru": "Опишите причину словами.",
      "uk": "Опишіть причину словами.",
      "zh": "请用文字说明原因。",
    ],
  ]

  private static let stalledPhrases: Sentences = [
    SalesReason.suggestDecision: [
      "en": "The expected close passed {days} days ago: ask for the decision or set a new date.",
      "ru": "Ожидаемая дата прошла {days} дн. назад: попросите решение или назначьте новую дату.",
      "uk": "Очікувана дата минула {days} дн. тому: попросіть рішення або призначте нову дату.",
      "zh": "预计成交日已过 {days} 天：请客户决定或重新定日期。",
    ],
    SalesReason.suggestVerdict: [
      "en": "Nothing happened for {days} days: close it, or suspend it until a date.",
      "ru": "Ничего не происходит {days} дн.: закройте сделку или отложите до даты.",
      "uk": "Нічого не відбувається {days} дн.: закрийте угоду або відкладіть до дати.",
      "zh": "已有 {days} 天没有进展：请关闭或暂停到某日。",
    ],
    SalesReason.suggestNextStep: [
      "en": "Do the next step that was agreed.",
      "ru": "Сделайте согласованный следующий шаг.",
      "uk": "Зробіть погоджений наступний крок.",
      "zh": "执行已商定的下一步。",
    ],
    SalesReason.suggestContact: [
      "en": "Contact the customer and agree on a next step.",
      "ru": "Свяжитесь с клиентом и согласуйте следующий шаг.",
      "uk": "Зв’яжіться з клієнтом і погодьте наступний крок.",
      "zh": "联系客户并商定下一步。",
    ],
  ]
}
