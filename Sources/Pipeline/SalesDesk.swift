import Foundation

/// Pipelines, deals and forecasts over a store: the facade of this module.
///
/// Every writing verb commits the change together with its event and is retried when somebody else was faster; its `prepare`
/// form gives back the change instead, to be joined with others into one commit. Lists come in pages; reports that read more
/// say so and leave the caller's actor.
public struct SalesDesk: Sendable {
  /// Where the records live.
  public let store: any Store
  /// Time, identifiers and zone.
  public let environment: CRMEnvironment
  /// When deals were touched and what is planned in them.
  public let activity: any DealActivitySource
  /// Who is asked, once for each commit, before leads bring contact points; `nil` asks nobody.
  public let contactScreen: (any ContactScreen)?

  /// A desk over a store.
  ///
  /// - Parameters:
  ///   - store: where pipelines and deals live.
  ///   - environment: time, identifiers and zone.
  ///   - activity: when deals were touched; by default the timeline in the same store.
  ///   - contactScreen: see ``contactScreen``.
  public init(
    store: any Store, environment: CRMEnvironment = .live, activity: (any DealActivitySource)? = nil,
    contactScreen: (any ContactScreen)? = nil
  ) {
    self.store = store
    self.environment = environment
    self.activity = activity ?? TimelineActivity(store: store)
    self.contactScreen = contactScreen
  }

  /// The record types of this module.
  public static let recordTypes: [any Record.Type] = [SalesPipeline.self, Deal.self, Lead.self]

  /// The deal with this identifier.
  ///
  /// - Throws: `StoreError` with `notFound`.
  public func deal(_ id: Identifier<Deal>) async throws -> Deal { try await store.require(id).record }

  /// The deal that another system knows by this key, or `nil`.
  public func deal(foreignKey key: ForeignKey) async throws -> Deal? {
    try await store.first(Query(Deal.byForeignKey, ExactText(key.system), ExactText(key.id)))?.record
  }

  func event(
    _ name: EventName, _ deal: Deal, at now: Date, by author: Author, _ properties: [String: FieldValue] = [:]
  ) -> Event {
    Event(
      id: environment.id(), name: name, about: RecordReference(deal),
      customer: deal.customer.map { RecordReference($0) },
      date: now, author: author, properties: properties)
  }
}

extension EventName {
  /// A deal was opened. Properties: `stage`.
  public static let dealOpened: EventName = "deal.opened"
  /// Properties of a deal changed. Properties: `fields`, the names of the fields that did.
  public static let dealChanged: EventName = "deal.changed"
  /// A deal went from one open stage to another. Properties: `from`, `to`.
  public static let dealMoved: EventName = "deal.moved"
  /// A deal was won. Properties: `from`, `to`, `amount` if known.
  public static let dealWon: EventName = "deal.won"
  /// A deal was lost. Properties: `from`, `to`, `reason`, `amount` if known.
  public static let dealLost: EventName = "deal.lost"
  /// A decided deal was opened again. Properties: `from`, `to`.
  public static let dealReopened: EventName = "deal.reopened"
  /// A deal pauses. Properties: `resumeOn`.
  public static let dealSuspended: EventName = "deal.suspended"
  /// A pause was ended before its day; one that ends by itself has no event.
  public static let dealResumed: EventName = "deal.resumed"
  /// A pipeline was added or changed.
  public static let pipelineChanged: EventName = "pipeline.changed"
}
