public import Foundation

/// How much of a deal's amount is to be expected. A deal's own ``Deal/probability`` always goes first.
public struct ForecastModel: Sendable {
  private let expectation: @Sendable (Deal, Money, Stage) -> Decimal?

  /// A model of the host.
  ///
  /// - Parameter expectation: the expected part of the amount, in units of its currency; `nil` leaves it to the stage.
  public init(expecting expectation: @escaping @Sendable (Deal, Money, Stage) -> Decimal?) {
    self.expectation = expectation
  }

  /// The probability of the deal's stage.
  public static let stageProbability = ForecastModel { _, _, _ in nil }

  /// A measured rate by some key of the deal; where none is decided, the probability of the stage.
  public static func measured<Key>(
    _ conversion: MeasuredConversion<Key>, by key: @escaping @Sendable (Deal) -> Key?
  ) -> ForecastModel {
    ForecastModel { deal, amount, _ in key(deal).flatMap { conversion[$0].share(of: amount.decimal) } }
  }

  /// A measured rate by product, line by line: Σ line × won ÷ (won + lost) of its product. A line without product or measured
  /// rate has the probability of the stage; a stated amount is spread over the lines in proportion.
  public static func measured(_ conversion: MeasuredConversion<Identifier<Product>>) -> ForecastModel {
    ForecastModel { deal, amount, stage in
      var sum = Decimal(0)
      var expected = Decimal(0)
      for line in deal.lines {
        guard let total = try? line.total().decimal else { return nil }
        sum += total
        let share = line.product.flatMap { conversion[$0].share(of: total) }
        expected += share ?? total * stage.probability.decimal
      }
      guard sum != 0 else { return nil }
      return sum == amount.decimal ? expected : expected * amount.decimal / sum
    }
  }

  /// The expected part of an amount, in units of its currency and unrounded.
  public func expected(_ deal: Deal, amount: Money, in stage: Stage) -> Decimal {
    if let own = deal.probability { return amount.decimal * own.decimal }
    return expectation(deal, amount, stage) ?? amount.decimal * stage.probability.decimal
  }
}
