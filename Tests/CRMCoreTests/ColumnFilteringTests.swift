import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct ColumnFilteringTests {
  private static let names = Sample.fields.catalog.fields.keys.map { $0 } + ["custom.note", "custom.budget"]

  private func store(_ generator: inout SampleGenerator, count: Int) throws -> ColumnFilteringStore<Sample> {
    let base = try InMemoryStore(seeded: (0..<count).map { generator.sample($0) })
    return ColumnFilteringStore(base, columns: Live(try RecordColumns(Self.names, of: Sample.fields), of: base))
  }

  @Test func whatIsPushedDownIsWhatAScanFinds() async throws {
    for seed in UInt64(1)...4 {
      var generator = SampleGenerator(seed: seed)
      generator.mixesCurrencies = seed % 4 == 0
      let store = try store(&generator, count: 80)
      let conditions = (0..<12).map { _ in generator.condition() } + [.always, .never]
      let queries = [
        Query<Sample>().limited(to: 7), Query<Sample>().limited(to: 40).descending(),
        Query(Sample.byAge).limited(to: 9),
      ]
      for limit in [10_000, 5] {
        try await FilteringLaw.check(
          store, queries, where: conditions, fields: Sample.fields, at: generator.moment(), scanning: limit)
      }
    }
  }

  /// Few among many: only the page is read, not the range.
  @Test func aRarePageReadsFewRecords() async throws {
    let base = try InMemoryStore(
      seeded: (0..<3_000).map { number in
        var sample = Sample(id: Identifier(derivedFrom: String(number)))
        sample.age = number
        return sample
      })
    let counting = CountingStore(base)
    let columns = Live(try RecordColumns(["sample.age"], of: Sample.fields), of: base)
    let store = ColumnFilteringStore<Sample>(counting, columns: columns)
    let rare = Condition.compare("sample.age", .greaterOrEqual, .integer(2_995))
    let page = try await store.page(
      Query<Sample>().limited(to: 3), where: rare, fields: Sample.fields, at: EvaluationMoment(now: .distantPast))
    #expect(page.items.count == 3 && page.next != nil)
    #expect(counting.calls.fetch == 1 && counting.calls.page == 0)
    // A change is seen at once.
    var stored = try #require(page.items.first)
    stored.age = 1
    try await store.commit(changeSet { $0.update(stored) })
    let rest = try await store.page(
      Query<Sample>().limited(to: 10), where: rare, fields: Sample.fields, at: EvaluationMoment(now: .distantPast))
    #expect(rest.items.count == 4 && rest.next == nil)
  }

  /// The law finds a store that gives too much, or in another order.
  @Test func theLawFindsWhatBreaksIt() async throws {
    var generator = SampleGenerator(seed: 1)
    let base = try InMemoryStore(seeded: (0..<30).map { generator.sample($0) })
    for defect in [Careless.Defect.unfiltered, .endless] {
      await #expect(throws: RequirementFailure.self, "\(defect)") {
        try await FilteringLaw.check(
          Careless(base: base, defect: defect), [Query<Sample>().limited(to: 5)],
          where: [.compare("sample.age", .equal, .integer(1))], fields: Sample.fields,
          at: EvaluationMoment(now: .distantPast))
      }
    }
  }

  private struct Careless: FilteringStore {
    enum Defect { case unfiltered, endless }
    let base: InMemoryStore
    let defect: Defect

    func filteredPage<R: Record>(
      _ query: Query<R>, where condition: Condition, fields: FieldSet<R>, at moment: EvaluationMoment,
      scanning limit: Int
    ) async throws -> Page<Stored<R>> {
      if defect == .unfiltered { return try base.page(query) }
      return Page(items: [], next: try base.page(query.limited(to: 1).after(nil)).next)
    }

    func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
      try base.fetch(type, ids: ids)
    }
    func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try base.page(query) }
    func count<R: Record>(_ query: Query<R>) async throws -> Int { try base.count(query) }
    func commit(_ changes: ChangeSet) async throws -> Commit { try base.commit(changes) }
    func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
      try base.history(after: position, limit: limit)
    }
    func position() async throws -> CommitPosition? { try base.position() }
    func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
  }
}
