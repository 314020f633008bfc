import CRMCore
import Foundation
import Testing

@Suite struct ConditionStoreTests {
  /// Pages of a filtered range are the range, filtered: every page but the last is full or stopped at the limit, none repeats.
  @Test func filteredPagesAreTheFilteredRange() async throws {
    for seed in UInt64(1)...12 {
      var generator = SampleGenerator(seed: seed)
      let samples = (0..<400).map { generator.sample($0) }
      let store = try InMemoryStore(seeded: samples)
      for round in 0..<6 {
        let condition = generator.condition()
        let moment = generator.moment()
        let limit = generator.one(of: [1, 3, 10, 500])
        let scan = generator.one(of: [1, 7, 50, 10_000])
        var query = generator.one(of: [
          Query<Sample>(), Query(Sample.byAge), Query(Sample.byTag), Query(Sample.byAge, 2),
          Query(Sample.byAge).from(2),
        ])
        if round % 2 == 0 { query = query.descending() }
        let comment: Comment = "seed \(seed), round \(round)"
        let expected = try await (store as any Store).all(query).filter {
          try condition.evaluate($0.record, fields: Sample.fields, at: moment)
        }
        var found: [Stored<Sample>] = []
        var cursor: PageCursor?
        var pages = 0
        repeat {
          let page = try await store.page(
            query.after(cursor).limited(to: limit), where: condition, fields: Sample.fields, at: moment, scanning: scan)
          #expect(page.items.count <= limit, comment)
          if scan == 10_000, page.next != nil { #expect(page.items.count == limit, comment) }
          found += page.items
          cursor = page.next
          pages += 1
        } while cursor != nil && pages < 2_000
        #expect(found.map(\.id) == expected.map(\.id), comment)
      }
    }
  }

  /// A store that evaluates by itself is asked; the fallback is not.
  @Test func aFilteringStoreIsAsked() async throws {
    let store = Pushing(base: try InMemoryStore(seeded: [Sample()]))
    let page = try await store.page(
      Query<Sample>(), where: .never, fields: Sample.fields, at: EvaluationMoment(now: .distantPast))
    #expect(page.items.count == 1)
    let scanned = try await store.scannedPage(
      Query<Sample>(), where: .never, fields: Sample.fields, at: EvaluationMoment(now: .distantPast))
    #expect(scanned.items.isEmpty)
  }

  @Test func aFaultEndsTheScan() async throws {
    let store = try InMemoryStore(seeded: [Sample()])
    await #expect(throws: ConditionError.self) {
      try await store.page(
        Query<Sample>(), where: .known("consent.x"), fields: Sample.fields, at: EvaluationMoment(now: .distantPast))
    }
  }

  /// Gives everything, to be recognised.
  private struct Pushing: FilteringStore {
    let base: InMemoryStore

    func filteredPage<R: Record>(
      _ query: Query<R>, where condition: Condition, fields: FieldSet<R>, at moment: EvaluationMoment,
      scanning limit: Int
    ) async throws -> Page<Stored<R>> { try base.page(query) }

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
