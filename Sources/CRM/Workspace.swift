public import CRMCore
public import Campaigns
public import Consent
public import Customers
import Foundation
public import Pipeline
public import Service

/// The modules a host uses, wired over one store into one working system.
///
/// ```swift
/// let crm = Workspace(store: try await FileStore.open(at: directory), digester: digester)
/// let ann = try await crm.customers.create(.person, by: author) { $0.personName = PersonName(given: "Ann") }
/// let profile = try await crm.profile(of: ann.id)
/// ```
///
/// A value without state: make one wherever it is needed. A module that is left out is `nil` here and says `notWired` in a
/// profile.
public struct Workspace: Sendable {
  /// A module that can be left out. Customers is always there.
  public enum Module: String, Codable, Sendable, CaseIterable {
    /// Deals and forecasts.
    case pipeline
    /// Tickets and service levels.
    case service
    /// Campaigns. Needs ``consent``.
    case campaigns
    /// Permission to contact.
    case consent
  }

  /// Where everything lives.
  public let store: any Store
  /// Time, identifiers, zone.
  public let environment: CRMEnvironment
  /// How notices reach staff and endpoints.
  public let notifier: any Notifier
  /// The modules that are wired.
  public let modules: Set<Module>
  /// Parties, timeline, follow-ups, segments, catalogue, imports.
  public let customers: CustomerDirectory
  /// Deals and forecasts.
  public let sales: SalesDesk?
  /// Tickets and service levels.
  public let service: ServiceDesk?
  /// The ledger of permissions.
  public let consent: ConsentLedger?
  /// Campaigns.
  public let campaigns: CampaignDesk?
  /// The record types of the wired modules and of the host.
  public let registry: RecordRegistry

  /// Wires modules over a store.
  ///
  /// - Parameters:
  ///   - store: where everything lives.
  ///   - digester: makes the ledger's keys out of contact points. Its secret belongs to the host and stays outside the store; without
  ///     one, consent and campaigns are not wired.
  ///   - notifier: how notices reach staff and endpoints.
  ///   - environment: time, identifiers, zone.
  ///   - modules: the modules to wire; campaigns without consent are left out.
  ///   - policies: the rules of permission.
  ///   - hostTypes: the host's own record types, for everything that walks over all records.
  ///   - participants: what follows a merge of customers in another way than by declared references.
  public init(
    store: any Store, digester: ContactDigester? = nil, notifier: any Notifier = InMemoryNotifier(),
    environment: CRMEnvironment = .live, modules: Set<Module> = Set(Module.allCases), policies: PolicySet = .standard,
    hostTypes: [any Record.Type] = [], participants: [any Participant] = []
  ) {
    self.store = store
    self.environment = environment
    self.notifier = notifier
    service = modules.contains(.service) ? ServiceDesk(store: store, environment: environment) : nil
    var campaigns: CampaignDesk?
    if let digester, modules.contains(.consent) {
      consent = ConsentLedger(store: store, digester: digester, policies: policies, environment: environment)
      if modules.contains(.campaigns) {
        campaigns = CampaignDesk(store: store, digester: digester, policies: policies, environment: environment)
      }
    } else {
      consent = nil
    }
    let screen = consent.map { LedgerScreen($0) }
    sales =
      modules.contains(.pipeline) ? SalesDesk(store: store, environment: environment, contactScreen: screen) : nil
    var wired: Set<Module> = []
    if sales != nil { wired.insert(.pipeline) }
    if service != nil { wired.insert(.service) }
    if consent != nil { wired.insert(.consent) }
    if campaigns != nil { wired.insert(.campaigns) }
    self.modules = wired
    var types: [any Record.Type] = [Event.self, OutboxItem.self, StaffMember.self, Team.self, AttachedFile.self]
    types += RetentionDesk.recordTypes + AuditTrail.recordTypes
    types += CustomerDirectory.recordTypes
    if sales != nil { types += SalesDesk.recordTypes }
    if service != nil { types += ServiceDesk.recordTypes }
    if consent != nil { types += ConsentLedger.recordTypes }
    if campaigns != nil { types += CampaignDesk.recordTypes }
    registry = RecordRegistry(types + hostTypes)
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    var wiredParticipants: [any Participant] = campaigns == nil ? [] : CampaignDesk.participants
    if let consent { wiredParticipants.append(Self.restrictionParticipant(consent)) }
    wiredParticipants.removeAll { !$0.collections.isDisjoint(with: claimed) }
    var customers = CustomerDirectory(
      store: store, environment: environment, registry: registry,
      participants: participants + wiredParticipants)
    if let consent {
      customers.fieldSources = [ConsentFieldSource(consent)]
      customers.contactDigest = { consent.digester.digest(of: $0).value }
    }
    customers.contactScreen = screen
    self.customers = customers
    campaigns?.customers = customers
    self.campaigns = campaigns
  }

  /// The sentences for the reasons of all modules; lay your own over them.
  public static let phrases: ReasonPhrases = {
    let tables = [
      FieldProblem.phrases, AuditTrail.phrases, CustomerDirectory.phrases, SalesDesk.phrases, ServiceDesk.phrases,
      ConsentLedger.phrases,
      CampaignDesk.phrases,
      CustomerProfile.phrases, RetentionReason.phrases,
    ]
    return tables.reduce(ReasonPhrases()) { $0.overlaying($1) }
  }()

  /// A pump that delivers the notices in the outbox through ``notifier``, and other topics through the handlers given.
  public func outboxPump(handlers: [OutboxTopic: any OutboxHandler] = [:]) -> OutboxPump {
    let all = handlers.merging([.notice: NoticeHandler(notifier)]) { given, _ in given }
    return OutboxPump(store: store, environment: environment, handlers: all)
  }
}
