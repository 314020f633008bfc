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
    let sections: [JSONTree] = [
      Self.section(
        "Controller", "GDPR art. 15(1), 13(1)(a), (b)", "Who decides why and how the data are used.",
        Self.named("controller", statement.controller) + Self.named("dataProtectionOfficer", statement.officer)),
      Self.section(
        "Purposes", "GDPR art. 15(1)(a)", "What the data are used for, and on which legal basis.",
        reading.purposeItems + statement.purposes.map { ["purpose": .text($0)] }),
      Self.section(
        "Categories of data", "GDPR art. 15(1)(b)",
        "The kinds of data that are kept about persons like you; which of them there are stands in the summary.",
        categories.map { ["category": .text($0.rawValue)] }),
      Self.section(
        "Recipients", "GDPR art. 15(1)(c)", "To whom the data were or will be disclosed.",
        Set(reading.recipients + statement.recipients).sorted().map { ["recipient": .text($0)] }),
      Self.section(
        "How long the data are kept", "GDPR art. 15(1)(d)", "The period, or what it depends on, for each kind of data.",
        categories.map { category in
          ["category": .text(category.rawValue), "kept": .text(statement.retention[category] ?? "not stated")]
        } + reading.retention.sorted().map { ["kept": .text($0), "toldWith": "consent"] }),
      Self.section(
        "Your rights", "GDPR art. 15(1)(e)", "What you can ask of the controller.",
        Self.rights.map { ["article": .text($0.article), "right": .text($0.text)] }),
      Self.section(
        "Complaints", "GDPR art. 15(1)(f), 77", "The authority that you can complain to.",
        Self.named("authority", statement.authority)),
      Self.section(
        "Where the data come from", "GDPR art. 15(1)(g)",
        "Sources other than yourself. What is known of a single record stands with the record.",
        Set(reading.sources + statement.sources).sorted().map { ["source": .text($0)] }),
      Self.section(
        "Automated decisions", "GDPR art. 15(1)(h), 22",
        "Whether decisions are made about you without a human, by which logic and with what consequences.",
        Self.named("automatedDecisions", statement.automatedDecisions)),
      Self.section(
        "Transfers to other countries", "GDPR art. 15(2)",
        "Whether data leave the European Union, and what protects them there.",
        Self.named("transfers", statement.transfers)),
    ]
    let own = subject.records.filter { $0.collection != ConsentHead.collection }
    tree = [
      "contactDigests": .list(subject.digests.map { .text($0.hex) }),
      "format": "crm.access", "language": .text(statement.language), "made": .text(JSONTree.text(of: now)),
      "records": .list(own.map { .text($0.description) }), "sections": .list(sections),
      "title": "Your personal data", "version": 1,
    ]
  }

  private static func section(
    _ title: String, _ article: String, _ explanation: String, _ items: [JSONTree]
  ) -> JSONTree {
    var members: [String: JSONTree] = [
      "article": .text(article), "explanation": .text(explanation), "items": .list(items), "title": .text(title),
    ]
    if items.isEmpty { members["notStated"] = true }
    return .object(members)
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

  private static let rights: [(article: String, text: String)] = [
    ("GDPR art. 16", "to have wrong data corrected and incomplete data completed"),
    ("GDPR art. 17", "to have data erased that are no longer needed or must not be used"),
    ("GDPR art. 18", "to have the use of data restricted, for example while their correctness is examined"),
    (
      "GDPR art. 20", "to get the data that you provided in a machine-readable form, or have them sent to somebody else"
    ),
    ("GDPR art. 21", "to object to uses that rest on a legitimate interest, and to direct marketing at any time"),
    ("GDPR art. 7(3)", "to withdraw a consent at any time; what was done before stays lawful"),
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
