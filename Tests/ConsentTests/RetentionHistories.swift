import CRMTesting
import Consent
import Foundation

/// Random policies, rows and holds.
struct RetentionHistories {
  var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  static let categories: [PersonalDataCategory] = [.identity, .transaction, .communication]
  static let collections: [CollectionName] = ["customers", "purchases", "messages"]
  static let events: [RetentionEvent] = [.created, .lastActivity, .endOfRelation, .consentWithdrawn]
  static let start = Date("2016-01-01T00:00:00Z")

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
  mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
  mutating func span(days: Int = 4_000) -> TimeInterval {
    Double(Int.random(in: 0...days * 86_400_000, using: &generator)) / 1_000
  }

  mutating func now() -> Date {
    Self.start.addingTimeInterval(86_400 * 2_000 + span()).truncatedToMilliseconds
  }

  mutating func policy() -> RetentionPolicy {
    let zones = ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo", "UTC"]
    return RetentionPolicy(
      id: "random", version: "1", timeZone: pick(zones),
      schedules: (0..<Int.random(in: 2...9, using: &generator)).map { schedule("s\($0)") })
  }

  private mutating func schedule(_ id: String) -> RetentionSchedule {
    RetentionSchedule(
      id, category: pick(Self.categories), collections: chance(20) ? [pick(Self.collections)] : nil, purpose: "test",
      basis: chance(20) ? .legalObligation : .legitimateInterest,
      start: RetentionStart(pick(Self.events), endOfYear: chance(40) ? Int.random(in: 1...12, using: &generator) : nil),
      period: RetentionPeriod(
        years: Int.random(in: 0...4, using: &generator), months: Int.random(in: 0...14, using: &generator),
        days: Int.random(in: 0...40, using: &generator)),
      action: pick([.delete, .delete, .pseudonymise, .review]), reference: "random",
      jurisdiction: chance(20) ? pick(["DE", "US"]) : nil)
  }

  mutating func rows() -> [RetainedRecord] {
    let count = Int.random(in: 2...8, using: &generator)
    let ids = (0..<count).map { RecordReference(collection: pick(Self.collections), id: Self.id($0)) }
    return ids.map { id in
      var row = RetainedRecord(id, category: pick(Self.categories), dates: [:])
      for event in Self.events where chance(event == .created ? 98 : 85) {
        row.dates[event] = Self.start.addingTimeInterval(span()).truncatedToMilliseconds
      }
      row.subjects = chance(60) ? [pick(ids)] : []
      row.links = row.subjects + (chance(30) ? [pick(ids)] : [])
      if chance(30) { row.jurisdictions = [pick(["DE", "US-CA", "FR"])] }
      return row
    }
  }

  mutating func holds(over rows: [RetainedRecord]) -> [LegalHold] {
    (0..<Int.random(in: 1...3, using: &generator)).map { index in
      let target = pick(rows).reference
      let scope = pick([
        .record(target), .subject(target), .matter(target), LegalHoldScope.category(pick(Self.categories)),
      ])
      let from = Self.start.addingTimeInterval(span(days: 3_000))
      var hold = LegalHold(
        id: Identifier(Self.id(1_000 + index)), scope: scope, reason: LegalHoldReason.litigation, from: from,
        until: chance(20) ? from.addingTimeInterval(span()) : nil, author: .system)
      if chance(20) { hold.liftedAt = from.addingTimeInterval(span()) }
      return hold
    }
  }

  private static func id(_ number: Int) -> UUID {
    Identifier<LegalHold>(derivedFrom: "random", String(number)).uuid
  }

  /// The rows after a plan was carried out.
  static func applying(_ plan: RetentionPlan, to rows: [RetainedRecord]) -> [RetainedRecord] {
    let items = Dictionary(uniqueKeysWithValues: plan.items.map { ($0.record, $0) })
    return rows.compactMap { row in
      guard let item = items[row.reference] else { return row }
      guard item.action != .delete else { return nil }
      var row = row
      for step in item.settles { row.done[step.schedule] = step.date }
      return row
    }
  }
}
