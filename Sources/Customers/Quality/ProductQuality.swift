import CRMCore

extension QualityProfile<Product> {
  /// The profile of the catalogue: products should have a category (2), an article number and a cost (1 each); names must say
  /// something and be there once, but for the spelling; categories and labels are compared with each other.
  public static var products: QualityProfile {
    QualityProfile(
      requirements: [
        QualityRequirement("product.category", weight: 2) { $0.category != nil },
        QualityRequirement("product.code") { $0.code.trimmedOrNil != nil },
        QualityRequirement("product.cost") { $0.cost != nil },
      ],
      vocabularies: [
        QualityVocabulary("product.category") { $0.category.map { [$0.rawValue] } ?? [] },
        QualityVocabulary("product.tags") { Array($0.tags) },
      ],
      checks: [.saysSomething("product.name") { $0.name }, .notInFuture("product.createdAt") { $0.createdAt }],
      lookups: [QualityLookup { store, page, _ in try await twins(store, page) }])
  }

  private static func twins(_ store: any Store, _ page: [Product]) async throws -> [QualityFinding] {
    var found: [QualityFinding] = []
    for product in page where product.isActive {
      let query = Query(Product.byName, product.name)
      guard try await store.count(query) > 1 else { continue }
      let others = try await store.page(query.limited(to: 50)).items
      guard others.contains(where: { $0.id != product.id && $0.isActive }) else { continue }
      found.append(
        QualityFinding(
          RecordReference(product), field: "product.name", .uniqueness, .warning,
          Reason(QualityReason.duplicate, ["other": .text("product.name")]), proposal: Reason(QualityReason.merge)))
    }
    return found
  }
}
