import CRMCore
import CRMTesting
import Testing

/// Every clause of the contract fails for a store that breaks it: a check that cannot fail would prove nothing.
@Suite struct BrokenStoreTests {
  static let breaking: [(clause: String, defect: BrokenStore.Defect)] = [
    ("write.readBack", .fetchesInReverse), ("write.revisions", .dropsTouches), ("write.atomic", .appliesPiecemeal),
    ("write.conflictNamesAll", .namesFirstFailureOnly), ("write.preconditions", .ignoresRequirements),
    ("write.delete", .ignoresDeletes), ("write.contradiction", .acceptsNothing), ("write.metadata", .dropsAuthor),
    ("write.idempotent", .ignoresKeys), ("write.large", .dropsBulk), ("unique.refused", .swallowsDuplicates),
    ("unique.absent", .miscounts), ("unique.withinCommit", .swallowsDuplicates), ("unique.released", .ignoresDeletes),
    ("unique.touched", .swallowsDuplicates),
    ("read.one", .getsFirstRevision), ("read.order", .losesLastItem), ("read.ranges", .miscounts),
    ("read.text", .losesLastItem),
    ("read.manyKeys", .miscounts), ("read.references", .losesLastItem), ("read.paging", .losesLastItem),
    ("read.unknownIndex", .hidesUnknownIndex), ("concurrent.noLostUpdate", .lastWriterWins),
    ("concurrent.noHalfCommit", .appliesPiecemeal), ("concurrent.noWriteSkew", .ignoresRequirements),
    ("concurrent.uniqueRace", .swallowsDuplicates), ("concurrent.cancellation", .appliesPiecemeal),
    ("history.gapless", .repeatsHistory), ("history.kinds", .blursKinds), ("history.time", .stopsTime),
    ("feed.follows", .repeatsHistory), ("feed.waits", .neverWaits), ("feed.values", .losesLastItem),
  ]

  @Test func everyClauseHasADefect() {
    let covered = Set(Self.breaking.map(\.clause) + ["reopen.everything"])
    #expect(covered == Set(StoreRequirements.all.map(\.name)))
  }

  @Test(arguments: breaking)
  func clauseFails(_ clause: String, _ defect: BrokenStore.Defect) async throws {
    let requirement = try #require(StoreRequirements.all.first { $0.name == clause })
    // Clauses about races need not catch every run: one of twenty is enough to show that they can fail.
    await #expect(throws: (any Error).self) {
      for _ in 0..<20 { try await requirement.check(StoreFixture(make: { BrokenStore(defect) })) }
    }
  }

  @Test func reopeningToNothingFails() async throws {
    let requirement = try #require(StoreRequirements.all.first { $0.name == "reopen.everything" })
    await #expect(throws: RequirementFailure.self) {
      try await requirement.check(StoreFixture(make: { InMemoryStore() }, reopen: { _ in InMemoryStore() }))
    }
  }
}
