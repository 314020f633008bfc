public import CRMCore
public import Consent
public import Customers
public import Foundation

/// Campaigns over a store: planned, started, sent through the consent gate, reported.
///
/// ```swift
/// let desk = CampaignDesk(store: store, digester: digester)
/// try await desk.plan(campaign, by: author)
/// try await desk.move(campaign.id, to: .approved, by: author)
/// try await desk.start(campaign.id, by: author)
/// try await desk.send(campaign.id, composer: composer, through: transport)
/// ```
public struct CampaignDesk: Sendable {
  /// The record types of this module.
  public static let recordTypes: [any Record.Type] = [Campaign.self, CampaignRecipient.self]

  /// Where the records live.
  public let store: any Store
  /// Time and identifiers.
  public let environment: CRMEnvironment
  /// The only way to a sent message.
  public let gate: ConsentGate
  /// Seconds until something that failed for the moment is tried again.
  public let retryAfter: TimeInterval
  /// The customers, as the segments of audiences see them: give it the field sources that the segments ask.
  public var customers: CustomerDirectory

  /// A desk over a store.
  ///
  /// - Parameters:
  ///   - store: where the records live.
  ///   - digester: the same as the consent ledger's.
  ///   - policies: the rules of permission.
  ///   - environment: time and identifiers.
  ///   - retryAfter: seconds until something that failed for the moment is tried again.
  public init(
    store: any Store, digester: ContactDigester, policies: PolicySet = .standard, environment: CRMEnvironment = .live,
    retryAfter: TimeInterval = 900
  ) {
    self.store = store
    self.environment = environment
    gate = ConsentGate(store: store, digester: digester, policies: policies, environment: environment)
    self.retryAfter = max(1, retryAfter)
    customers = CustomerDirectory(store: store, environment: environment)
  }

  /// The name under which the authorisations of a campaign stand in the consent ledger.
  public static func run(of campaign: Identifier<Campaign>) -> String { "campaign/" + campaign.description }

  // MARK: Planning

  /// Prepares ``plan(_:by:)``.
  public func preparePlan(_ campaign: Campaign, by author: Author) throws -> Prepared<Campaign> {
    try ValidationError.check(campaign.problems)
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    changes.insert(campaign)
    changes.insert(event(.campaignPlanned, campaign.id, at: now, by: author))
    return Prepared(campaign, changes: changes)
  }

  /// Keeps a new campaign; commits the event `campaign.planned` with it.
  ///
  /// - Throws: `ValidationError` with everything that is wrong; `StoreError`.
  @discardableResult
  public func plan(_ campaign: Campaign, by author: Author) async throws -> Campaign {
    let prepared = try preparePlan(campaign, by: author)
    try await store.commit(prepared.changes)
    return prepared.value
  }

  /// Prepares ``move(_:to:by:)``.
  public func prepareMove(
    _ id: Identifier<Campaign>, to status: CampaignStatus, by author: Author
  ) async throws -> Prepared<Campaign> {
    let now = environment.now()
    var stored = try await store.require(id)
    let before = stored.status
    stored.record = try stored.record.moving(to: status)
    var changes = ChangeSet(author: author, date: now)
    changes.update(stored)
    changes.insert(
      event(
        .campaignMoved, id, at: now, by: author, ["from": .choice(before.rawValue), "to": .choice(status.rawValue)]))
    return Prepared(stored.record, changes: changes)
  }

  /// Gives a campaign another status; commits the event `campaign.moved` with it. Start one with ``start(_:by:report:)``.
  ///
  /// - Throws: ``CampaignViolation`` with every reason against it; `StoreError`.
  @discardableResult
  public func move(_ id: Identifier<Campaign>, to status: CampaignStatus, by author: Author) async throws -> Campaign {
    try await store.perform { try await prepareMove(id, to: status, by: author) }
  }

  // MARK: Reporting

  /// What became of the audience so far. Reads every recipient. O(n).
  @concurrent
  public func report(on campaign: Identifier<Campaign>) async throws -> CampaignReport {
    var report = CampaignReport()
    try await store.forEach(in: Query(CampaignRecipient.byState, campaign)) { report.add($0.record) }
    return report
  }

  /// What a customer got or was to get, the latest first, one page.
  public func messages(
    to customer: Identifier<Customer>, limit: Int = 20
  ) async throws -> [CampaignRecipient] {
    try await store.page(Query(CampaignRecipient.byCustomer, customer).descending().limited(to: limit)).items.map(
      \.record)
  }

  func event(
    _ name: EventName, _ campaign: Identifier<Campaign>, customer: Identifier<Customer>? = nil, at date: Date,
    by author: Author,
    _ properties: [String: FieldValue] = [:]
  ) -> Event {
    Event(
      id: environment.id(), name: name, about: RecordReference(campaign),
      customer: customer.map { RecordReference($0) },
      date: date, author: author, properties: properties)
  }
}

extension EventName {
  /// A campaign was planned.
  public static let campaignPlanned: EventName = "campaign.planned"
  /// A campaign got another status.
  public static let campaignMoved: EventName = "campaign.moved"
  /// A customer's message was handed to the transport.
  public static let campaignSent: EventName = "campaign.sent"
}
