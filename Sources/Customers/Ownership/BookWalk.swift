import CRMCore
import Foundation

/// Walks over a person's book, type by type, by the declared links that assign: to count, or to hand over.
struct BookWalk: RecordTypeVisitor {
  /// What is done with a page of records that somebody still has to see to.
  enum Purpose {
    /// Nothing: they are counted.
    case count
    /// They are given to successors in thought.
    case plan(Succession)
    /// They are given to successors.
    case move(Identifier<HandOver>)
  }

  let books: StaffBooks
  let owner: Identifier<StaffMember>
  let purpose: Purpose
  let now: Date
  /// The most records of one commit.
  var batch = 100
  /// How many more records to move.
  var left = Int.max
  var isSpent: () -> Bool = { false }

  /// Records found, by type.
  var found: [CollectionName: Int] = [:]
  var lines: [CollectionName: [Identifier<StaffMember>: Int]] = [:]
  /// Records that could not be moved.
  var refused: Set<RecordReference> = []
  /// Whether the walk ended before the book did.
  var isCut = false
  private var choice: SuccessorChoice?
  private var turn = 0
  /// Owners of customers as a plan gives them.
  private var planned: [Identifier<Customer>: Identifier<StaffMember>] = [:]

  init(_ books: StaffBooks, of owner: Identifier<StaffMember>, to purpose: Purpose, at now: Date) {
    self.books = books
    self.owner = owner
    self.purpose = purpose
    self.now = now
  }

  private var store: any Store { books.directory.store }
  private var from: RecordReference { RecordReference(owner) }
  /// Records moved or counted.
  var total: Int { found.values.reduce(0, +) }

  mutating func visit<R: Record>(_ type: R.Type) async throws {
    let section = books.section(for: type)
    for link in section.assignments(of: type) {
      var query = Query(link, to: from).limited(to: batch)
      while true {
        try Task.checkCancellation()
        guard !isCut, left > 0, !isSpent() else {
          isCut = true
          return
        }
        let page = try await store.page(query)
        let open = page.items.filter { section.isOpen($0.record) && !refused.contains(RecordReference($0.record)) }
        if !open.isEmpty { try await see(to: Array(open.prefix(left)), link, section) }
        guard let next = page.next else { break }
        query = query.after(next)
      }
    }
  }

  private mutating func see<R: Record>(
    to records: [Stored<R>], _ link: Reference<R>, _ section: BookSection
  ) async throws {
    switch purpose {
    case .count: found[R.collection, default: 0] += records.count
    case .plan(let succession):
      if choice == nil { choice = try await SuccessorChoice(succession, leaver: owner, in: books.directory, at: now) }
      guard let choice else { return }
      let customers = try await customers(of: records.map(\.record))
      for (record, customer) in zip(records, customers) {
        var customer = customer
        if let id = customer?.id, let owner = planned[id] { customer?.owner = owner }
        let to = try choice.successor(by: succession, for: R.collection, of: customer, turn: &turn)
        if let id = record.id as? Identifier<Customer> { planned[id] = to }
        lines[R.collection, default: [:]][to, default: 0] += 1
        found[R.collection, default: 0] += 1
      }
    case .move(let handOver): try await move(records, link, section, handOver)
    }
  }

  /// One commit: the records, an event for each, and the count in the hand-over. Decided anew when something changed meanwhile.
  private mutating func move<R: Record>(
    _ records: [Stored<R>], _ link: Reference<R>, _ section: BookSection, _ id: Identifier<HandOver>
  ) async throws {
    var records = records
    for _ in 0..<16 where !records.isEmpty {
      try Task.checkCancellation()
      var handOver = try await store.require(id)
      let choice = try await SuccessorChoice(handOver.succession, leaver: owner, in: books.directory, at: now)
      let customers = try await customers(of: records.map(\.record))
      var changes = ChangeSet(author: handOver.author, reason: "handOver", date: now)
      var chosen: Set<Identifier<StaffMember>> = []
      for (stored, customer) in zip(records, customers) {
        let to = try choice.successor(
          by: handOver.succession, for: R.collection, of: customer, turn: &handOver.record.turn)
        chosen.insert(to)
        var copy = stored
        link.repoint(&copy.record, from: from, to: RecordReference(to))
        if var owned = copy.record as? Customer {
          owned.updatedAt = max(now, owned.updatedAt)
          if let record = owned as? R { copy.record = record }
        }
        changes.update(copy)
        changes.insert(event(for: copy.record, link.name, to: to, customer, by: handOver.author))
        handOver.record.received[to, default: 0] += 1
      }
      handOver.record.moved[R.collection, default: 0] += records.count
      choice.require(chosen, in: &changes)
      changes.update(handOver)
      do {
        try await store.commit(changes)
        found[R.collection, default: 0] += records.count
        left -= records.count
        return
      } catch let error as StoreError where error.code == .conflict {
        await Task.yield()
      } catch let error as StoreError where error.code == .duplicateKey {
        // Those whose key is taken stay behind; the others go on.
        refused.formUnion(error.records)
        refused.formUnion(error.duplicates.map(\.record))
      }
      let found = try await store.fetch(R.self, ids: records.map(\.id)).compactMap(\.self)
      records = found.filter {
        link.targets(of: $0.record).contains(from) && section.isOpen($0.record)
          && !refused.contains(RecordReference($0.record))
      }
    }
    // Under contention the rest waits for the next pass.
    if !records.isEmpty { isCut = true }
  }

  private func event(
    for record: some Record, _ link: String, to: Identifier<StaffMember>, _ customer: Customer?, by author: Author
  ) -> Event {
    let isCustomer = record is Customer
    var properties: [String: FieldValue] = ["from": .reference(from), "to": .reference(RecordReference(to))]
    if !isCustomer { properties["link"] = .choice(link) }
    return books.directory.event(
      isCustomer ? .customerOwnerChanged : .ownerChanged, about: RecordReference(record), customer: customer?.id,
      at: now,
      by: author, properties)
  }

  /// The customer that each record is or belongs to, by its first declared link that leads to one.
  private func customers<R: Record>(of records: [R]) async throws -> [Customer?] {
    if let customers = records as? [Customer] { return customers }
    let links = R.references.filter { $0.target == nil || $0.target == Customer.collection }
    let ids = records.map { record in
      links.lazy.flatMap { $0.targets(of: record) }.compactMap { $0.id(as: Customer.self) }.first
    }
    let found = try await store.fetch(Customer.self, ids: Array(Set(ids.compactMap(\.self))))
    let byID = Dictionary(found.compactMap { $0.map { ($0.id, $0.record) } }) { first, _ in first }
    return ids.map { $0.flatMap { byID[$0] } }
  }
}
