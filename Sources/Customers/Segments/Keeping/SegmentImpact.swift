import CRMCore

/// Which customers and segments commits can concern.
struct SegmentImpact: Sendable {
  /// For each customer concerned the segments to be evaluated.
  private(set) var affected: [Identifier<Customer>: Set<Identifier<Segment>>] = [:]
  /// Segments of which nobody can say whom the change concerns: to be evaluated as a whole.
  private(set) var pending: Set<Identifier<Segment>> = []
  /// Customers that are gone.
  private(set) var deleted: Set<Identifier<Customer>> = []
  /// Whether definitions have changed.
  private(set) var definitionsChanged = false

  var isEmpty: Bool { affected.isEmpty && pending.isEmpty && deleted.isEmpty && !definitionsChanged }

  private let store: any Store
  private let sources: [any TracingFieldSource]
  private let relations: SegmentRelations
  private let needs: [SegmentNeeds]

  init(_ segments: [Segment], in directory: CustomerDirectory) {
    store = directory.store
    sources = directory.segmentSources.compactMap { $0 as? any TracingFieldSource }
    relations = SegmentRelations(directory.relationshipRules)
    needs = segments.map { SegmentNeeds($0) }
  }

  /// Everything, because nobody knows what has changed.
  init(everything segments: [Segment], in directory: CustomerDirectory) {
    self.init(segments, in: directory)
    pending = Set(segments.map(\.id))
    definitionsChanged = true
  }

  /// The customers concerned, by the segments to be evaluated for them; in a stable order.
  var groups: [(segments: Set<Identifier<Segment>>, customers: [Identifier<Customer>])] {
    let groups = Dictionary(grouping: affected.keys.filter { !deleted.contains($0) }) { affected[$0] ?? [] }
    return groups.map { ($0.key, $0.value.sorted()) }.sorted { $0.customers[0] < $1.customers[0] }
  }

  /// Takes a commit into account.
  mutating func add(_ commit: Commit) async throws {
    // A keeper's own commits change nothing that it does not know, but for the events in them.
    let isOwn = commit.changes.contains { $0.reference.collection == SegmentProgress.collection }
    for change in commit.changes {
      switch change.reference.collection {
      case Customer.collection: try await customer(change, in: commit)
      case Relationship.collection: try await relationship(change)
      case Segment.collection: definitionsChanged = definitionsChanged || !isOwn
      case SegmentOverride.collection, SegmentMembership.collection: if !isOwn { try await decision(change) }
      default: break
      }
      try await sources(change)
    }
  }

  private mutating func customer(_ change: ChangedRecord, in commit: Commit) async throws {
    let id = Identifier<Customer>(change.reference.id)
    switch change.kind {
    case .touched: return
    case .deleted:
      deleted.insert(id)
      for need in needs { try await neighbours(of: id, need) { _ in true } }
    case .inserted:
      deleted.remove(id)
      for need in needs {
        affected[id, default: []].insert(need.segment.id)
        try await neighbours(of: id, need) { _ in true }
      }
      try await users(of: Set(needs.map(\.segment.name)), id)
    case .updated:
      let properties = try Self.changedProperties(of: id, in: commit)
      let tests = properties?.map { PropertyFields.fields($0) }
      let knowsAll = tests.map { !$0.contains { $0 == nil } } ?? false
      // Sources know customers by their contact points.
      let isReachedElsewhere = properties?.contains("contactPoints") ?? true
      func concerns(_ fields: Set<FieldName>, _ terms: Set<FieldTerm>) -> Bool {
        if !knowsAll || (isReachedElsewhere && !terms.isEmpty) { return true }
        let always = fields.contains(Customer.fields.updatedAt.name)
        return always || fields.contains { field in tests?.contains { $0?(field) ?? true } ?? true }
      }
      var concerned: Set<SegmentName> = []
      for need in needs {
        if concerns(need.fields, need.terms) {
          affected[id, default: []].insert(need.segment.id)
          concerned.insert(need.segment.name)
        }
        try await neighbours(of: id, need) { concerns($0.fields, $0.terms) }
      }
      try await users(of: concerned, id)
    }
  }

