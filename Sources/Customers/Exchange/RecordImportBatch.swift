import CRMCore
import Foundation

/// A line of an export, read by the registered type that it names.
enum RecordImportLine: DecodableWithConfiguration {
  case record(any Record)
  case unknownType(CollectionName)
  case newer(CollectionName)

  private enum Key: String, CodingKey { case collection, schema, record }

  init(from decoder: any Decoder, configuration registry: RecordRegistry) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let collection = CollectionName(rawValue: try container.decode(String.self, forKey: .collection))
    let schema = try container.decode(Int.self, forKey: .schema)
    guard let type = registry.type(of: collection) else {
      self = .unknownType(collection)
      return
    }
    guard schema <= type.schemaVersion else {
      self = .newer(collection)
      return
    }
    self = .record(try Self.record(type, schema, from: container.superDecoder(forKey: .record)))
  }

  private static func record<R: Record>(_ type: R.Type, _ schema: Int, from decoder: any Decoder) throws -> any Record {
    if schema == R.schemaVersion { return try R(from: decoder) }
    guard let migration = R.migrations.first(where: { $0.version == schema }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no migration from this schema version"))
    }
    return try migration.record(from: decoder)
  }
}

/// The records that make one commit of an import of records.
struct RecordImportBatch: Sendable {
  /// What a commit did.
  struct Outcome: Sendable {
    var inserted: [CollectionName: Int] = [:]
    var replaced: [CollectionName: Int] = [:]
    var kept = 0
    /// Lines that were left out because of what is known of contact points, and why.
    var refused: [(line: Int, collection: CollectionName, problem: FieldProblem)] = []
  }

  var items: [(line: Int, record: any Record)] = []

  mutating func take(_ line: RecordImportLine, at number: Int, _ report: inout RecordTransferReport) {
    switch line {
    case .record(let record): items.append((number, record))
    case .unknownType(let collection): report.reject(number, collection.rawValue, RecordTransferReason.unknownType)
    case .newer(let collection): report.reject(number, collection.rawValue, RecordTransferReason.newer)
    }
  }

  /// Leaves out records whose unique keys are taken; whether there were any.
  mutating func reject(_ duplicates: [StoreError.DuplicateKey], _ report: inout RecordTransferReport) -> Bool {
    var indexes: [RecordReference: IndexName] = [:]
    for duplicate in duplicates { indexes[duplicate.record] = duplicate.index }
    let before = items.count
    items.removeAll { item in
      let reference = Self.reference(item.record)
      guard let index = indexes[reference] else { return false }
      report.reject(
        item.line, reference.collection.rawValue, ImportReason.duplicateKey, ["index": .text(index.rawValue)])
      return true
    }
    return items.count < before
  }

  private static func reference<R: Record>(_ record: R) -> RecordReference { RecordReference(record) }

  /// The batch without what is about parties that may not come, and without records with contact points that may not.
  func screened(by screen: (any ContactScreen)?, at now: Date) async throws -> (
    permitted: RecordImportBatch, refused: [(line: Int, collection: CollectionName, problem: FieldProblem)],
    screened: ScreenedContacts?
  ) {
    guard let screen else { return (self, [], nil) }
    let arrivals = items.map { item in
      let record = item.record
      return Self.arrivals(with: record)
    }
    let all = arrivals.flatMap { $0 }
    guard !all.isEmpty else { return (self, [], nil) }
    let screened = try await screen.screen(all, at: now)
    guard screened.refusesAny else { return (self, [], screened) }
    var permitted = RecordImportBatch()
    var refused: [(line: Int, collection: CollectionName, problem: FieldProblem)] = []
    for (item, arrivals) in zip(items, arrivals) {
      // What an erasure leaves of a record may come back: an invoice without a word, a nameless customer.
      let problem = arrivals.lazy.compactMap { arrival in
        Self.isRemainder(item.record, of: arrival.party, at: now) ? nil : screened.problems(of: arrival).first
      }.first
      if let problem {
        refused.append((item.line, Self.reference(item.record).collection, problem))
      } else {
        permitted.items.append(item)
      }
    }
    return (permitted, refused, screened)
  }

  /// Whether a record is such that erasing whom it is about changes nothing in it.
  private static func isRemainder<R: Record>(_ record: R, of party: RecordReference, at now: Date) -> Bool {
    switch R.personalData?.erasure.outcome(of: record, subject: party, at: now) {
    case .pseudonymise(let kept), .retain(let kept, _, _): kept == record
    case .delete, nil: false
    }
  }

  /// The party that a record is of, with its contact points, and the parties that it is about.
  private static func arrivals<R: Record>(with record: R) -> [ContactArrival] {
    var arrivals = ContactArrival(of: record).map { [$0] } ?? []
    let links = R.personalData?.about ?? []
    for link in R.references where links.contains(link.name) {
      arrivals += link.targets(of: record).map { ContactArrival($0) }
    }
    return arrivals
  }

  func prepare(
    for store: any Store, _ conflict: RecordTransfer.Conflict, _ author: Author, _ now: Date
  ) async throws -> Prepared<Outcome> {
    var outcome = Outcome()
    var changes = ChangeSet(author: author, reason: "records imported", date: now)
    var seen: Set<CollectionName> = []
    for (_, record) in items {
      let type = type(of: record)
      guard seen.insert(type.collection).inserted else { continue }
      try await add(type, from: store, conflict, &outcome, &changes)
    }
    return Prepared(outcome, changes: changes)
  }

  /// Both records in one; `nil` where one has to be chosen.
  private static func united<R: Record>(_ record: R, _ other: R) -> R? {
    func unite<U: UnitingRecord>(_ record: U) -> U? { (other as? U).map { record.united(with: $0) } }
    guard let uniting = record as? any UnitingRecord else { return nil }
    return unite(uniting) as? R
  }

  private func add<R: Record>(
    _ type: R.Type, from store: any Store, _ conflict: RecordTransfer.Conflict, _ outcome: inout Outcome,
    _ changes: inout ChangeSet
  ) async throws {
    var records: [Identifier<R>: R] = [:]
    var order: [Identifier<R>] = []
    for (_, record) in items {
      guard let record = record as? R else { continue }
      if records[record.id] == nil {
        order.append(record.id)
        records[record.id] = record
      } else {
        outcome.kept += 1
        if let known = records[record.id], let both = Self.united(known, record) {
          records[record.id] = both
        } else if conflict == .replace {
          records[record.id] = record
        }
      }
    }
    for (id, stored) in zip(order, try await store.fetch(type, ids: order)) {
      guard let record = records[id] else { continue }
      guard let stored else {
        changes.insert(record)
        outcome.inserted[R.collection, default: 0] += 1
        continue
      }
      let both = Self.united(stored.record, record)
      let wanted = both ?? (conflict == .replace ? record : stored.record)
      if stored.record == wanted {
        outcome.kept += 1
      } else {
        changes.update(wanted, expecting: stored.revision)
        outcome.replaced[R.collection, default: 0] += 1
      }
    }
  }
}
