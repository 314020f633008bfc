public import CRMCore

/// Whether a customer may go to a stage, and everything that is missing.
public struct LifeCycleVerdict: Hashable, Sendable {
  /// A requirement and how it was found.
  public struct Finding: Hashable, Sendable {
    /// The requirement.
    public var requirement: LifeCycle.Requirement
    /// Its leaves with the actual values.
    public var explanation: Explanation

    /// A finding.
    public init(requirement: LifeCycle.Requirement, explanation: Explanation) {
      self.requirement = requirement
      self.explanation = explanation
    }
  }

  /// Where the customer is.
  public var from: LifecycleStage
  /// Where to.
  public var to: LifecycleStage
  /// Whether there is a way at all.
  public var hasWay: Bool
  /// All requirements of the way.
  public var findings: [Finding]

  /// A verdict.
  public init(from: LifecycleStage, to: LifecycleStage, hasWay: Bool, findings: [Finding] = []) {
    self.from = from
    self.to = to
    self.hasWay = hasWay
    self.findings = findings
  }

  /// Whether the customer may go.
  public var isAllowed: Bool { hasWay && missing.isEmpty }
  /// The requirements that are not fulfilled.
  public var missing: [Finding] { findings.filter { !$0.explanation.verdict } }
}

/// A customer may not go to a stage. Says everything that is missing, by name and without values.
public struct LifeCycleViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where the customer is.
  public var from: LifecycleStage
  /// Where to.
  public var to: LifecycleStage
  /// Where the customer could go instead; empty if there is a way.
  public var targets: [LifecycleStage]
  /// The names of the requirements that are not fulfilled.
  public var missing: [String]
  /// Why effects of the stage cannot be carried out.
  public var refusals: [Reason]

  /// A violation.
  public init(
    from: LifecycleStage, to: LifecycleStage, targets: [LifecycleStage] = [], missing: [String] = [],
    refusals: [Reason] = []
  ) {
    self.from = from
    self.to = to
    self.targets = targets
    self.missing = missing
    self.refusals = refusals
  }

  /// Stages, and what is missing.
  public var description: String {
    let what = missing + refusals.map(\.code.rawValue)
    return "\(from.rawValue) → \(to.rawValue): " + (what.isEmpty ? "no way" : what.joined(separator: ", "))
  }

  /// The violation as a reason.
  public var reason: Reason {
    missing.isEmpty && refusals.isEmpty
      ? Reason(LifeCycleReason.noWay, ["from": .choice(from.rawValue), "to": .choice(to.rawValue)])
      : Reason(
        LifeCycleReason.missing,
        ["to": .choice(to.rawValue), "missing": .list((missing + refusals.map(\.code.rawValue)).map { .text($0) })])
  }
}

/// Reason codes about life cycles.
public enum LifeCycleReason {
  /// The life cycle has no way between the stages: `from`, `to`.
  public static let noWay: ReasonCode = "lifeCycle.noWay"
  /// Requirements are not fulfilled: `to`, `missing`.
  public static let missing: ReasonCode = "lifeCycle.missing"
  /// A staff member who is to do something is not known: `effect`.
  public static let nobody: ReasonCode = "lifeCycle.nobody"
}

extension LifeCycleReason {
  static let phrases: [ReasonCode: [String: String]] = [
    noWay: [
      "en": "There is no way from “{from}” to “{to}”.", "ru": "Перехода от «{from}» к «{to}» нет.",
      "uk": "Переходу від «{from}» до «{to}» немає.", "zh": "不能从“{from}”转到“{to}”。",
    ],
    missing: [
      "en": "Before “{to}” is still missing: {missing}.", "ru": "До «{to}» не хватает: {missing}.",
      "uk": "До «{to}» бракує: {missing}.", "zh": "进入“{to}”之前还缺少：{missing}。",
    ],
    nobody: [
      "en": "Nobody is known who could do “{effect}”.", "ru": "Неизвестно, кто должен выполнить «{effect}».",
      "uk": "Невідомо, хто має виконати «{effect}».", "zh": "不知道由谁来执行“{effect}”。",
    ],
  ]
}
