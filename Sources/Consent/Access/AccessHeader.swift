import CRMCore
import Foundation

/// What an answer says besides the records (GDPR art. 15(1)(a) to (h) and (2)): from the ledger, the declarations and the controller's
/// statement. What none of them tells has no items.
struct AccessHeader {
  let tree: JSONTree

  init(_ desk: AccessDesk, _ subject: AccessSubject, at now: Date) async throws {
    let reading = try await LedgerSummary(of: subject.digests, in: desk.store)
    let statement = desk.statement
    let categories = Self.categories(desk.registry)
    let words = AccessWords(desk)
    func section(_ name: String, _ article: String, _ items: [JSONTree]) -> JSONTree {
      var members: [String: JSONTree] = [
        "article": .text(article), "explanation": .text(words(name + ".about")), "items": .list(items),
        "title": .text(words(name)),
      ]
      if items.isEmpty { members["notStated"] = true }
      return .object(members)
    }
    let sections: [JSONTree] = [
      section(
        "controller", "GDPR art. 15(1), 13(1)(a), (b)",
        Self.named("controller", statement.controller) + Self.named("dataProtectionOfficer", statement.officer)),
      section(
        "purposes", "GDPR art. 15(1)(a)",
        reading.purposeItems + statement.purposes.map { ["purpose": .text($0)] }),
      section(
        "categories", "GDPR art. 15(1)(b)",
        categories.map { ["category": .text($0.rawValue)] }),
      section(
        "recipients", "GDPR art. 15(1)(c)",
        Set(reading.recipients + statement.recipients).sorted().map { ["recipient": .text($0)] }),
      section(
        "retention", "GDPR art. 15(1)(d)",
        categories.map { category in
          ["category": .text(category.rawValue), "kept": .text(statement.retention[category] ?? words("notStated"))]
        } + reading.retention.sorted().map { ["kept": .text($0), "toldWith": "consent"] }),
      section(
        "rights", "GDPR art. 15(1)(e)",
        Self.rights.map { ["article": .text($0.article), "right": .text(words("right." + $0.name))] }),
      section(
        "complaints", "GDPR art. 15(1)(f), 77",
        Self.named("authority", statement.authority)),
      section(
        "sources", "GDPR art. 15(1)(g)",
        Set(reading.sources + statement.sources).sorted().map { ["source": .text($0)] }),
      section(
        "decisions", "GDPR art. 15(1)(h), 22",
        Self.named("automatedDecisions", statement.automatedDecisions)),
      section(
        "transfers", "GDPR art. 15(2)",
        Self.named("transfers", statement.transfers)),
    ]
    let own = subject.records.filter { $0.collection != ConsentHead.collection }
    tree = [
      "contactDigests": .list(subject.digests.map { .text($0.hex) }),
      "format": "crm.access", "language": .text(statement.language), "made": .text(JSONTree.text(of: now)),
      "records": .list(own.map { .text($0.description) }), "sections": .list(sections),
      "title": .text(words("title")), "version": 1,
    ]
  }

  private static func named(_ name: String, _ text: String?) -> [JSONTree] {
    text.map { [.object([name: .text($0)])] } ?? []
  }

  /// The categories that the registered types declare, staff left out: they are about others.
  private static func categories(_ registry: RecordRegistry) -> [PersonalDataCategory] {
    func category<R: Record>(_ type: R.Type) -> PersonalDataCategory? { R.personalData?.category }
    var found = Set(registry.types.compactMap { category($0) })
    found.remove(.staff)
    found.insert(.consent)
    return found.sorted { $0.rawValue < $1.rawValue }
  }

  private static let rights: [(article: String, name: String)] = [
    ("GDPR art. 16", "rectification"), ("GDPR art. 17", "erasure"), ("GDPR art. 18", "restriction"),
    ("GDPR art. 20", "portability"), ("GDPR art. 21", "objection"), ("GDPR art. 7(3)", "withdrawal"),
  ]
}

/// What the ledger tells for the header, read page by page.
private struct LedgerSummary {
  private var bases: [String: Set<String>] = [:]
  private var packs: [String: Set<String>] = [:]
  private var found: (recipients: Set<String>, sources: Set<String>, retention: Set<String>) = ([], [], [])

  var recipients: [String] { Array(found.recipients) }
  var sources: [String] { Array(found.sources) }
  var retention: Set<String> { found.retention }

  init(of digests: [ContactDigest], in store: any Store) async throws {
    for digest in digests {
      for act in try await ConsentReader(store: store).acts(of: digest) { add(act) }
      try await ConsentParticipant.forEach(Query(Authorization.bySubject, digest), in: store) { add($0.record) }
    }
  }

  /// Purposes with the bases that were established for them or used, and the packs of rules that were applied.
  var purposeItems: [JSONTree] {
    bases.sorted { $0.key < $1.key }.map { purpose, kinds in
      var item: [String: JSONTree] = [
        "bases": .list(kinds.sorted().map { .text($0) }), "purpose": .text(purpose),
      ]
      if let packs = packs[purpose] { item["rules"] = .list(packs.sorted().map { .text($0) }) }
      return .object(item)
    }
  }

  private mutating func add(_ act: ConsentAct) {
    if let purpose = act.scope.purpose, let basis = act.grantedBasis {
      for named in [purpose] + act.includes { bases[named.rawValue, default: []].insert(basis.kind.rawValue) }
    }
    guard let proof = act.proof else { return }
    found.recipients.formUnion(proof.recipients)
    if let source = proof.sourceReference { found.sources.insert(source) }
    if let retention = proof.retention { found.retention.insert(retention) }
  }

  private mutating func add(_ authorization: Authorization) {
    bases[authorization.purpose.rawValue, default: []].formUnion(authorization.bases.map(\.rawValue))
    packs[authorization.purpose.rawValue, default: []].formUnion(authorization.policyVersions)
  }
}
