import CRMCore
import Foundation

/// The built-in rules over customers that have to look into the store.
struct CustomerQualityLookups: Sendable {
  let options: CustomerQualityOptions
  let definitions: FieldDefinitions

  /// The most records of a group that are compared by name and birthday.
  private static let group = 50

  var all: [QualityLookup<Customer>] {
    var lookups = [QualityLookup<Customer> { try await inactiveOwners($0, $1, $2) }]
    if options.findsDuplicates { lookups.append(QualityLookup { store, page, _ in try await twins(store, page) }) }
    if options.staleAfterMonths != nil { lookups.append(QualityLookup { try await stale($0, $1, $2) }) }
    if definitions.definitions.contains(where: \.isUnique) {
      lookups.append(QualityLookup { store, page, _ in try await takenValues(store, page) })
    }
    return lookups
  }

  private func inactiveOwners(
    _ store: any Store, _ page: [Customer], _ moment: EvaluationMoment
  ) async throws -> [QualityFinding] {
    let owners = Set(page.compactMap(\.owner)).sorted()
    var inactive: Set<Identifier<StaffMember>> = []
    for stored in try await store.fetch(StaffMember.self, ids: owners) {
      if let stored, !stored.record.isActive(at: moment.now) { inactive.insert(stored.id) }
    }
    return page.filter { $0.owner.map { inactive.contains($0) } ?? false }.map {
      QualityFinding(
        RecordReference($0), field: "customer.owner", .integrity, .warning, Reason(QualityReason.inactiveOwner),
        proposal: Reason(QualityReason.handOver))
    }
  }

  private func stale(
    _ store: any Store, _ page: [Customer], _ moment: EvaluationMoment
  ) async throws -> [QualityFinding] {
    let months = options.staleAfterMonths ?? 0
    let today = CalendarDay(moment.now, in: moment.timeZone)
    let limit = today.adding(months: -months).startDate(in: moment.timeZone)
    var found: [QualityFinding] = []
    for customer in page where customer.updatedAt < limit {
      let contact = try await store.first(Query(Interaction.byCustomer, customer.id).from(limit))
      let purchase = try await store.first(Query(Purchase.byCustomer, customer.id).from(limit))
      guard contact == nil, purchase == nil else { continue }
      found.append(
        QualityFinding(
          RecordReference(customer), field: "customer.updatedAt", .freshness, .warning,
          Reason(QualityReason.stale, ["months": .integer(Int64(months))]), proposal: Reason(QualityReason.confirm)))
    }
    return found
  }

  /// Parties that share a contact point, and those that are the same but for the spelling.
  private func twins(_ store: any Store, _ page: [Customer]) async throws -> [QualityFinding] {
    var counts: [String: Int] = [:]
    var found: [QualityFinding] = []
    for customer in page {
      var shared: [(index: Int, others: [Customer], count: Int)] = []
      for (index, point) in customer.contactPoints.enumerated() where point.tellsParties {
        let canonical = point.canonical
        let query = Query(Customer.byContactPoint, ExactText(canonical))
        let count = if let known = counts[canonical] { known } else { try await store.count(query) }
        counts[canonical] = count
        guard count > 1 else { continue }
        let others = try await store.page(query.limited(to: Self.group)).items.map(\.record)
        shared.append((index, others.filter { $0.id != customer.id }, count))
      }
      if shared.contains(where: { $0.others.contains { $0.hasSameName(as: customer) } }) {
        found.append(duplicate(customer, by: "customer.contactPoints"))
      } else if try await hasTwin(customer, store) {
        found.append(duplicate(customer, by: customer.kind == .person ? "customer.birthday" : "customer.legalName"))
      } else {
        // An office's or a family's point is marked as such.
        for (index, _, count) in shared where customer.contactPoints[index].addressKind == .personal {
          found.append(
            QualityFinding(
              RecordReference(customer), field: "customer.contactPoints[\(index)]", .uniqueness, .hint,
              Reason(QualityReason.sharedPoint, ["count": .integer(Int64(count))]),
              proposal: Reason(QualityReason.checkShared)))
        }
      }
    }
    return found
  }

  private func duplicate(_ customer: Customer, by field: String) -> QualityFinding {
    QualityFinding(
      RecordReference(customer), field: "customer.name", .uniqueness, .warning,
      Reason(QualityReason.duplicate, ["other": .text(field)]), proposal: Reason(QualityReason.merge))
  }

  /// Whether there is another organisation of the same name, or another person of the same name and birthday.
  private func hasTwin(_ customer: Customer, _ store: any Store) async throws -> Bool {
    guard let key = customer.sortKey, !customer.nameIsFiller else { return false }
    if customer.kind == .person, customer.birthday == nil { return false }
    let query = Query(Customer.bySortKey, key)
    guard try await store.count(query) > 1 else { return false }
    return try await store.page(query.limited(to: Self.group)).items.contains { other in
      other.id != customer.id && other.kind == customer.kind
        && (customer.kind != .person || other.birthday == customer.birthday)
    }
  }

  /// Values that must be unique, and that another customer has as well.
  private func takenValues(_ store: any Store, _ page: [Customer]) async throws -> [QualityFinding] {
    var found: [QualityFinding] = []
    for customer in page {
      for problem in try await UniqueValues(definitions).taken(by: customer, in: store) {
        found.append(
          QualityFinding(
            RecordReference(customer), field: problem.field, .uniqueness, .error, problem.reason,
            proposal: Reason(QualityReason.merge)))
      }
    }
    return found
  }
}

extension ContactPoint {
  /// Whether one party usually has the point for itself.
  fileprivate var tellsParties: Bool {
    guard ContactFillers.kind(of: value) == nil else { return false }
    return switch value {
    case .email, .phone, .handle: true
    case .postal, .device: false
    }
  }
}

extension Customer {
  /// Whether both have a name, of the same kind of party, that differs in spelling at most.
  fileprivate func hasSameName(as other: Customer) -> Bool {
    guard kind == other.kind, let sortKey else { return false }
    return sortKey == other.sortKey
  }
}
