import CRMCore

/// Follows the declared links of records, a page at a time, and finds those that lead nowhere.
struct LinkChecker {
  private let audit: QualityAudit
  /// Records known to exist; a few owners and products are pointed to by very many.
  private var known: Set<RecordReference> = []

  private static let most = 20_000

  init(_ audit: QualityAudit) {
    self.audit = audit
  }

  struct Findings<R: Record> {
    var findings: [Identifier<R>: [QualityFinding]] = [:]
    /// Links into collections that are not registered.
    var unchecked: [CollectionName: Int] = [:]
  }

  mutating func findings<R: Record>(of records: [R], in store: any Store) async throws -> Findings<R> {
    var links: [CollectionName: [(from: Identifier<R>, name: String, target: RecordReference)]] = [:]
    for record in records {
      for reference in R.references {
        for target in reference.targets(of: record) where !known.contains(target) {
          links[target.collection, default: []].append((record.id, reference.name, target))
        }
      }
    }
    var result = Findings<R>()
    for (collection, group) in links.sorted(by: { $0.key < $1.key }) {
      guard let type = audit.registry.type(of: collection) else {
        result.unchecked[collection, default: 0] += group.count
        continue
      }
      let targets = Set(group.map(\.target))
      var present = try await present(type, targets, in: store)
      let missing = targets.subtracting(present)
      if !missing.isEmpty { present.formUnion(try await audit.redirected(missing.sorted(), store)) }
      if known.count + present.count > Self.most { known = [] }
      known.formUnion(present)
      for link in group where !present.contains(link.target) {
        let arguments: [String: FieldValue] = [
          "reference": .text(link.name), "collection": .text(collection.rawValue),
        ]
        result.findings[link.from, default: []].append(
          QualityFinding(
            RecordReference(link.from), field: link.name, .integrity, .error,
            Reason(QualityReason.orphan, arguments), proposal: Reason(QualityReason.repoint)))
      }
    }
    return result
  }

  private func present<Target: Record>(
    _ type: Target.Type, _ targets: Set<RecordReference>, in store: any Store
  ) async throws -> Set<RecordReference> {
    let ids = targets.compactMap { $0.id(as: type) }.sorted()
    let found = try await store.fetch(type, ids: ids)
    return Set(zip(ids, found).compactMap { id, stored in stored == nil ? nil : RecordReference(id) })
  }
}
