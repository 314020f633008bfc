public import Foundation

/// The records of processing activities (GDPR art. 30(1)) as far as the system knows them: a projection of what is registered, in the
/// ledger, in the schedules and in the house's own statement.
///
/// Nothing is invented: what nobody declared is in ``missing``. The same inputs give the same value and the same bytes.
public struct RecordsOfProcessing: Hashable, Codable, Sendable {
  /// When it was made.
  public var date: Date
  /// What the house says of itself: controller, officer, measures.
  public var statement: ProcessingStatement
  /// What is done, by purpose.
  public var activities: [ProcessingActivity]
  /// The registered record types with what they hold.
  public var types: [ProcessedType]
  /// The packs of rules that messages are decided by, as name and version.
  public var policies: [String]
  /// The policy of retention, as name and version.
  public var retentionPolicy: String?
  /// What nobody declared; ``phrases`` has the sentences.
  public var missing: [Reason]

  /// The records of processing.
  ///
  /// - Parameters:
  ///   - registry: the registered record types.
  ///   - ledger: what the ledger says about purposes; see ``ConsentLedger/purposes()``.
  ///   - policies: the rules that messages are decided by.
  ///   - retention: the policy of retention.
  ///   - statement: what the house says.
  ///   - date: when it is made.
  public init(
    registry: RecordRegistry, ledger: LedgerPurposes = LedgerPurposes(), policies: PolicySet = .standard,
    retention: RetentionPolicy? = nil, statement: ProcessingStatement = ProcessingStatement(), at date: Date
  ) {
    self.date = date.truncatedToMilliseconds
    self.statement = statement
    self.policies = policies.packs.map(\.tag)
    retentionPolicy = retention?.tag
    let schedules = (retention?.schedules ?? []).sorted { $0.id < $1.id }
    types = registry.types.map { ProcessedType($0, schedules) }.sorted { $0.collection < $1.collection }
    let purposes = Set(ledger.entries.keys).union(statement.activities.map(\.purpose))
      .union(schedules.map { Purpose(rawValue: $0.purpose) })
    let known = types
    activities = purposes.sorted().map { purpose in
      ProcessingActivity(purpose, ledger.entries[purpose], schedules, statement, known)
    }
    missing = []
    missing = gaps(retention)
  }

  private func gaps(_ retention: RetentionPolicy?) -> [Reason] {
    var gaps: [Reason] = []
    func note(_ code: ReasonCode, _ arguments: [String: String] = [:]) {
      gaps.append(Reason(code, arguments.mapValues { .text($0) }))
    }
    if statement.controller == nil { note(ProcessingReason.noController) }
    if let controller = statement.controller, (controller.contact ?? "").isEmpty {
      note(ProcessingReason.noContact, ["name": controller.name])
    }
    if statement.recipients == nil { note(ProcessingReason.noRecipients) }
    for recipient in statement.recipients ?? [] where recipient.country != nil && recipient.safeguard == nil {
      note(ProcessingReason.noSafeguard, ["recipient": recipient.name])
    }
    if statement.securityMeasures?.isEmpty ?? true { note(ProcessingReason.noMeasures) }
    if retention == nil { note(ProcessingReason.noRetention) }
    for activity in activities {
      let purpose = ["purpose": activity.purpose.rawValue]
      if activity.description == nil { note(ProcessingReason.noDescription, purpose) }
      if activity.bases.isEmpty { note(ProcessingReason.noBasis, purpose) }
      if activity.categories.isEmpty { note(ProcessingReason.noCategories, purpose) }
      if activity.subjects.isEmpty { note(ProcessingReason.noSubjects, purpose) }
      if activity.terms.isEmpty { note(ProcessingReason.noTerm, purpose) }
    }
    for type in types {
      let name = ["collection": type.collection.rawValue]
      guard let category = type.category else {
        note(ProcessingReason.undeclared, name)
        continue
      }
      let details = name.merging(["category": category.rawValue]) { $1 }
      if retention != nil, type.schedules.isEmpty { note(ProcessingReason.unscheduled, details) }
      if !activities.contains(where: { $0.collections.contains(type.collection) }) {
        note(ProcessingReason.noPurpose, details)
      }
    }
    return gaps
  }
}

