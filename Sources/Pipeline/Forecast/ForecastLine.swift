public import Foundation

/// What one open deal adds to a forecast. Figures only, no text about anybody, so that snapshots can be kept.
public struct ForecastLine: Hashable, Codable, Sendable {
  /// The deal.
  public var deal: Identifier<Deal>
  /// Its pipeline.
  public var pipeline: Identifier<SalesPipeline>
  /// Its stage.
  public var stage: StageID
  /// Its owner.
  public var owner: Identifier<StaffMember>?
  /// Its customer.
  public var customer: Identifier<Customer>?
  /// When the decision is expected.
  public var expectedClose: CalendarDay?
  /// How firmly it counts.
  public var category: ForecastCategory
  /// What it is worth.
  public var amount: Money
  /// The expected part of the amount, in units of its currency, unrounded.
  public var expected: Decimal

  /// A line.
  public init(
    deal: Identifier<Deal>, pipeline: Identifier<SalesPipeline>, stage: StageID,
    owner: Identifier<StaffMember>? = nil, customer: Identifier<Customer>? = nil, expectedClose: CalendarDay? = nil,
    category: ForecastCategory, amount: Money, expected: Decimal
  ) {
    self.deal = deal
    self.pipeline = pipeline
    self.stage = stage
    self.owner = owner
    self.customer = customer
    self.expectedClose = expectedClose
    self.category = category
    self.amount = amount
    self.expected = expected
  }

  /// What a deal adds under a model; `nil` unless it is open with a known amount in a stage of the pipeline.
  public init?(
    _ deal: Deal, in pipeline: SalesPipeline, model: ForecastModel,
    thresholds: ForecastCategory.Thresholds = ForecastCategory.Thresholds()
  ) {
    guard deal.status == .open, let stage = pipeline.stage(deal.stage), let amount = deal.knownAmount else {
      return nil
    }
    let expected = model.expected(deal, amount: amount, in: stage)
    let chance = Proportion(amount.isZero ? 0 : expected / amount.decimal)
    self.init(
      deal: deal.id, pipeline: deal.pipeline, stage: deal.stage, owner: deal.owner, customer: deal.customer,
      expectedClose: deal.expectedClose,
      category: deal.forecastCategory ?? ForecastCategory(chance: chance, thresholds: thresholds), amount: amount,
      expected: expected)
  }
}
