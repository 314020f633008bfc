public import CRMCore

extension EventName {
  /// A customer became part of another one; `loser`, `merge`, `records`.
  public static let customerMerged: EventName = "customer.merged"
  /// A customer is one of its own again; `winner`, `merge`.
  public static let customerUnmerged: EventName = "customer.unmerged"
  /// A device or an account belongs to a customer; `identity` is its kind.
  public static let identityLinked: EventName = "identity.linked"
  /// A device or an account no longer belongs to a customer; `identity` is its kind.
  public static let identityCut: EventName = "identity.cut"
}

extension CustomerDirectory {
  /// The record types of sources, merges and the identity graph.
  static let unityTypes: [any Record.Type] = [
    SourceRecord.self, GoldenState.self, CustomerAlias.self, CustomerMerge.self, MergeTrace.self, IdentityLink.self,
    AnonymousActivity.self,
  ]

  static let unityPhrases: [ReasonCode: [String: String]] = mergePhrases.merging(survivorshipPhrases) { first, _ in
    first
  }

  private static let mergePhrases: [ReasonCode: [String: String]] = [
    MergeReason.kindsDiffer: [
      "en": "A person, an organisation and a household cannot become one.",
      "ru": "Человек, организация и домохозяйство не могут стать одним клиентом.",
      "uk": "Людина, організація та домогосподарство не можуть стати одним клієнтом.",
      "zh": "个人、组织和家庭不能合并为一个客户。",
    ],
    MergeReason.invalidResult: [
      "en": "The united record would be invalid: {field} ({problem}).",
      "ru": "Объединённая запись была бы недопустимой: {field} ({problem}).",
      "uk": "Об'єднаний запис був би неприпустимим: {field} ({problem}).", "zh": "合并后的记录无效：{field}（{problem}）。",
    ],
    MergeReason.tooManyRecords: [
      "en": "{count} records would have to be moved; the limit is {limit}.",
      "ru": "Пришлось бы перенести записей: {count}; предел: {limit}.",
      "uk": "Довелося б перенести записів: {count}; межа: {limit}.", "zh": "需要移动 {count} 条记录，上限为 {limit}。",
    ],
    MergeReason.relationshipCycle: [
      "en": "A relationship “{kind}” would close a circle.", "ru": "Связь «{kind}» замкнула бы круг.",
      "uk": "Зв'язок «{kind}» замкнув би коло.", "zh": "关系“{kind}”将形成循环。",
    ],
    MergeReason.alreadyUndone: [
      "en": "The merge was undone before.", "ru": "Объединение уже отменено.", "uk": "Об'єднання вже скасовано.",
      "zh": "该合并已被撤销。",
    ],
    MergeReason.laterMerge: [
      "en": "A later merge has to be undone first.", "ru": "Сначала нужно отменить более позднее объединение.",
      "uk": "Спочатку треба скасувати пізніше об'єднання.", "zh": "必须先撤销较晚的合并。",
    ],
    MergeReason.pointsUnited: [
      "en": "The winner gets contact points: {count}. A stop on any of them stays; none is lifted.",
      "ru": "К клиенту переходят контакты: {count}. Запреты на них сохраняются, ни один не снимается.",
      "uk": "До клієнта переходять контакти: {count}. Заборони на них зберігаються, жодну не знято.",
      "zh": "保留的客户将获得 {count} 个联系方式；对其中任何一个的拒收仍然有效。",
    ],
    MergeReason.bounceStays: [
      "en": "Contact points that bounced for one of them: {count}.",
      "ru": "Контакты, недоступные у одного из клиентов: {count}.",
      "uk": "Контакти, недоступні в одного з клієнтів: {count}.", "zh": "其中一方曾退信的联系方式：{count} 个。",
    ],
    MergeReason.decidedDistinct: [
      "en": "Somebody had decided that they are different parties.", "ru": "Ранее решено, что это разные клиенты.",
      "uk": "Раніше вирішено, що це різні клієнти.", "zh": "此前已认定它们是不同的客户。",
    ],
    MergeReason.relationshipsToItself: [
      "en": "Relationships between them that go: {count}.", "ru": "Связей между ними, которые исчезнут: {count}.",
      "uk": "Зв'язків між ними, які зникнуть: {count}.", "zh": "它们之间将消失的关系：{count} 个。",
    ],
    ParticipationReason.uniqueKeyTaken: [
      "en": "{record} would have a key in “{index}” that another record has.",
      "ru": "У {record} был бы ключ «{index}», который уже занят.",
      "uk": "{record} мав би ключ «{index}», який уже зайнятий.", "zh": "{record} 在“{index}”中的键已被占用。",
    ],
  ]

  private static let survivorshipPhrases: [ReasonCode: [String: String]] = [
    SurvivorshipReason.only: [
      "en": "Only one has a value.", "ru": "Значение есть только у одного.", "uk": "Значення є лише в одного.",
      "zh": "只有一方有值。",
    ],
    SurvivorshipReason.agreed: [
      "en": "All have the same value.", "ru": "У всех одно значение.", "uk": "В усіх те саме значення.",
      "zh": "各方的值相同。",
    ],
    SurvivorshipReason.united: [
      "en": "All values are united.", "ru": "Значения объединены.", "uk": "Значення об'єднано.", "zh": "所有值合并保留。",
    ],
    SurvivorshipReason.none: [
      "en": "Nobody has a value.", "ru": "Значения нет ни у кого.", "uk": "Значення немає ні в кого.", "zh": "均无值。",
    ],
    SurvivorshipReason.chosen: [
      "en": "Somebody chose it.", "ru": "Выбрано вручную.", "uk": "Вибрано вручну.", "zh": "由人工选择。",
    ],
    SurvivorshipReason.byHand: [
      "en": "It was set by hand.", "ru": "Указано вручную.", "uk": "Вказано вручну.", "zh": "由人工填写。",
    ],
    SurvivorshipReason.recorded: [
      "en": "It is as it was recorded.", "ru": "Как было записано.", "uk": "Як було записано.", "zh": "按原始记录。",
    ],
    SurvivorshipReason.winner: [
      "en": "It is the winner's.", "ru": "Принадлежит основной записи.", "uk": "Належить основному запису.",
      "zh": "取自保留的记录。",
    ],
    SurvivorshipReason.rule: [
      "en": "The rule “{rule}” prefers it.", "ru": "Предпочтено по правилу «{rule}».",
      "uk": "Обрано за правилом «{rule}».", "zh": "按规则“{rule}”优先。",
    ],
  ]
}
