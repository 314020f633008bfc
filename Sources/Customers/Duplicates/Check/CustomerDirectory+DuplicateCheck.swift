import CRMCore

extension CustomerDirectory {
  /// Customers whom a customer may duplicate, the most probable first; those with a probability of at least one half.
  ///
  /// Reads through indexes only: one page of at most ``DuplicateCheck/recordsPerKey`` records for each of its contact points
  /// (twelve at most) and match keys (ten at most), whatever the number of customers. Useful while somebody is typing, and before
  /// rows are imported. Customers that somebody has marked as different from it are left out.
  ///
  /// - Parameters:
  ///   - customer: a customer, in the store or not.
  ///   - check: how it is judged; `nil` takes ``duplicateCheck``, or the usual.
  public func likelyDuplicates(
    of customer: Customer, check: DuplicateCheck? = nil
  ) async throws -> [DuplicateCandidate] {
    let check = check ?? duplicateCheck ?? .standard
    var queries = customer.matchKeys.prefix(10).map { Query(Customer.byMatchKey, $0) }
    queries += customer.contactPoints.prefix(12).map { Query(Customer.byContactPoint, ExactText($0.canonical)) }
    var others: [Identifier<Customer>: Customer] = [:]
    for query in queries {
      let page = try await store.page(query.limited(to: check.recordsPerKey))
      for other in page.items where other.kind == customer.kind { others[other.id] = other.record }
    }
    others[customer.id] = nil
    guard !others.isEmpty else { return [] }
    let total = try await store.count(Query<Customer>())
    let candidates = check.candidates(for: customer, among: others.values.sorted { $0.id < $1.id }, total: total)
      .filter { $0.probability >= 0.5 }
    guard !candidates.isEmpty else { return [] }
    let cases = try await store.fetch(
      DuplicateCase.self, ids: candidates.map { DuplicateCase.id(customer.id, $0.id) })
    return zip(candidates, cases).filter { $1?.state != .distinct }.map(\.0)
  }

  /// Throws if a new customer is probably there already.
  func refuseDuplicates(of customer: Customer, _ handling: DuplicateHandling) async throws {
    guard handling == .refuse, let duplicateCheck else { return }
    let likely = try await likelyDuplicates(of: customer).filter { $0.probability >= duplicateCheck.threshold }
    if !likely.isEmpty { throw LikelyDuplicate(likely) }
  }
}