  /// The properties that the change's event names; `nil` if there is none.
  private static func changedProperties(of id: Identifier<Customer>, in commit: Commit) throws -> [String]? {
    for event in try commit.records(of: Event.self)
    where event.name == .customerChanged && event.about == RecordReference(id) {
      guard case .list(let names) = event.properties["fields"] else { return nil }
      return names.map(\.plainText)
    }
    return nil
  }

  private mutating func relationship(_ change: ChangedRecord) async throws {
    let edge = try change.record(as: Relationship.self)
    if edge == nil, change.kind == .touched { return }
    for need in needs {
      for relation in need.related.keys {
        guard let edge else {
          pending.insert(need.segment.id)
          continue
        }
        for start in relations.starts(of: edge, relation) {
          affected[start, default: []].insert(need.segment.id)
          try await users(of: [need.segment.name], start)
        }
      }
    }
  }

  /// Somebody else than a keeper has decided about a membership.
  private mutating func decision(_ change: ChangedRecord) async throws {
    let pair: (segment: Identifier<Segment>, customer: Identifier<Customer>)
    if let decision = try change.record(as: SegmentOverride.self) {
      pair = (decision.segment, decision.customer)
    } else if let membership = try change.record(as: SegmentMembership.self) {
      pair = (membership.segment, membership.customer)
    } else {
      return
    }
    guard let need = needs.first(where: { $0.segment.id == pair.segment }) else { return }
    affected[pair.customer, default: []].insert(pair.segment)
    try await users(of: [need.segment.name], pair.customer)
  }

  /// Whose answers the change alters, for every question that a segment has.
  private mutating func sources(_ change: ChangedRecord) async throws {
    for need in needs {
      for term in need.terms {
        let customers = try await customers(change, term)
        guard let customers else {
          pending.insert(need.segment.id)
          continue
        }
        for customer in customers {
          affected[customer, default: []].insert(need.segment.id)
          try await users(of: [need.segment.name], customer)
        }
      }
      for (relation, inner) in need.related {
        for term in inner.terms {
          guard let customers = try await customers(change, term) else {
            pending.insert(need.segment.id)
            continue
          }
          for customer in customers { try await affect(neighboursOf: customer, relation, need.segment) }
        }
      }
    }
  }

  /// `nil` is everybody.
  private func customers(_ change: ChangedRecord, _ term: FieldTerm) async throws -> Set<Identifier<Customer>>? {
    guard let source = sources.first(where: { $0.namespace == term.name.namespace }) else { return [] }
    switch try source.impact(of: change, on: term) {
    case .nobody: return []
    case .everybody: return nil
    case .subjects(let references): return Set(references.compactMap { $0.id(as: Customer.self) })
    case .contacts(let digests):
      var found: Set<Identifier<Customer>> = []
      for digest in digests.sorted() {
        try await store.forEach(in: Query(SegmentWatch.byContact, ExactText(digest.hex))) { found.insert($0.customer) }
      }
      return found
    }
  }

  /// Those who are related to a customer, for a segment that asks for related parties so.
  private mutating func neighbours(
    of customer: Identifier<Customer>, _ need: SegmentNeeds,
    where concerns: ((fields: Set<FieldName>, terms: Set<FieldTerm>, segments: Set<SegmentName>)) -> Bool
  ) async throws {
    for (relation, inner) in need.related where concerns(inner) {
      try await affect(neighboursOf: customer, relation, need.segment)
    }
  }

  private mutating func affect(
    neighboursOf customer: Identifier<Customer>, _ relation: RelationName, _ segment: Segment
  ) async throws {
    for other in try await relations.sources(to: customer, relation, in: store) {
      guard affected[other, default: []].insert(segment.id).inserted else { continue }
      try await users(of: [segment.name], other)
    }
  }

  /// The segments that ask for others, for the customer and for those related to it.
  private mutating func users(of names: Set<SegmentName>, _ customer: Identifier<Customer>) async throws {
    guard !names.isEmpty else { return }
    for need in needs {
      if !need.segments.isDisjoint(with: names), affected[customer, default: []].insert(need.segment.id).inserted {
        try await users(of: [need.segment.name], customer)
      }
      for (relation, inner) in need.related where !inner.segments.isDisjoint(with: names) {
        try await affect(neighboursOf: customer, relation, need.segment)
      }
    }
  }
}
