import CRMTesting
import Customers
import Testing

@Suite struct DuplicateCaseTests {
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private let settings = DuplicateSettings(sampledPairs: 3_000)

  init() {
    let environment = CRMEnvironment.fixed()
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func fillBase(_ count: Int = 250) throws {
    var generator = PartyGenerator(seed: 9)
    var changes = ChangeSet(author: author)
    for party in generator.parties(count: count) { changes.insert(try party.customer()) }
    try store.commit(changes)
  }

  @Test func aSearchReadsEveryCustomerOnceAndTellsHowFarItIs() async throws {
    try fillBase(620)
    let progress = ProgressLog()
    let report = try await directory.findDuplicates(settings: settings, report: progress.add)
    #expect(report.records == 620 && !report.clusters.isEmpty)
    #expect(progress.states.map(\.done) == [500, 620] && progress.states.last?.total == 620)
    let records = try store.page(Query<Customer>().limited(to: 1_000)).items.map { LinkageRecord($0.record) }
    #expect(try await DuplicateDetector(settings: settings).detect(records).pairs == report.pairs)
  }

  @Test func aDecisionIsKeptAndNeverProposedAgain() async throws {
    try fillBase()
    let report = try await directory.findDuplicates(settings: settings)
    let pair = try #require(report.pairs.first)
    let decision = try await directory.markDistinct(pair.second, pair.first, note: "twins", by: author)
    #expect(decision.first == pair.first && decision.decidedBy == author)
    let commits = try store.history(after: nil, limit: 10)
    #expect(try commits.last?.records(of: Event.self).map(\.name) == [.duplicateMarkedDistinct])
    try await directory.markDistinct(pair.first, pair.second, note: "twins", by: author)
    #expect(try store.history(after: nil, limit: 10).count == commits.count)

    let second = try await directory.findDuplicates(settings: settings)
    #expect(!second.pairs.contains { $0.first == pair.first && $0.second == pair.second })
    #expect(second.pairs.count == report.pairs.count - 1)
    try await directory.reopenDuplicateCase(decision.id, by: author)
    #expect(try await directory.findDuplicates(settings: settings).pairs == report.pairs)
  }

  @Test func aCustomerIsNotDifferentFromItselfOrFromNobody() async throws {
    try fillBase(2)
    let id = try #require(try store.page(Query<Customer>()).items.first).id
    await #expect(throws: ValidationError.self) { try await directory.markDistinct(id, id, by: author) }
    await #expect(throws: StoreError.self) { try await directory.markDistinct(id, "nobody", by: author) }
  }

  @Test func theListOfCasesFollowsTheSearch() async throws {
    try fillBase()
    let report = try await directory.findDuplicates(settings: settings)
    let changed = try await directory.updateDuplicateCases(from: report, by: author)
    #expect(changed == (report.pairs.count, 0))
    let position = try store.position()
    #expect(try await directory.updateDuplicateCases(from: report, by: author) == (0, 0))
    #expect(try store.position() == position)

    let open = try await directory.openDuplicateCases(limit: 1_000).items
    #expect(open.map(\.probability) == report.pairs.map(\.probability))
    let surest = try #require(open.first)
    #expect(surest.agreements[.familyName] != nil || surest.agreements[.organisationName] != nil)
    // One pair is decided, one customer of another is gone: only the decision stays.
    try await directory.markDistinct(surest.first, surest.second, by: author)
    let next = try #require(
      open.dropFirst().first {
        ![$0.first, $0.second].contains(surest.first) && ![$0.first, $0.second].contains(surest.second)
      })
    try await directory.edit(next.second, by: author) {
      $0 = Customer(id: $0.id, kind: .organisation, legalName: "Someone Else", createdAt: $0.createdAt)
    }
    let later = try await directory.findDuplicates(settings: settings)
    let update = try await directory.updateDuplicateCases(from: later, by: author)
    #expect(update.removed >= 1)
    #expect(try await directory.openDuplicateCases(limit: 1_000).items.count == later.pairs.count)
    #expect(try await store.get(surest.id)?.state == .distinct)
  }
}
