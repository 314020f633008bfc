public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Adds a customer, together with a `customer.created` event.
  ///
  /// - Parameters:
  ///   - kind: person, organisation or household.
  ///   - duplicates: whether a customer is refused who is probably there already, as ``duplicateCheck`` judges.
  ///   - author: who does it.
  ///   - fill: sets what is known; may run several times.
  /// - Throws: `ValidationError` with everything that is wrong, values of unique custom fields that another customer has and contact
  ///   points that ``contactScreen`` refuses among it; ``LikelyDuplicate`` with the candidates; `duplicateKey` if another customer has one of the foreign keys.
  @discardableResult
  public func create(
    _ kind: CustomerKind, duplicates: DuplicateHandling = .refuse, by author: Author,
    _ fill: (inout Customer) throws -> Void
  ) async throws -> Customer {
    try await store.perform { try await prepareCreate(kind, duplicates: duplicates, by: author, fill) }
  }

  /// The changes that ``create(_:duplicates:by:_:)`` commits. Two that are prepared at the same time do not see each other.
  public func prepareCreate(
    _ kind: CustomerKind, duplicates: DuplicateHandling = .refuse, by author: Author,
    _ fill: (inout Customer) throws -> Void
  ) async throws -> Prepared<Customer> {
    let now = environment.now()
    var customer = Customer(id: environment.id(), kind: kind, createdAt: now)
    try fill(&customer)
    customer.customFields = fieldDefinitions.applyingDefaults(to: customer.customFields)
    let prepared = try await prepareAdd(customer, by: author, now: now)
    try await refuseDuplicates(of: customer, duplicates)
    return prepared
  }

  /// Adds a customer that is ready, for example with an identifier derived from another system's, which vouches for it: it is
  /// not checked for duplicates.
  ///
  /// - Throws: as ``create(_:duplicates:by:_:)``; `conflict` if the identifier is taken.
  @discardableResult
  public func add(_ customer: Customer, by author: Author) async throws -> Customer {
    do {
      let prepared = try await prepareAdd(customer, by: author)
      try await store.commit(prepared.changes)
      return prepared.value
    } catch let error as StoreError where error.code == .conflict && !error.records.contains(RecordReference(customer))
    {
      // Somebody else was faster with a value that must be unique: asked again, it is told what.
      return try await store.perform { try await prepareAdd(customer, by: author) }
    }
  }

  /// The changes that ``add(_:by:)`` commits.
  ///
  /// - Throws: `ValidationError`.
  public func prepareAdd(_ customer: Customer, by author: Author) async throws -> Prepared<Customer> {
    try await prepareAdd(customer, by: author, now: environment.now())
  }

  /// - Parameters:
  ///   - customer: the customer.
  ///   - arrival: the contact points that come; the customer's if `nil`.
  ///   - author: who does it.
  ///   - now: the moment.
  func prepareAdd(
    _ customer: Customer, with arrival: ContactArrival? = nil, by author: Author, now: Date
  ) async throws -> Prepared<Customer> {
    let unique = UniqueValues(fieldDefinitions)
    let arrival = arrival ?? ContactArrival(customer)
    let screened = try await contactScreen?.screen([arrival], at: now)
    try await ValidationError.check(
      problems(of: customer, at: now) + unique.taken(by: customer, in: store)
        + (screened?.problems(of: arrival) ?? []))
    var changes = ChangeSet(author: author, date: now)
    screened?.admit([arrival], to: &changes)
    changes.insert(customer)
    try await unique.claim(customer, replacing: nil, in: store, &changes)
    changes.insert(
      event(
        .customerCreated, about: RecordReference(customer), customer: customer.id, at: now, by: author,
        ["kind": .choice(customer.kind.rawValue), "stage": .choice(customer.stage.rawValue)]))
    return Prepared(customer, changes: changes)
  }

  /// Changes a customer, together with a `customer.changed` event and, where they apply, events about stage and owner.
  ///
  /// - Parameters:
  ///   - id: the customer.
  ///   - author: who does it.
  ///   - change: changes the record; may run several times. The moment of the change is set afterwards.
  /// - Returns: the customer as it is now. Nothing is committed if nothing changed.
  /// - Throws: `ValidationError`, also where ``contactScreen`` refuses a contact point that comes; `notFound`; what `change` throws.
  @discardableResult
  public func edit(
    _ id: Identifier<Customer>, by author: Author, _ change: (inout Customer) throws -> Void
  ) async throws -> Customer {
    try await store.perform { try await prepareEdit(id, by: author, change) }
  }

  /// The changes that ``edit(_:by:_:)`` commits.
  public func prepareEdit(
    _ id: Identifier<Customer>, by author: Author, _ change: (inout Customer) throws -> Void
  ) async throws -> Prepared<Customer> {
    let now = environment.now()
    let stored = try await requireCurrent(id)
    let id = stored.id
    var edited = stored
    try change(&edited.record)
    edited.record.id = id
    let names = edited.record.changedProperties(since: stored.record)
    guard !names.isEmpty else { return Prepared(stored.record, changes: ChangeSet(author: author, date: now)) }
    edited.record.updatedAt = max(now, stored.updatedAt)
    let unique = UniqueValues(fieldDefinitions)
    let arrival = ContactArrival(edited.record, replacing: stored.record)
    let screened = arrival.points.isEmpty ? nil : try await contactScreen?.screen([arrival], at: now)
    try await ValidationError.check(
      problems(of: edited.record, replacing: stored.customFields, at: now)
        + unique.taken(by: edited.record, in: store) + (screened?.problems(of: arrival) ?? []))

    var changes = ChangeSet(author: author, date: now)
    screened?.admit([arrival], to: &changes)
    changes.update(edited)
    try await unique.claim(edited.record, replacing: stored.record, in: store, &changes)
    let reference = RecordReference(id)
    changes.insert(
      event(
        .customerChanged, about: reference, customer: id, at: now, by: author,
        ["fields": .list(names.map { .text($0) })]))
    if edited.stage != stored.stage {
      let properties: [String: FieldValue] = [
        "from": .choice(stored.stage.rawValue), "to": .choice(edited.stage.rawValue),
      ]
      changes.insert(
        event(.customerStageChanged, about: reference, customer: id, at: now, by: author, properties))
    }
    if edited.owner != stored.owner {
      var properties: [String: FieldValue] = [:]
      if let from = stored.owner { properties["from"] = .reference(RecordReference(from)) }
      if let to = edited.owner { properties["to"] = .reference(RecordReference(to)) }
      changes.insert(
        event(.customerOwnerChanged, about: reference, customer: id, at: now, by: author, properties))
    }
    return Prepared(edited.record, changes: changes)
  }

  /// The customer with this identifier, or the one that it was merged into; `nil` if there is neither.
  public func customer(_ id: Identifier<Customer>) async throws -> Customer? {
    if let stored = try await store.get(id) { return stored.record }
    return try await store.get(try await resolve(id))?.record
  }

  /// The customer that another system knows under this name, or `nil`.
  public func customer(_ key: ForeignKey) async throws -> Customer? {
    try await store.first(Query(Customer.byForeignKey, prefix: key.indexKey))?.record
  }

  /// The customers that can be reached at a contact point, however it is spelt: often one, sometimes a household.
  public func customers(
    at point: ContactPoint, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Customer> {
    let query = Query(Customer.byContactPoint, ExactText(point.canonical))
    return try await page(query.limited(to: limit).after(cursor))
  }

  /// The customers one of whose names begins with a text: family, full, legal, trading or nickname, without regard to case and
  /// diacritics. In alphabetical order of the name that was found; a customer may come once for each such name.
  public func customers(
    named prefix: String, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Customer> {
    let query = Query(Customer.byName, textPrefix: TextFolding.searchKey(prefix))
    return try await page(query.limited(to: limit).after(cursor))
  }

  /// A person's customers in the order of stages, or those at one stage.
  public func customers(
    ownedBy owner: Identifier<StaffMember>, at stage: LifecycleStage? = nil, limit: Int = 50,
    after cursor: PageCursor? = nil
  ) async throws -> Page<Customer> {
    let query =
      stage.map { Query(Customer.byOwner, owner, ExactText($0.rawValue)) } ?? Query(Customer.byOwner, owner)
    return try await page(query.limited(to: limit).after(cursor))
  }

  /// The customers with a label.
  public func customers(
    tagged tag: String, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Customer> {
    try await page(Query(Customer.byTag, tag).limited(to: limit).after(cursor))
  }

  /// A page of records without their revisions.
  func page<R: Record>(_ query: Query<R>) async throws -> Page<R> {
    let page = try await store.page(query)
    return Page(items: page.items.map(\.record), next: page.next)
  }
}
