public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Links an identity to a customer because somebody says so, together with an `identity.linked` event.
  ///
  /// - Throws: ``IdentityConflict`` if it is a personal one that belongs to another customer; `notFound`; `ValidationError` if the
  ///   identity is empty.
  @discardableResult
  public func link(
    _ identity: IdentityKey, to customer: Identifier<Customer>, evidence: IdentityEvidence, by author: Author
  ) async throws -> IdentityLink {
    try await performLinking { try await prepareLink(identity, to: customer, evidence: evidence, by: author) }
  }

  /// The changes that ``link(_:to:evidence:by:)`` commits.
  public func prepareLink(
    _ identity: IdentityKey, to customer: Identifier<Customer>, evidence: IdentityEvidence, by author: Author
  ) async throws -> Prepared<IdentityLink> {
    let now = environment.now()
    try Self.check([identity])
    let stored = try await requireCurrent(customer)
    var changes = ChangeSet(author: author, date: now)
    let links = try await links(of: identity)
    if !identity.kind.isAnonymous, let other = links.first(where: { $0.customer != stored.id }) {
      throw IdentityConflict(kind: identity.kind, holder: other.customer)
    }
    changes.require(unchanged: stored)
    let link = try await add(identity, stored.id, links, evidence, at: now, by: author, &changes)
    return Prepared(link, changes: changes)
  }

  /// Takes in that identities were seen together: a device on which somebody logged in to an account. What follows without doubt is
  /// linked; the rest is not.
  ///
  /// If the personal identities name one customer, all the others are linked to that customer; a device that is somebody else's, too,
  /// becomes a shared one. If they name several, nothing is linked (``IdentityFinding/conflict``). If they name nobody, nothing is
  /// linked either: a device alone makes no customer.
  ///
  /// - Parameters:
  ///   - identities: what was seen together.
  ///   - evidence: how.
  ///   - author: who observed it.
  /// - Throws: `ValidationError` if an identity is empty.
  @discardableResult
  public func observe(
    _ identities: [IdentityKey], evidence: IdentityEvidence, by author: Author
  ) async throws -> IdentityFinding {
    try await performLinking { try await prepareObserve(identities, evidence: evidence, by: author) }
  }

  /// The changes that ``observe(_:evidence:by:)`` commits.
  public func prepareObserve(
    _ identities: [IdentityKey], evidence: IdentityEvidence, by author: Author
  ) async throws -> Prepared<IdentityFinding> {
    let now = environment.now()
    try Self.check(identities)
    var changes = ChangeSet(author: author, date: now)
    var known: [IdentityKey: [Stored<IdentityLink>]] = [:]
    for identity in Set(identities) { known[identity] = try await links(of: identity) }
    var people: Set<Identifier<Customer>> = []
    for (identity, links) in known where !identity.kind.isAnonymous { people.formUnion(links.map(\.customer)) }
    if people.count > 1 { return Prepared(IdentityFinding(conflict: people.sorted()), changes: changes) }
    guard let person = people.first else {
      // Only devices: they show somebody if they are that one's alone.
      let owners = known.values.map { Set($0.map(\.customer)) }
      let first = owners.first { !$0.isEmpty } ?? []
      let isClear = first.count == 1 && owners.allSatisfy { $0.isEmpty || $0 == first }
      return Prepared(IdentityFinding(customer: isClear ? first.first : nil), changes: changes)
    }
    var finding = IdentityFinding(customer: person)
    changes.require(unchanged: try await store.require(person))
    for identity in known.keys.sorted() {
      let links = known[identity] ?? []
      if let own = links.first(where: { $0.customer == person }) {
        if !identity.kind.isAnonymous { changes.require(unchanged: own) }
        continue
      }
      try await add(identity, person, links, evidence, at: now, by: author, &changes)
      finding.linked.append(identity)
    }
    return Prepared(finding, changes: changes)
  }

  /// Cuts a link, together with an `identity.cut` event: what was recorded under the identity leaves the customer's timeline.
  /// Cutting one that is cut changes nothing.
  ///
  /// - Throws: `notFound`.
  @discardableResult
  public func cut(
    _ link: Identifier<IdentityLink>, reason: String? = nil, by author: Author
  ) async throws -> IdentityLink {
    try await store.perform { try await prepareCut(link, reason: reason, by: author) }
  }

  /// The changes that ``cut(_:reason:by:)`` commits.
  public func prepareCut(
    _ link: Identifier<IdentityLink>, reason: String? = nil, by author: Author
  ) async throws -> Prepared<IdentityLink> {
    let now = environment.now()
    var stored = try await store.require(link)
    var changes = ChangeSet(author: author, date: now)
    guard !stored.isCut else { return Prepared(stored.record, changes: changes) }
    stored.record.cut(at: now, reason: reason)
    changes.update(stored)
    changes.insert(
      event(
        .identityCut, about: RecordReference(link), customer: stored.customer, at: now, by: author,
        ["identity": .choice(stored.identity.kind.rawValue)]))
    return Prepared(stored.record, changes: changes)
  }

  /// One page of the links of a customer that are in force.
  public func identities(
    of customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<IdentityLink> {
    try await page(Query(IdentityLink.byCustomer, try await resolve(customer)).limited(to: limit).after(cursor))
  }

  /// Whose an identity is.
  public func ownership(of identity: IdentityKey) async throws -> IdentityOwnership {
    let owners = Set(try await links(of: identity).map(\.customer)).sorted()
    return owners.isEmpty ? .unknown : owners.count == 1 ? .one(owners[0]) : .shared(owners)
  }

  private func links(of identity: IdentityKey) async throws -> [Stored<IdentityLink>] {
    try await store.all(Query(IdentityLink.byIdentity, prefix: identity.indexKey))
  }

  @discardableResult
  private func add(
    _ identity: IdentityKey, _ customer: Identifier<Customer>, _ links: [Stored<IdentityLink>],
    _ evidence: IdentityEvidence, at now: Date, by author: Author, _ changes: inout ChangeSet
  ) async throws -> IdentityLink {
    let inForce = links.first { $0.customer == customer }
    let id = IdentityLink.id(identity, customer)
    var stored = inForce
    if stored == nil { stored = try await store.get(id) }
    guard var stored, stored.customer == customer else {
      var link = IdentityLink(identity, customer, evidence: evidence)
      // The place is taken by a link that went with a merge.
      if stored != nil { link.id = environment.id() }
      changes.insert(link)
      changes.insert(linked(link, at: now, by: author))
      return link
    }
    let before = stored.record
    stored.record.confirm(evidence)
    if stored.record != before { changes.update(stored) }
    if before.isCut { changes.insert(linked(stored.record, at: now, by: author)) }
    return stored.record
  }

  private func linked(_ link: IdentityLink, at now: Date, by author: Author) -> Event {
    event(
      .identityLinked, about: RecordReference(link), customer: link.customer, at: now, by: author,
      ["identity": .choice(link.identity.kind.rawValue)])
  }

  /// Two that link one account at the same time meet in the unique index; the second then sees the first one's link.
  private func performLinking<Value: Sendable>(
    _ prepare: () async throws -> Prepared<Value>
  ) async throws -> Value {
    do {
      return try await store.perform(prepare)
    } catch let error as StoreError where error.code == .duplicateKey {
      return try await store.perform(prepare)
    }
  }

  private static func check(_ identities: [IdentityKey]) throws {
    if identities.contains(where: { $0.kind.rawValue.isEmpty || $0.value.isEmpty }) {
      throw ValidationError([FieldProblem("identity", FieldProblem.Code.missing)])
    }
  }
}
