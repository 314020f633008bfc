public import CRMCore
import Foundation

extension CustomerDirectory {
  /// A party as another one sees it.
  public struct RelatedParty: Hashable, Sendable {
    /// The edge.
    public var relationship: Relationship
    /// The party at the other end.
    public var party: Identifier<Customer>
    /// What the party asked about is to the other one: the kind, or its reverse name.
    public var name: String

    /// A party at the other end of an edge.
    public init(relationship: Relationship, party: Identifier<Customer>, name: String) {
      self.relationship = relationship
      self.party = party
      self.name = name
    }
  }

  /// Relates two parties, together with a `relationship.added` event.
  ///
  /// An edge that is made primary takes the place of the one that was. An upward edge of a hierarchical kind that would close a
  /// circle is refused; that holds however many are added at the same time.
  ///
  /// - Throws: `ValidationError`; ``RelationshipCycle`` with the path; `notFound` if a party does not exist.
  @discardableResult
  public func relate(
    _ from: Identifier<Customer>, _ kind: RelationshipKind, _ to: Identifier<Customer>, by author: Author,
    _ fill: (inout Relationship) -> Void = { _ in }
  ) async throws -> Relationship {
    try await store.perform { try await prepareRelate(from, kind, to, by: author, fill) }
  }

  /// The changes that ``relate(_:_:_:by:_:)`` commits.
  public func prepareRelate(
    _ from: Identifier<Customer>, _ kind: RelationshipKind, _ to: Identifier<Customer>, by author: Author,
    _ fill: (inout Relationship) -> Void = { _ in }
  ) async throws -> Prepared<Relationship> {
    let now = environment.now()
    let start = try await requireCurrent(from)
    let end = try await requireCurrent(to)
    let (from, to) = (start.id, end.id)
    var edge = Relationship(id: environment.id(), kind: kind, from: from, to: to, createdAt: now)
    fill(&edge)
    (edge.kind, edge.from, edge.to) = (kind, from, to)
    let rule = relationshipRules[kind]
    try ValidationError.check(edge.problems(rule: rule, from: start.kind, to: end.kind))

    var changes = ChangeSet(author: author, date: now)
    changes.require(unchanged: start)
    changes.require(unchanged: end)
    if rule?.isHierarchical ?? false { try await requireNoCycle(adding: edge, to: &changes) }
    if edge.isPrimary { try await dethrone(of: from, kind, &changes) }
    changes.insert(edge)
    changes.insert(
      event(
        .relationshipAdded, about: RecordReference(edge), customer: from, at: now, by: author,
        ["kind": .choice(kind.rawValue), "to": .reference(RecordReference(to))]))
    return Prepared(edge, changes: changes)
  }

  /// Changes what is known about a relationship, together with a `relationship.changed` event: role, strength, note, source,
  /// validity, whether it is primary. Kind and ends stay as they are.
  ///
  /// - Parameters:
  ///   - id: the edge.
  ///   - author: who does it.
  ///   - change: changes the edge; may run several times.
  /// - Returns: the edge as it is now. Nothing is committed if nothing changed.
  /// - Throws: `ValidationError`; ``RelationshipCycle`` if it would hold longer and close a circle; `notFound`.
  @discardableResult
  public func editRelationship(
    _ id: Identifier<Relationship>, by author: Author, _ change: (inout Relationship) throws -> Void
  ) async throws -> Relationship {
    try await store.perform { try await prepareEditRelationship(id, by: author, change) }
  }

  /// The changes that ``editRelationship(_:by:_:)`` commits.
  public func prepareEditRelationship(
    _ id: Identifier<Relationship>, by author: Author, _ change: (inout Relationship) throws -> Void
  ) async throws -> Prepared<Relationship> {
    let now = environment.now()
    let stored = try await store.require(id)
    var edge = stored
    try change(&edge.record)
    (edge.record.id, edge.record.createdAt) = (id, stored.createdAt)
    (edge.record.kind, edge.record.from, edge.record.to) = (stored.kind, stored.from, stored.to)
    var changes = ChangeSet(author: author, date: now)
    guard edge.record != stored.record else { return Prepared(stored.record, changes: changes) }
    let start = try await store.require(edge.from)
    let end = try await store.require(edge.to)
    let rule = relationshipRules[edge.kind]
    try ValidationError.check(edge.record.problems(rule: rule, from: start.kind, to: end.kind))
    let holdsLonger = edge.validFrom != stored.validFrom || edge.validUntil != stored.validUntil
    if holdsLonger, rule?.isHierarchical ?? false { try await requireNoCycle(adding: edge.record, to: &changes) }
    if edge.isPrimary, !stored.isPrimary { try await dethrone(of: edge.from, edge.kind, &changes) }
    changes.update(edge)
    changes.insert(
      event(
        .relationshipChanged, about: RecordReference(id), customer: edge.from, at: now, by: author,
        ["kind": .choice(edge.kind.rawValue), "to": .reference(RecordReference(edge.to))]))
    return Prepared(edge.record, changes: changes)
  }

