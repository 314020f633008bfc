public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Takes in what another system says about a party, and computes the customer anew from all of its sources.
  ///
  /// The same (system, identifier) updates and never doubles. A reading that is older than the one known changes nothing, so readings
  /// may come repeatedly and in any order. The customer is, in this order: the one that the source record is about already, the one
  /// that has the key, the one given, a new one whose identifier is derived from the key. What a customer without sources said
  /// before counts as a source of its own (``SourceRecord/ownSystem``). What was changed by hand since stays.
  ///
  /// - Parameters:
  ///   - observation: what the system says.
  ///   - customer: whom it is about, where the key is new.
  ///   - author: who takes it in.
  /// - Throws: `ValidationError` if the customer computed would be invalid, if ``contactScreen`` refuses the customer or a contact point
  ///   that comes, or if the key belongs to another customer than the one given; `notFound` if the customer given does not exist.
  @discardableResult
  public func ingest(
    _ observation: SourceObservation, into customer: Identifier<Customer>? = nil, by author: Author
  ) async throws -> Customer {
    try await store.perform { try await prepareIngest(observation, into: customer, by: author) }
  }

  /// The changes that ``ingest(_:into:by:)`` commits.
  public func prepareIngest(
    _ observation: SourceObservation, into customer: Identifier<Customer>? = nil, by author: Author
  ) async throws -> Prepared<Customer> {
    if observation.key.system.isEmpty || observation.key.id.isEmpty || observation.key.system == SourceRecord.ownSystem
    {
      throw ValidationError([FieldProblem("key", FieldProblem.Code.malformed)])
    }
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    let known = try await store.get(SourceRecord.id(of: observation.key))
    var id: Identifier<Customer>?
    if let known {
      id = try await resolve(known.customer)
    } else {
      id = try await store.first(Query(Customer.byForeignKey, prefix: observation.key.indexKey))?.id
    }
    if let customer {
      let given = try await resolve(customer)
      if let id, id != given { throw ValidationError([FieldProblem("key", FieldProblem.Code.notUnique)]) }
      id = given
    }
    let derived = Identifier<Customer>(foreign: observation.key.id, in: observation.key.system)
    let party = if let id { id } else { try await resolve(derived) }
    var record = SourceRecord(observation, customer: party)
    record.observedAt = record.observedAt.truncatedToMilliseconds
    let stored = try await store.get(party)
    if let customer, stored == nil { throw StoreError(.notFound, records: [RecordReference(customer)]) }
    if let known, let stored, try Self.isNoNews(record, after: known.record) {
      return Prepared(stored.record, changes: changes)
    }

    var sources = try await store.all(Query(SourceRecord.byCustomer, party)).map(\.record)
    if let stored, sources.isEmpty {
      let own = SourceRecord.own(stored.record)
      sources.append(own)
      changes.insert(own)
    }
    sources.removeAll { $0.id == record.id }
    sources.append(record)
    if let known { changes.update(record, expecting: known.revision) } else { changes.insert(record) }
    let heard = record.contactPoints.filter { known?.contactPoints.point(canonical: $0.canonical) == nil }
    let written = try await write(
      sources, to: stored, as: party, at: now, by: author, hearing: ContactPoints(heard), &changes)
    return Prepared(written, changes: changes)
  }

  /// Leaves a property to the sources again that was set by hand.
  ///
  /// - Throws: `notFound` if the customer does not exist or has no sources.
  @discardableResult
  public func takeFromSources(
    _ property: CustomerProperty, of customer: Identifier<Customer>, by author: Author
  ) async throws -> Customer {
    try await store.perform { try await prepareTakeFromSources(property, of: customer, by: author) }
  }

  /// The changes that ``takeFromSources(_:of:by:)`` commits.
  public func prepareTakeFromSources(
    _ property: CustomerProperty, of customer: Identifier<Customer>, by author: Author
  ) async throws -> Prepared<Customer> {
    let now = environment.now()
    let stored = try await requireCurrent(customer)
    var changes = ChangeSet(author: author, date: now)
    let sources = try await store.all(Query(SourceRecord.byCustomer, stored.id)).map(\.record)
    guard !sources.isEmpty else {
      throw StoreError(.notFound, "the customer has no sources", records: [RecordReference(stored.id)])
    }
    let written = try await write(
      sources, to: stored, as: stored.id, at: now, by: author, releasing: property, &changes)
    return Prepared(written, changes: changes)
  }

  /// Computes a customer from sources and adds what that changes: the customer, its state, the events.
  ///
  /// - Parameters:
  ///   - sources: all sources of the customer.
  ///   - stored: the customer; `nil` makes a new one.
  ///   - id: its identifier.
  ///   - now: the moment.
  ///   - author: who does it.
  ///   - property: what was set by hand and is left to the sources again.
  ///   - heard: contact points that a source says now and has not said before; they are kept even where the customer does not get them.
  ///   - changes: takes the changes.
  private func write(
    _ sources: [SourceRecord], to stored: Stored<Customer>?, as id: Identifier<Customer>, at now: Date,
    by author: Author, releasing property: CustomerProperty? = nil, hearing heard: ContactPoints = [],
    _ changes: inout ChangeSet
  ) async throws -> Customer {
    let computed = GoldenState.computed(from: sources, policy: survivorship)
    let known = try await store.get(Identifier<GoldenState>(id.uuid))
    var state = known?.record ?? GoldenState(customer: id, written: stored?.facts ?? computed)
    if let stored { state.notice(stored.facts, at: now) }
    if let property { state.release(property) }
    let facts = state.overlay(computed, current: stored?.facts ?? computed)
    state.written = facts

    let arrival = ContactArrival(
      RecordReference(id), facts.contactPoints.union(heard), known: stored?.contactPoints ?? [])
    let result: Customer
    if let stored {
      let screened = try await contactScreen?.screen([arrival], at: now)
      try ValidationError.check(screened?.problems(of: arrival) ?? [])
      screened?.admit([arrival], to: &changes)
      var golden = stored
      golden.record.facts = facts
      let names = golden.record.changedProperties(since: stored.record)
      if !names.isEmpty {
        golden.record.updatedAt = max(now, stored.updatedAt)
        let unique = UniqueValues(fieldDefinitions)
        try await ValidationError.check(
          problems(of: golden.record, replacing: stored.customFields, at: now)
            + unique.taken(by: golden.record, in: store))
        changes.update(golden)
        try await unique.claim(golden.record, replacing: stored.record, in: store, &changes)
        changes.insert(
          event(
            .customerChanged, about: RecordReference(id), customer: id, at: now, by: author,
            ["fields": .list(names.map { .text($0) }), "cause": .choice("sources")]))
      } else {
        changes.require(unchanged: stored)
      }
      result = golden.record
    } else {
      var golden = Customer(id: id, kind: facts.kind ?? .person, createdAt: now)
      golden.facts = facts
      let prepared = try await prepareAdd(golden, with: arrival, by: author, now: now)
      changes.append(prepared.changes)
      result = prepared.value
    }
    state.written = result.facts
    // Written at every reading, so that two readings at the same time cannot each overlook the other.
    if let known {
      if state == known.record { changes.touch(known) } else { changes.update(state, expecting: known.revision) }
    } else {
      changes.insert(state)
    }
    return result
  }

  /// Whether a reading says nothing beyond the one known: it is older, or of the same moment and not the one preferred.
  private static func isNoNews(_ record: SourceRecord, after known: SourceRecord) throws -> Bool {
    if record.observedAt != known.observedAt { return record.observedAt < known.observedAt }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let (new, old) = (try encoder.encode(record), try encoder.encode(known))
    return !old.lexicographicallyPrecedes(new)
  }
}

extension GoldenState {
  /// Forgets what was set by hand about one property.
  mutating func release(_ property: CustomerProperty) {
    byHand[property] = nil
    if property == .tags {
      addedTags = []
      removedTags = []
    }
    if property == .contactPoints {
      handPoints = []
      removedPoints = []
    }
  }
}
