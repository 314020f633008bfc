public import CRMCore
import Foundation

extension CustomerDirectory {
  /// The profile of customers: what should be filled, the words that are compared, and all built-in rules, together with the custom
  /// fields that are declared.
  public func qualityProfile(_ options: CustomerQualityOptions = CustomerQualityOptions()) -> QualityProfile<Customer> {
    let rules = CustomerQualityRules(options: options, definitions: fieldDefinitions)
    let lookups = CustomerQualityLookups(options: options, definitions: fieldDefinitions)
    let required = fieldDefinitions.definitions.filter(\.isRequired).map {
      QualityRequirement<Customer>.custom($0.name, weight: 2, severity: .warning)
    }
    return QualityProfile(
      requirements: options.requirements + required, vocabularies: options.vocabularies,
      typedTexts: rules.typedTexts, spreadDays: ["customer.birthday": { $0.birthday }],
      checks: [QualityCheck { rules.findings(in: $0, at: $1) }] + options.checks, lookups: lookups.all)
  }

  /// An audit of customers that follows the links of all record types that this directory knows. Identifiers of customers that were
  /// merged lead to the winner. Add profiles of further types to it.
  ///
  /// - Parameters:
  ///   - name: the name, under which snapshots are compared.
  ///   - options: what is expected of customers.
  public func qualityAudit(
    _ name: String, _ options: CustomerQualityOptions = CustomerQualityOptions()
  ) -> QualityAudit {
    var audit = QualityAudit(name, registry: registry)
    audit.add(qualityProfile(options))
    audit.redirected = { missing, store in
      let merged = missing.compactMap { $0.id(as: Customer.self) }
      guard !merged.isEmpty else { return [] }
      let aliases = try await store.fetch(CustomerAlias.self, ids: merged.map { $0.cast(to: CustomerAlias.self) })
      return Set(aliases.compactMap { $0.map { RecordReference($0.record.loser) } })
    }
    return audit
  }

  /// Looks at the whole base: each record of the registered types is read once, in pages. Writes nothing.
  ///
  /// The same base gives the same report. Memory does not grow with the base: findings are counted by issue, with the first records
  /// of each; `onFinding` gets every single one, except those that only the count of all words shows.
  ///
  /// - Parameters:
  ///   - audit: what to look at.
  ///   - report: called after each page, phase `quality.records`.
  ///   - onFinding: called for each finding about one record, for a file or a list of work.
  /// - Throws: `StoreError`; `CancellationError` between pages.
  @concurrent
  public func auditQuality(
    _ audit: QualityAudit, report: WorkProgress.Report = { _ in },
    onFinding: @escaping @Sendable (QualityFinding) -> Void = { _ in }
  ) async throws -> QualityReport {
    let moment = EvaluationMoment(now: environment.now(), timeZone: environment.timeZone)
    var scan = QualityScan(audit, in: store, at: moment, onFinding: onFinding)
    return try await scan.run(now: { environment.now() }, report: report)
  }

  /// The quality of one customer, for its page: everything but what only the whole base shows.
  ///
  /// - Throws: `notFound`.
  public func quality(
    of id: Identifier<Customer>, _ profile: QualityProfile<Customer>
  ) async throws -> RecordQuality {
    let customer = try await store.require(id).record
    let moment = EvaluationMoment(now: environment.now(), timeZone: environment.timeZone)
    let judged = profile.judged(customer, at: moment)
    var findings = judged.findings
    for vocabulary in profile.vocabularies {
      for word in vocabulary.read(customer) {
        guard let judgement = word.trimmedOrNil.flatMap({ vocabulary.judgement(of: $0) }) else { continue }
        findings.append(
          judgement.finding(
            about: RecordReference(id), vocabulary.field, vocabulary.severity, isRepairable: true))
      }
    }
    for lookup in profile.lookups { findings += try await lookup.findings(store, [customer], moment) }
    return RecordQuality(completeness: judged.completeness, findings: findings)
  }
}
