import CRMCore
import Foundation

/// One audit on its way: every record type is read once, in pages, in the order of identifiers.
struct QualityScan {
  private let audit: QualityAudit
  private let store: any Store
  private let moment: EvaluationMoment
  private let onFinding: @Sendable (QualityFinding) -> Void
  private var collector: QualityCollector
  private var links: LinkChecker
  private var freeTextFields: [String] = []
  private var done = 0

  init(
    _ audit: QualityAudit, in store: any Store, at moment: EvaluationMoment,
    onFinding: @escaping @Sendable (QualityFinding) -> Void
  ) {
    self.audit = audit
    self.store = store
    self.moment = moment
    self.onFinding = onFinding
    collector = QualityCollector(audit.limits)
    links = LinkChecker(audit)
  }

  mutating func run(now: () -> Date, report: WorkProgress.Report) async throws -> QualityReport {
    let started = now()
    let types = audit.registry.types.filter { concerns($0) }.sorted { $0.collection < $1.collection }
    var total = 0
    for type in types { total += try await count(type) }
    for type in types {
      try await scan(type) { done in
        report(WorkProgress(phase: "quality.records", done: done, total: total, started: started, date: now()))
      }
    }
    return QualityReport(
      name: audit.name, date: moment.now, collections: collector.collections, issues: collector.sortedIssues,
      unlistedFindings: collector.unlisted, uncheckedReferences: collector.unchecked,
      freeTextFields: freeTextFields.sorted(), duplicates: audit.duplicates)
  }

  /// How many texts of a field tell how its days are written.
  private static let samples = 500

  private func concerns<R: Record>(_ type: R.Type) -> Bool { audit.concerns(type) }
  private func count<R: Record>(_ type: R.Type) async throws -> Int { try await store.count(Query<R>()) }

  private mutating func scan<R: Record>(_ type: R.Type, told: (Int) -> Void) async throws {
    let profile = audit.profile(of: type)
    var tallies = profile?.vocabularies.map { _ in
      WordTally(limit: audit.limits.words, samplesKept: audit.limits.samples)
    }
    var days = profile?.spreadDays.map { DayTally(field: $0.key, read: $0.value) }.sorted { $0.field < $1.field } ?? []
    var samples: [[String]] = profile?.typedTexts.map { _ in [] } ?? []
    var query = Query<R>().limited(to: 500)
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      let records = page.items.map(\.record)
      var findings = try await linkFindings(of: records)
      if let profile {
        for record in records { for index in days.indices { days[index].add(record) } }
        for (index, text) in profile.typedTexts.enumerated() where samples[index].count < Self.samples {
          samples[index] += records.compactMap { text.text(of: $0) }
        }
        try await judge(records, profile, &tallies, &findings)
      } else {
        for record in records { for finding in findings[record.id] ?? [] { take(finding) } }
      }
      done += records.count
      told(done)
      guard let next = page.next else { break }
      query = query.after(next)
    }
    guard let profile else { return }
    for (vocabulary, tally) in zip(profile.vocabularies, tallies ?? []) { takeVariants(of: vocabulary, tally) }
    for (text, samples) in zip(profile.typedTexts, samples) {
      guard let better = text.proposal(for: samples) else { continue }
      collector.propose(better.proposal, better.repair, forTextsIn: text.field.rawValue, of: R.collection)
    }
    for day in days {
      for (finding, count) in day.heaps() { collector.add(finding, count: count, samples: [finding.record]) }
    }
  }

  /// Judges the records of a page, each with everything that was found about it.
  private mutating func judge<R: Record>(
    _ records: [R], _ profile: QualityProfile<R>, _ tallies: inout [WordTally]?,
    _ findings: inout [Identifier<R>: [QualityFinding]]
  ) async throws {
    for lookup in profile.lookups {
      for finding in try await lookup.findings(store, records, moment) {
        if let id = finding.record.id(as: R.self) { findings[id, default: []].append(finding) }
      }
    }
    for record in records {
      let judged = profile.judged(record, at: moment)
      var all = judged.findings
      for (index, vocabulary) in profile.vocabularies.enumerated() {
        for word in vocabulary.read(record) {
          guard let judgement = tallies?[index].add(word, of: record.id, in: vocabulary) else { continue }
          all.append(
            judgement.finding(
              about: RecordReference(record), vocabulary.field, vocabulary.severity,
              isRepairable: R.self == Customer.self))
        }
      }
      all += findings[record.id] ?? []
      collector.add(
        RecordQuality(completeness: judged.completeness, findings: all), of: RecordReference(record))
      for finding in all { onFinding(finding) }
    }
  }

  private mutating func linkFindings<R: Record>(of records: [R]) async throws -> [Identifier<R>: [QualityFinding]] {
    guard audit.followsLinks(of: R.self) else { return [:] }
    let found = try await links.findings(of: records, in: store)
    for (collection, count) in found.unchecked { collector.addUnchecked(collection, count: count) }
    return found.findings
  }

  /// Other spellings come out when every record is counted, so they are in no record's score.
  private mutating func takeVariants<R: Record>(of vocabulary: QualityVocabulary<R>, _ tally: WordTally) {
    if tally.isFreeText { freeTextFields.append("\(R.collection).\(vocabulary.field)") }
    for variant in tally.variants() {
      let judgement = WordJudgement(code: QualityReason.variant, found: variant.found, meant: variant.meant)
      let samples = variant.entry.samples.map { RecordReference(collection: R.collection, id: $0) }
      let findings = samples.map {
        judgement.finding(about: $0, vocabulary.field, vocabulary.severity, isRepairable: R.self == Customer.self)
      }
      guard let first = findings.first else { continue }
      collector.add(first, count: variant.entry.count, samples: samples)
      for finding in findings { onFinding(finding) }
    }
  }

  private mutating func take(_ finding: QualityFinding) {
    collector.add(finding)
    onFinding(finding)
  }
}

/// How often each day occurs in a field whose days should be spread.
private struct DayTally<R: Record> {
  let field: FieldName
  let read: @Sendable (R) -> CalendarDay?
  private var counts: [CalendarDay: (count: Int, first: Identifier<R>)] = [:]
  private var total = 0

  init(field: FieldName, read: @escaping @Sendable (R) -> CalendarDay?) {
    self.field = field
    self.read = read
  }

  mutating func add(_ record: R) {
    guard let day = read(record) else { return }
    total += 1
    counts[day, default: (0, record.id)].count += 1
  }

  /// Days that at least ten records have, one in fifty, and ten times as many as on the average of all days.
  func heaps() -> [(QualityFinding, Int)] {
    counts.filter {
      $0.value.count >= 10 && $0.value.count * 50 >= total && $0.value.count * counts.count >= 10 * total
    }
    .sorted { $0.key < $1.key }.map { day, entry in
      let reason = Reason(
        QualityReason.dateHeap, ["day": .day(day), "count": .integer(Int64(entry.count))])
      let finding = QualityFinding(
        RecordReference(entry.first), field: field.rawValue, .validity, .warning, reason,
        proposal: Reason(QualityReason.checkDate))
      return (finding, entry.count)
    }
  }
}
