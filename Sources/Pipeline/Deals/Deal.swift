/// A piece of business that may come to be: with whom, about what, how far it is, and what it is worth.
///
/// The stage and the status come from ``history`` and change only through ``moving(to:in:at:by:facts:)``; every other property
/// may be set freely, and ``problems(in:)`` says what is wrong with the whole. Amounts are without tax.
public struct Deal: Record {
  /// `deals`.
  public static let collection: CollectionName = "deals"

  /// The deal's identity.
  public var id: Identifier<Deal>
  /// What it is called.
  public var name: String
  /// The pipeline it runs through.
  public internal(set) var pipeline: Identifier<SalesPipeline>
  /// The stages it has been in; the last one is where it is.
  public internal(set) var history: StageHistory
  /// With whom. No stored customer is needed.
  public var customer: Identifier<Customer>?
  /// Who else takes part, and the customer's people with the parts they play.
  public var parties: [DealParty]
  /// Who works on it.
  public var owner: Identifier<StaffMember>?
  /// What is sold.
  public var lines: [DealLine]
  /// The currency of all amounts of the deal.
  public var currency: Currency
  /// What the deal is worth if somebody said so; otherwise the sum of ``lines``. See ``amount()``.
  public var statedAmount: Money?
  /// The rate from the deal's currency to the company's, with its day.
  public var exchangeRate: ExchangeRate?
  /// When the business began; `nil` if nobody knows.
  public var opened: CalendarDay?
  /// When the decision is expected.
  public var expectedClose: CalendarDay?
  /// When it was decided; set by winning and losing.
  public internal(set) var closed: CalendarDay?
  /// The chance of winning, 0 to 1, in place of the stage's; 0 is a value.
  public var probability: Proportion?
  /// How it counts in forecasts, in place of what the chance says.
  public var forecastCategory: ForecastCategory?
  /// Who else offers.
  public var competitors: [String]
  /// What is to be done next.
  public var nextStep: String?
  /// The campaigns it came from, first touch first.
  public var campaigns: [RecordReference]
  /// The host's own fields.
  public var customFields: CustomFields
  /// Why it was lost; only on a lost deal.
  public internal(set) var loss: DealLoss?
  /// A pause; see ``Suspension``.
  public var suspension: Suspension?
  /// The names that other systems have for it.
  public var foreignKeys: [ForeignKey]

  /// A deal in any legal state, for example from another system. ``problems(in:)`` says whether it is legal.
  public init(
    id: Identifier<Deal>, name: String, pipeline: Identifier<SalesPipeline>, history: StageHistory,
    customer: Identifier<Customer>? = nil, parties: [DealParty] = [], owner: Identifier<StaffMember>? = nil,
    lines: [DealLine] = [], currency: Currency, statedAmount: Money? = nil, exchangeRate: ExchangeRate? = nil,
    opened: CalendarDay? = nil, expectedClose: CalendarDay? = nil, closed: CalendarDay? = nil,
    probability: Proportion? = nil, forecastCategory: ForecastCategory? = nil, competitors: [String] = [],
    nextStep: String? = nil, campaigns: [RecordReference] = [], customFields: CustomFields = [:],
    loss: DealLoss? = nil, suspension: Suspension? = nil, foreignKeys: [ForeignKey] = []
  ) {
    self.id = id
    self.name = name
    self.pipeline = pipeline
    self.history = history
    self.customer = customer
    self.parties = parties
    self.owner = owner
    self.lines = lines
    self.currency = currency
    self.statedAmount = statedAmount
    self.exchangeRate = exchangeRate
    self.opened = opened
    self.expectedClose = expectedClose
    self.closed = closed
    self.probability = probability
    self.forecastCategory = forecastCategory
    self.competitors = competitors
    self.nextStep = nextStep
    self.campaigns = campaigns
    self.customFields = customFields
    self.loss = loss
    self.suspension = suspension
    self.foreignKeys = foreignKeys
  }
}
