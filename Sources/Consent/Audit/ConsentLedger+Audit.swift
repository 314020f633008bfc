extension ConsentLedger {
  /// What is sealed of the ledger: each act (stops, restrictions and erasures are acts) and each authorisation with what became of
  /// it, all found by the contact point's digest.
  public static let auditedTypes: [AuditedType] = [
    AuditedType(ConsentAct.self) { [.contact($0.subject.value)] },
    AuditedType(Authorization.self) { [.contact($0.subject.value)] },
  ]

  /// The trail of the ledger.
  ///
  /// - Parameters:
  ///   - origin: the trail's name; the same for ever.
  ///   - types: further types to be sealed.
  ///   - salts: where salts come from; leave it but in tests.
  public func auditTrail(
    origin: String, adding types: [AuditedType] = [], salts: AuditSalts = .random
  ) -> AuditTrail {
    AuditTrail(
      origin: origin, types: Self.auditedTypes + types, store: store, environment: environment, salts: salts)
  }

  /// What the trail shows about a contact point, earliest sealed first: acts, authorisations, and which of these are not confirmed.
  ///
  /// - Parameters:
  ///   - subject: the contact point.
  ///   - trail: the trail of this ledger.
  ///   - index: the last entry of the page before; `nil` begins at the first one.
  ///   - limit: the most entries, at least 1.
  /// - Throws: `AuditFault.malformed`; `StoreError`.
  public func audit(
    of subject: ContactDigest, in trail: AuditTrail, after index: UInt64? = nil, limit: Int = 100
  ) async throws -> ConsentAuditPage {
    let page = try await trail.entries(about: .contact(subject.value), after: index, limit: limit)
    var items = page.items.map { ConsentAuditItem($0) }
    let ids = items.compactMap { $0.authorization?.id }
    let present = try await store.fetch(Authorization.self, ids: ids).compactMap { $0?.record }
    let states = Dictionary(present.map { ($0.id, $0.state) }) { first, _ in first }
    for place in items.indices {
      guard let authorization = items[place].authorization else { continue }
      items[place].isUnconfirmed = authorization.state == .authorized && states[authorization.id] == .authorized
    }
    return ConsentAuditPage(items: items, next: page.next)
  }
}

/// One entry of a trail about a contact point.
public struct ConsentAuditItem: Sendable {
  /// The entry and whether it could be proven.
  public var finding: AuditFinding
  /// The act as it was sealed, if the entry is proven and about one.
  public var act: ConsentAct?
  /// The authorisation as it was sealed, if the entry is proven and about one.
  public var authorization: Authorization?
  /// Whether it is an authorisation whose fate is not known to this day.
  public var isUnconfirmed = false

  /// What a finding is about.
  public init(_ finding: AuditFinding) {
    self.finding = finding
    act = try? finding.fact?.value(as: ConsentAct.self)
    authorization = try? finding.fact?.value(as: Authorization.self)
  }
}

/// One page of a trail about a contact point.
public struct ConsentAuditPage: Sendable {
  /// The entries, in the order of the trail.
  public var items: [ConsentAuditItem]
  /// The last entry of the page, after which the next one begins; `nil` on the last page.
  public var next: UInt64?

  /// A page.
  public init(items: [ConsentAuditItem], next: UInt64? = nil) {
    self.items = items
    self.next = next
  }
}