/// A registered record type in ``RecordsOfProcessing``.
public struct ProcessedType: Hashable, Codable, Sendable {
  /// The type.
  public var collection: CollectionName
  /// The category of its data; `nil` where it declares none.
  public var category: PersonalDataCategory?
  /// The schedules of retention that are about it, by name.
  public var schedules: [String]

  init<R: Record>(_ type: R.Type, _ schedules: [RetentionSchedule]) {
    collection = R.collection
    let declared = R.personalData?.category
    category = declared
    self.schedules = schedules.filter { schedule in
      schedule.category == declared && (schedule.collections?.contains(R.collection) ?? true)
    }.map(\.id)
  }
}

/// What is done for one purpose.
public struct ProcessingActivity: Hashable, Codable, Sendable {
  /// For how long data are kept for the purpose.
  public struct Term: Hashable, Codable, Sendable {
    /// The schedule.
    public var schedule: String
    /// The category of the data.
    public var category: PersonalDataCategory
    /// How long.
    public var period: RetentionPeriod
    /// From when.
    public var start: RetentionStart
    /// Whether they must or may be kept.
    public var force: RetentionForce
    /// What is done then.
    public var action: RetentionAction
    /// Where it is written.
    public var reference: String
  }

  /// Somebody to whom data go.
  public struct Recipient: Hashable, Codable, Sendable {
    /// Who.
    public var name: String
    /// The third country, if any.
    public var country: String?
    /// What protects the data there.
    public var safeguard: String?
    /// Whether the house states it, or only notices in the ledger name it.
    public var isStated: Bool
  }

  /// The purpose.
  public var purpose: Purpose
  /// What it is, in the house's words.
  public var description: String?
  /// The bases: from the ledger, the schedules and the house.
  public var bases: [String]
  /// The categories of the data.
  public var categories: [PersonalDataCategory]
  /// The record types of these categories.
  public var collections: [CollectionName]
  /// Whom the data are about.
  public var subjects: [String]
  /// The channels that people named for it.
  public var channels: [Channel]
  /// The controllers or brands that people named for it.
  public var controllers: [DataController]
  /// To whom data go.
  public var recipients: [Recipient]
  /// For how long data are kept.
  public var terms: [Term]
  /// For how long data are kept, as told in notices.
  public var toldRetention: [String]

  init(
    _ purpose: Purpose, _ entry: LedgerPurposes.Entry?, _ schedules: [RetentionSchedule],
    _ statement: ProcessingStatement, _ types: [ProcessedType]
  ) {
    self.purpose = purpose
    let stated = statement.activities.filter { $0.purpose == purpose }
    let own = schedules.filter { Purpose(rawValue: $0.purpose) == purpose }
    description = stated.compactMap(\.description).first
    bases = Set(
      (entry?.bases ?? []).map(\.rawValue) + own.map(\.basis.rawValue) + stated.flatMap { $0.bases.map(\.rawValue) }
    ).sorted()
    let categories = Set(own.map(\.category) + stated.flatMap(\.categories))
    self.categories = categories.sorted()
    let named = own.filter { $0.collections != nil }
    collections = types.filter { type in
      guard let category = type.category, categories.contains(category) else { return false }
      // A category that only schedules for some types bring in stands for these types.
      let isOpen =
        stated.contains { $0.categories.contains(category) }
        || own.contains { $0.category == category && $0.collections == nil }
      return isOpen || named.contains { $0.collections?.contains(type.collection) ?? false }
    }.map(\.collection)
    subjects = Set(stated.flatMap(\.subjects)).sorted()
    channels = (entry?.channels ?? []).sorted()
    controllers = (entry?.controllers ?? []).sorted()
    let statedRecipients = (statement.recipients ?? []).filter { recipient in
      recipient.purposes?.contains { $0.covers(purpose) } ?? true
    }
    let names = Set(statedRecipients.map(\.name))
    recipients =
      (statedRecipients.map {
        Recipient(name: $0.name, country: $0.country, safeguard: $0.safeguard, isStated: true)
      } + (entry?.recipients ?? []).filter { !names.contains($0) }.map { Recipient(name: $0, isStated: false) })
      .sorted { $0.name < $1.name }
    terms = own.map {
      Term(
        schedule: $0.id, category: $0.category, period: $0.period, start: $0.start, force: $0.force, action: $0.action,
        reference: $0.reference)
    }
    toldRetention = (entry?.retention ?? []).sorted()
  }
}
