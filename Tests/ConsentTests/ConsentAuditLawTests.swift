import CRMTesting
import Consent
import Foundation
import Testing

/// What holds for the trail of every history: acts come, are corrected and deleted, sealers come at any time and are cut off, people are
/// forgotten. The seed of a failing run is in the message.
@Suite(.timeLimit(.minutes(10))) struct ConsentAuditLawTests {
  private static let origin = "shop.example/consent"
  private static let salts = AuditSalts { SHA256.hash("salt \($0)").bytes }
  private static let subjects = (0..<3).map { ContactDigest(SHA256.hash("person \($0)")) }

  /// 10,000 where CRM_SWEEP is set, 100 otherwise: each one writes a store.
  private static let runs: UInt64 = ConsentHistories.isSweep ? 10_000 : 100

  /// One random step of the ledger's history.
  private static func step(
    _ histories: inout ConsentHistories, _ store: InMemoryStore, _ known: inout [Identifier<ConsentAct>]
  ) throws {
    var changes = ChangeSet(author: histories.chance(50) ? .system : Author(.staff, "7"))
    if !known.isEmpty, histories.chance(15) {
      let id = histories.pick(known)
      known.removeAll { $0 == id }
      guard let stored = try store.get(id) else { return }
      changes.delete(stored)
    } else if !known.isEmpty, histories.chance(15) {
      guard var stored = try store.get(histories.pick(known)) else { return }
      stored.record.includes = ["changed"]
      changes.update(stored)
    } else {
      for _ in 0..<(histories.chance(5) ? 70 : Int(histories.hours(3))) {
        var act = histories.act(after: [])
        act.subject = histories.pick(subjects)
        act.answers = nil
        changes.insert(act)
        known.append(act.id)
      }
    }
    if changes.isEmpty {
      changes.insert(
        ConsentHead(
          subject: ContactDigest(SHA256.hash("\(known.count)")), acts: known, lastActAt: .distantPast,
          lastRecordedAt: .distantPast))
    }
    do { try store.commit(changes) } catch let error as StoreError where error.code == .conflict {}
  }

  private func trail(_ store: any Store) -> AuditTrail {
    AuditTrail(
      origin: Self.origin, types: ConsentLedger.auditedTypes, store: store, environment: .fixed(), salts: Self.salts)
  }

  /// Every change once, in order, whenever it was sealed and however often it was tried.
  @Test func anyScheduleOfSealersTellsTheHistoryOnce() async throws {
    for seed in 1...Self.runs {
      var histories = ConsentHistories(seed: seed)
      let store = InMemoryStore(environment: .fixed())
      let trail = trail(store)
      var known: [Identifier<ConsentAct>] = []
      for _ in 0..<Int(histories.hours(7)) + 1 {
        try Self.step(&histories, store, &known)
        switch Int(histories.hours(5)) {
        case 0: try await trail.seal()
        case 1: _ = try await trail.perform(WorkSlice(now: CRMEnvironment.testStart, limit: 1))
        case 2: _ = try? await self.trail(BrittleStore(store, breaksAfter: Int(histories.hours(6)))).seal()
        default: break
        }
      }
      try await trail.seal()
      var expected: [String] = []
      for commit in try store.history(after: nil, limit: .max) {
        for (ordinal, change) in commit.changes.enumerated() where change.reference.collection == ConsentAct.collection
        {
          expected.append("\(commit.position.value).\(ordinal) \(change.kind.rawValue)")
        }
      }
      let found = try await trail.entries(limit: .max - 1).items
      let told = found.filter { $0.entry.leaf.kind != .covers }
      #expect(
        told.map { "\($0.entry.leaf.position).\($0.entry.leaf.ordinal) \($0.entry.leaf.kind)" } == expected,
        "seed \(seed)")
      let report = try await trail.verify(opening: true)
      #expect(report.isComplete && report.proven == UInt64(expected.count), "seed \(seed): \(report)")
      #expect(try await trail.nextMoment() == nil, "seed \(seed)")
    }
  }

  /// Forgetting one person takes nobody else's proofs, and no entry.
  @Test func forgettingOneLeavesAllOtherProofsValid() async throws {
    for seed in 1...Self.runs {
      var histories = ConsentHistories(seed: seed)
      let store = InMemoryStore(environment: .fixed())
      let trail = trail(store)
      var known: [Identifier<ConsentAct>] = []
      for _ in 0..<4 { try Self.step(&histories, store, &known) }
      try await trail.seal()
      let published = try await trail.checkpoint().checkpoint
      let before = try await trail.entries(limit: .max - 1).items
      let one = AuditSubject.contact(histories.pick(Self.subjects).value)
      let mine = try await trail.entries(about: one, limit: .max - 1).items.map(\.entry.index)
      try await trail.forget([one])
      let after = try await trail.entries(limit: .max - 1).items
      #expect(after.prefix(before.count).map(\.entry) == before.map(\.entry), "seed \(seed)")
      for (old, new) in zip(before, after) {
        let isMine = mine.contains(old.entry.index)
        #expect((new.fact == nil) == (isMine || old.fact == nil), "seed \(seed), entry \(old.entry.index)")
        #expect(isMine || new.fact?.bytes == old.fact?.bytes, "seed \(seed), entry \(old.entry.index)")
      }
      let report = try await trail.verify(against: [published], opening: true)
      #expect(report.isComplete && report.forgotten == UInt64(mine.count), "seed \(seed): \(report)")
      #expect(report.provenSize == published.size, "seed \(seed)")
    }
  }

  /// One random change of the exported trail is found, at its place, or against the checkpoint.
  @Test func anyTamperingIsFoundAtItsPlace() async throws {
    for seed in 1...Self.runs {
      var histories = ConsentHistories(seed: seed)
      let store = InMemoryStore(environment: .fixed())
      let trail = trail(store)
      var known: [Identifier<ConsentAct>] = []
      for _ in 0..<3 { try Self.step(&histories, store, &known) }
      try await trail.seal()
      var lines: [String] = []
      try await trail.export { lines += $0 }
      let checkpoint = try await trail.checkpoint().checkpoint
      let place = Int.random(in: 0..<lines.count, using: &histories.generator)
      switch Int.random(in: 0..<4, using: &histories.generator) {
      case 0:
        var bytes = Array(lines[place].utf8)
        bytes[Int.random(in: 0..<bytes.count, using: &histories.generator)] ^=
          1 << UInt8.random(in: 0..<7, using: &histories.generator)
        // Hexadecimal digits of the chain read the same in capitals.
        guard String(decoding: bytes, as: UTF8.self).lowercased() != lines[place].lowercased() else { continue }
        lines[place] = String(decoding: bytes, as: UTF8.self)
      case 1: lines.remove(at: place)
      case 2: lines.insert(lines[Int.random(in: 0..<lines.count, using: &histories.generator)], at: place)
      default:
        guard lines.count > 1 else { continue }
        lines.swapAt(place, (place + 1) % lines.count)
      }
      var verifier = AuditVerifier(origin: Self.origin, checkpoints: [checkpoint])
      for line in lines { verifier.add(exported: line) }
      let report = verifier.report()
      #expect(report.fault != nil, "seed \(seed)")
      #expect(report.size <= UInt64(place) + 1, "seed \(seed): \(report)")
    }
  }
}

/// Fails for ever after some commits.
private actor Count {
  var left: Int
  init(_ left: Int) { self.left = left }
  func take() -> Bool {
    left -= 1
    return left >= 0
  }
}

private struct BrittleStore: Store {
  private let base: InMemoryStore
  private let count: Count

  init(_ base: InMemoryStore, breaksAfter calls: Int) {
    self.base = base
    count = Count(calls)
  }

  private func call() async throws {
    guard await count.take() else { throw StoreError(.unavailable) }
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await call()
    return try base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    try await call()
    return try base.page(query)
  }
  func count<R: Record>(_ query: Query<R>) async throws -> Int { try base.count(query) }
  func commit(_ changes: ChangeSet) async throws -> Commit {
    try await call()
    return try base.commit(changes)
  }
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await call()
    return try base.history(after: position, limit: limit)
  }
  func position() async throws -> CommitPosition? { try base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
