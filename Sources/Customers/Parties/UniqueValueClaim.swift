public import CRMCore

/// That a customer has a value of a unique custom field. The identifier follows from field and value, so that two customers cannot
/// claim the same one: not even at the same moment, and not on any backend.
///
/// The value itself is not in it.
public struct UniqueValueClaim: Record {
  /// `uniqueValueClaims`.
  public static let collection: CollectionName = "uniqueValueClaims"
  /// The customer.
  public static var references: [Reference<UniqueValueClaim>] { [Reference("holder", \.holder)] }

  /// Derived from field and value.
  public var id: Identifier<UniqueValueClaim>
  /// The custom field.
  public var field: String
  /// Who has the value.
  public var holder: Identifier<Customer>

  /// A claim.
  public init(_ value: UniqueFieldValue, holder: Identifier<Customer>) {
    id = Self.id(of: value)
    field = value.name
    self.holder = holder
  }

  /// The identifier of the claim to a value.
  public static func id(of value: UniqueFieldValue) -> Identifier<UniqueValueClaim> {
    let key = value.indexKey.bytes.map { String($0, radix: 16) }.joined(separator: ".")
    return Identifier(derivedFrom: collection.rawValue, key)
  }
}

extension CustomerDirectory {
  /// Claims the unique values of customers that came in another way: after an import, or when a field becomes unique.
  ///
  /// Each customer is a commit. Of several customers with one value the first, by identifier, gets it.
  ///
  /// - Parameters:
  ///   - author: who does it.
  ///   - report: called after each page, phase `customers.claims`.
  /// - Returns: how many values were claimed, and who has a value that somebody else has claimed.
  /// - Throws: `StoreError`; `CancellationError` between commits.
  @concurrent @discardableResult
  public func claimUniqueValues(
    by author: Author, report: WorkProgress.Report = { _ in }
  ) async throws -> UniqueValueReport {
    let unique = UniqueValues(fieldDefinitions)
    var result = UniqueValueReport()
    let started = environment.now()
    let total = try await store.count(Query<Customer>())
    var query = Query<Customer>().limited(to: 200)
    var done = 0
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      for stored in page.items {
        let taken = try await unique.taken(by: stored.record, in: store)
        result.collisions += taken.map { UniqueValueReport.Collision(customer: stored.id, field: $0.field) }
        var free = stored.record
        for problem in taken { if let name = problem.field.customName { free.customFields[name] = nil } }
        let candidate = free
        result.claimed += try await store.perform {
          var changes = ChangeSet(author: author, date: environment.now())
          let count = try await unique.claim(candidate, replacing: nil, in: store, &changes)
          if changes.hasWrites { changes.require(unchanged: try await store.require(stored.id)) }
          return Prepared(changes.hasWrites ? count : 0, changes: changes)
        }
      }
      done += page.items.count
      report(
        WorkProgress(
          phase: "customers.claims", done: done, total: total, started: started, date: environment.now()))
      guard let next = page.next else { return result }
      query = query.after(next)
    }
  }
}

/// What came of claiming unique values.
public struct UniqueValueReport: Hashable, Sendable {
  /// A customer with a value that another one has claimed.
  public struct Collision: Hashable, Sendable {
    /// The customer.
    public var customer: Identifier<Customer>
    /// The field, for example `custom.cardNumber`.
    public var field: String

    /// A collision.
    public init(customer: Identifier<Customer>, field: String) {
      self.customer = customer
      self.field = field
    }
  }

  /// Values that were claimed.
  public var claimed: Int
  /// Customers with values that others have claimed.
  public var collisions: [Collision]

  /// A report.
  public init(claimed: Int = 0, collisions: [Collision] = []) {
    self.claimed = claimed
    self.collisions = collisions
  }
}

/// What holds together customers' unique custom fields and the claims to their values.
struct UniqueValues {
  let definitions: FieldDefinitions

  init(_ definitions: FieldDefinitions) {
    self.definitions = definitions
  }

  /// A problem for each value of a customer that another one has claimed, and still has.
  func taken(by customer: Customer, in store: any Store) async throws -> [FieldProblem] {
    let values = definitions.uniqueValues(of: customer.customFields)
    guard !values.isEmpty else { return [] }
    var problems: [FieldProblem] = []
    let claims = try await store.fetch(UniqueValueClaim.self, ids: values.map { UniqueValueClaim.id(of: $0) })
    for (value, claim) in zip(values, claims) {
      guard let claim, claim.holder != customer.id, let holder = try await store.get(claim.holder) else { continue }
      if has(value, holder.record) { problems.append(value.problem) }
    }
    return problems
  }

  /// Adds to a change of a customer what claims its new values and gives up the old ones. A claim of a customer that is gone, or has
  /// another value by now, is taken over, provided that this stays so until the commit.
  ///
  /// - Returns: how many values are newly claimed.
  /// - Throws: `ValidationError` if a value was taken since ``taken(by:in:)`` was asked.
  @discardableResult
  func claim(
    _ customer: Customer, replacing old: Customer?, in store: any Store, _ changes: inout ChangeSet
  ) async throws -> Int {
    guard definitions.definitions.contains(where: \.isUnique) else { return 0 }
    var count = 0
    var former: Set<Identifier<Customer>> = []
    let values = definitions.uniqueValues(of: customer.customFields)
    let new = values.map { UniqueValueClaim($0, holder: customer.id) }
    for (index, stored) in try await store.fetch(UniqueValueClaim.self, ids: new.map(\.id)).enumerated() {
      guard let stored else {
        changes.insert(new[index])
        count += 1
        continue
      }
      guard stored.holder != customer.id else {
        changes.require(unchanged: stored)
        continue
      }
      let holder = try await store.get(stored.holder)
      if let holder, has(values[index], holder.record) { throw ValidationError([values[index].problem]) }
      if former.insert(stored.holder).inserted {
        if let holder { changes.require(unchanged: holder) } else { changes.require(absent: stored.holder) }
      }
      changes.update(new[index], expecting: stored.revision)
      count += 1
    }
    let before = old.map { definitions.uniqueValues(of: $0.customFields).map { UniqueValueClaim.id(of: $0) } } ?? []
    let given = Set(before).subtracting(new.map(\.id)).sorted()
    guard !given.isEmpty else { return count }
    for stored in try await store.fetch(UniqueValueClaim.self, ids: given) {
      if let stored, stored.holder == customer.id { changes.delete(stored) }
    }
    return count
  }

  private func has(_ value: UniqueFieldValue, _ customer: Customer) -> Bool {
    definitions.uniqueValues(of: customer.customFields).contains { $0.indexKey == value.indexKey }
  }
}
