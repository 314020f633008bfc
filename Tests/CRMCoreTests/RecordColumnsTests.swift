import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct RecordColumnsTests {
  private static let names = Sample.fields.catalog.fields.keys.map { $0 } + ["custom.note", "custom.budget"]

  /// Random inserts, changes and deletions, in commits of several records.
  private func history(_ generator: inout SampleGenerator, commits: Int) throws -> InMemoryStore {
    let store = InMemoryStore()
    var number = 0
    for _ in 0..<commits {
      var changes = ChangeSet()
      var touched: Set<Identifier<Sample>> = []
      let stored = try store.page(Query<Sample>().limited(to: 200)).items
      for _ in 0..<1 + generator.below(5) {
        let old = stored.isEmpty ? nil : generator.one(of: stored)
        switch generator.below(4) {
        case 0:
          if let old, touched.insert(old.id).inserted { changes.delete(old) }
        case 1:
          guard let old, touched.insert(old.id).inserted else { continue }
          var changed = generator.sample()
          changed.id = old.id
          changes.update(changed, expecting: old.revision)
        default:
          number += 1
          changes.insert(generator.sample(number))
        }
      }
      if changes.hasWrites { try store.commit(changes) }
    }
    return store
  }

  @Test func followingCommitsGivesWhatAScanGives() async throws {
    for seed in UInt64(1)...6 {
      var generator = SampleGenerator(seed: seed)
      generator.mixesCurrencies = true
      let store = try history(&generator, commits: 60)
      try await ProjectionLaw.check(RecordColumns(Self.names, of: Sample.fields), over: store, seed: seed)
    }
  }

  /// Also after rows were freed and used again, and where a column has several kinds or currencies: the same rows, or the same kind
  /// of failure.
  @Test func rowsAreThoseWhoseRecordsFulfilTheCondition() async throws {
    var failed = 0
    for seed in UInt64(1)...30 {
      var generator = SampleGenerator(seed: seed)
      generator.mixesCurrencies = seed % 5 == 0
      let store = try history(&generator, commits: 50)
      let columns = try await Live(RecordColumns(Self.names, of: Sample.fields), of: store).current()
      let samples = try await store.all(Query<Sample>()).map(\.record)
      for round in 0..<25 {
        let condition = generator.condition(depth: 5)
        let moment = generator.moment()
        let comment: Comment = "seed \(seed), round \(round): \(condition)"
        let expected = Self.fulfilling(condition, samples, moment)
        let rows = await Self.rows(of: columns, condition, moment)
        #expect(rows.map { Set(columns.ids(in: $0)) } == expected, comment)
        #expect((try? columns.rowsNow(where: condition, at: moment)) == rows, comment)
        if expected == nil { failed += 1 }
      }
    }
    #expect(failed > 0)
  }

  /// Record by record; `nil` if it fails.
  private static func fulfilling(
    _ condition: Condition, _ samples: [Sample], _ moment: EvaluationMoment
  ) -> Set<Identifier<Sample>>? {
    var ids: Set<Identifier<Sample>> = []
    for sample in samples {
      guard let holds = try? condition.evaluate(sample, fields: Sample.fields, at: moment) else { return nil }
      if holds { ids.insert(sample.id) }
    }
    return ids
  }

  private static func rows(
    of columns: RecordColumns<Sample>, _ condition: Condition, _ moment: EvaluationMoment
  ) async -> Bitmap? {
    try? await columns.rows(where: condition, at: moment)
  }

  @Test func everyRecordMayHaveAZoneOfItsOwn() async throws {
    for seed in UInt64(1)...20 {
      var generator = SampleGenerator(seed: seed)
      var samples: [Sample] = []
      let moment = generator.moment()
      for number in 0..<150 {
        var sample = generator.sample(number)
        sample.name = generator.maybe { $0.one(of: SampleGenerator.zones + ["Nowhere/Land"]) }
        sample.seen = (moment.now + Double(generator.below(96) - 48) * 1_800).truncatedToMilliseconds
        samples.append(sample)
      }
      let store = try InMemoryStore(seeded: samples)
      let columns = try await Live(RecordColumns(Self.names, of: Sample.fields), of: store).current()
      let condition = Condition.any([
        .all([.date("sample.seen", .on(days: 0), zone: nil), .known("sample.age")]), generator.condition(),
      ])
      let rows = try await columns.rows(where: condition, at: moment, zones: "sample.name")
      for sample in samples {
        let zone = sample.name.flatMap { TimeZone(identifier: $0) } ?? moment.timeZone
        let own = EvaluationMoment(now: moment.now, timeZone: zone)
        let row = try #require(columns.row(of: sample.id))
        #expect(try rows[row] == condition.evaluate(sample, fields: Sample.fields, at: own), "seed \(seed)")
      }
    }
  }

  @Test func whatTheColumnsDoNotHaveComesFromATable() async throws {
    let samples = (0..<5).map { number in
      var sample = Sample(id: Identifier(derivedFrom: "s", String(number)))
      sample.age = number
      return sample
    }
    let store = try InMemoryStore(seeded: samples)
    let columns = try await Live(RecordColumns(["sample.age"], of: Sample.fields), of: store).current()
    var table = ColumnTable(count: columns.rowCapacity)
    let members = Bitmap((0..<5).map { columns.value(of: "sample.age", at: $0) != .integer(2) })
    table.add(members, for: "vip")
    table.add(Column((0..<5).map { columns.value(of: "sample.age", at: $0) }), for: "loyalty.points")
    let moment = EvaluationMoment(now: .distantPast)
    let condition = Condition.all([
      .member(of: "vip"), .compare("loyalty.points", .greater, .integer(0)),
      .not(.compare("sample.age", .equal, .integer(4))),
    ])
    let rows = try await columns.rows(where: condition, at: moment, others: table)
    #expect(Set(columns.ids(in: rows)) == [samples[1].id, samples[3].id])
    let absent = Condition.all([.not(.any([.member(of: "x"), .known("other.field")]))])
    await #expect {
      try await columns.rows(where: absent, at: moment)
    } throws: { error in
      (error as? ConditionError)?.faults.map(\.path) == ["all[0].not.any[0]", "all[0].not.any[1]"]
    }
    #expect(throws: ConditionError.self) { try RecordColumns(["other.field"], of: Sample.fields) }
  }

  /// Several blocks, more than one core, and a copy that does not see what comes later.
  @Test func aCopyStaysAsItWas() async throws {
    var changes = ChangeSet()
    for number in 0..<40_000 {
      var sample = Sample(id: Identifier(derivedFrom: "s", String(number)))
      sample.age = number % 100
      sample.tags = ["t\(number % 7)"]
      changes.insert(sample)
    }
    let store = InMemoryStore()
    try store.commit(changes)
    let live = Live(try RecordColumns(["sample.age", "sample.tags"], of: Sample.fields), of: store)
    let before = try await live.current()
    let condition = Condition.all([
      .compare("sample.age", .less, .integer(50)), .compare("sample.tags", .contains, .text("T3")),
    ])
    let moment = EvaluationMoment(now: .distantPast)
    let rows = try await before.rows(where: condition, at: moment)
    let expected = (0..<40_000).count { $0 % 100 < 50 && $0 % 7 == 3 }
    #expect(rows.ones == expected && before.count == 40_000)
    for stored in try store.page(Query<Sample>().limited(to: 300)).items {
      var old = stored
      old.age = 99
      try store.commit(
        {
          var changes = ChangeSet()
          changes.update(old)
          return changes
        }())
    }
    #expect(try await live.current().rows(where: condition, at: moment).ones < expected)
    #expect(try await before.rows(where: condition, at: moment) == rows)
    #expect(before.columnBytes < 40_000 * 40 && before.distinctValues == 7)
  }
}