  /// Ends a relationship on a day, together with a `relationship.ended` event. The edge stays as history and is no longer primary.
  ///
  /// - Parameters:
  ///   - id: the edge.
  ///   - day: the first day on which it no longer holds.
  ///   - author: who does it.
  /// - Throws: `ValidationError` if the end is not after the start; `notFound`.
  @discardableResult
  public func endRelationship(
    _ id: Identifier<Relationship>, on day: CalendarDay, by author: Author
  ) async throws -> Relationship {
    try await store.perform { try await prepareEndRelationship(id, on: day, by: author) }
  }

  /// The changes that ``endRelationship(_:on:by:)`` commits.
  public func prepareEndRelationship(
    _ id: Identifier<Relationship>, on day: CalendarDay, by author: Author
  ) async throws -> Prepared<Relationship> {
    let now = environment.now()
    var edge = try await store.require(id)
    if let start = edge.validFrom, day <= start {
      throw ValidationError([
        FieldProblem("validUntil", FieldProblem.Code.contradicts, ["other": .text("validFrom")])
      ])
    }
    edge.validUntil = day
    edge.isPrimary = false
    var changes = ChangeSet(author: author, date: now)
    changes.update(edge)
    changes.insert(
      event(
        .relationshipEnded, about: RecordReference(id), customer: edge.from, at: now, by: author,
        ["kind": .choice(edge.kind.rawValue), "to": .reference(RecordReference(edge.to)), "on": .day(day)]))
    return Prepared(edge.record, changes: changes)
  }

  /// Everybody whom a party is related to, read from the party's side, first the edges that start there.
  ///
  /// - Parameters:
  ///   - party: the party.
  ///   - day: only edges that hold on this day; `nil` gives all of history.
  public func relatedParties(
    of party: Identifier<Customer>, on day: CalendarDay? = nil
  ) async throws -> [RelatedParty] {
    let out = try await store.all(Query(Relationship.byFrom, party))
    let back = try await store.all(Query(Relationship.byTo, party))
    return (out + back).compactMap { stored in
      let edge = stored.record
      if let day, !edge.isValid(on: day) { return nil }
      guard let other = edge.other(than: party),
        let name = edge.name(seenFrom: party, rule: relationshipRules[edge.kind])
      else { return nil }
      return RelatedParty(relationship: edge, party: other, name: name)
    }
  }

  /// The primary edge of a kind that starts at a party: the main employer. `nil` if none was chosen.
  public func primaryRelationship(
    of party: Identifier<Customer>, _ kind: RelationshipKind
  ) async throws -> Relationship? {
    try await store.first(Query(Relationship.byPrimary, party, ExactText(kind.rawValue)))?.record
  }

  /// Lets the primary edge of a party and kind, if there is one, be so no longer.
  private func dethrone(
    of party: Identifier<Customer>, _ kind: RelationshipKind, _ changes: inout ChangeSet
  ) async throws {
    guard var primary = try await store.first(Query(Relationship.byPrimary, party, ExactText(kind.rawValue))) else {
      return
    }
    primary.isPrimary = false
    changes.update(primary)
  }

  /// Adds what makes "no circle" hold until the commit: the guards of all parties above are required as they were read, and the
  /// guard of the edge's start is written.
  private func requireNoCycle(adding edge: Relationship, to changes: inout ChangeSet) async throws {
    var above: [Relationship] = []
    var level = [edge.to]
    var seen: Set<Identifier<Customer>> = [edge.to]
    while !level.isEmpty {
      // Guards first: an edge added after this reading changes its guard and fails the commit.
      let ids = level.map { RelationshipGuard.id(party: $0, kind: edge.kind) }
      for (id, stored) in zip(ids, try await store.fetch(RelationshipGuard.self, ids: ids)) {
        if id == RelationshipGuard.id(party: edge.from, kind: edge.kind) { continue }
        if let stored { changes.require(unchanged: stored) } else { changes.require(absent: id) }
      }
      var next: [Identifier<Customer>] = []
      for party in level {
        for stored in try await store.all(Query(Relationship.byFrom, party, ExactText(edge.kind.rawValue))) {
          above.append(stored.record)
          if seen.insert(stored.to).inserted { next.append(stored.to) }
        }
      }
      level = next
    }
    if let path = RelationshipTree(above).cycle(adding: edge) { throw RelationshipCycle(path: path) }
    let own = RelationshipGuard(party: edge.from, kind: edge.kind)
    if let stored = try await store.get(own.id) { changes.touch(stored) } else { changes.insert(own) }
  }
}
