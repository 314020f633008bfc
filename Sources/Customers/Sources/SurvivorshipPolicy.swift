public import CRMCore

/// Which of several values of one property counts.
public enum SurvivorshipRule: String, Codable, Hashable, Sendable, CaseIterable {
  /// The one that was observed last.
  case newest
  /// The one that was observed first.
  case oldest
  /// The one of the system that stands first in ``SurvivorshipPolicy/trust``.
  case mostTrusted
  /// The longest text.
  case longest
  /// The one that most say.
  case mostFrequent
  /// One that its source has verified.
  case verifiedFirst
}

/// How the value of each property is chosen when several sources, or several records that become one, differ.
///
/// The rules of a property are asked in order; each leaves those it prefers, until they agree on one value. What is empty never
/// counts. If all rules leave several, the newest counts; of equally new ones the one that comes first in a fixed order. What
/// somebody sets by hand beats every rule.
public struct SurvivorshipPolicy: Hashable, Codable, Sendable {
  /// The rules by property.
  public var rules: [CustomerProperty: [SurvivorshipRule]]
  /// The rules of all other properties.
  public var otherwise: [SurvivorshipRule]
  /// Systems, the most trusted first; those that are not named come last.
  public var trust: [String]

  /// A policy; without arguments the newest value counts.
  public init(
    rules: [CustomerProperty: [SurvivorshipRule]] = [:], otherwise: [SurvivorshipRule] = [.newest],
    trust: [String] = []
  ) {
    self.rules = rules
    self.otherwise = otherwise
    self.trust = trust
  }

  /// The newest value that is not empty.
  public static let newest = SurvivorshipPolicy()

  func rules(for property: CustomerProperty) -> [SurvivorshipRule] { rules[property] ?? otherwise }

  func rank(of system: String?) -> Int { system.flatMap { trust.firstIndex(of: $0) } ?? trust.count }
}

/// Reason codes about which value counts.
public enum SurvivorshipReason {
  /// Only one has a value.
  public static let only: ReasonCode = "survivorship.only"
  /// All that have a value have the same.
  public static let agreed: ReasonCode = "survivorship.agreed"
  /// The values of all are united.
  public static let united: ReasonCode = "survivorship.united"
  /// Nobody has a value.
  public static let none: ReasonCode = "survivorship.none"
  /// Somebody chose it.
  public static let chosen: ReasonCode = "survivorship.chosen"
  /// It was set by hand on the customer.
  public static let byHand: ReasonCode = "survivorship.byHand"
  /// There are no sources: it is as it was recorded.
  public static let recorded: ReasonCode = "survivorship.recorded"
  /// It belongs to the record that stays.
  public static let winner: ReasonCode = "survivorship.winner"
  /// The rule in `rule` preferred it.
  public static let rule: ReasonCode = "survivorship.rule"
}
