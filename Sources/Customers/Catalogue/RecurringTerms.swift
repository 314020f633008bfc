/// How a product is billed again and again.
public struct RecurringTerms: Hashable, Codable, Sendable {
  /// The length of a billing period.
  public enum Interval: String, Codable, Hashable, Sendable, CaseIterable {
    /// A day.
    case day
    /// A week.
    case week
    /// A calendar month.
    case month
    /// A calendar year.
    case year
  }

  /// What a period is counted in.
  public var interval: Interval
  /// How many intervals one period has, at least 1: three months are a quarter.
  public var count: Int
  /// The number of periods that the customer is bound for at first.
  public var minimumPeriods: Int?
  /// How many days before the end of a period notice must be given.
  public var noticeDays: Int?
  /// Whether it goes on after the first term when nobody gives notice.
  public var renewsItself: Bool

  /// Terms of billing.
  public init(
    every count: Int = 1, _ interval: Interval, minimumPeriods: Int? = nil, noticeDays: Int? = nil,
    renewsItself: Bool = true
  ) {
    self.interval = interval
    self.count = count
    self.minimumPeriods = minimumPeriods
    self.noticeDays = noticeDays
    self.renewsItself = renewsItself
  }
}
