import CRMCore

/// What a store's history and records say, and everything about them that cannot be.
///
/// Where compaction has taken the beginning of the history away, the rest is checked as far as it tells.
struct Ledger {
  struct Entry: Hashable {
    var position: CommitPosition
    var fingerprint: String
  }

  /// The last commit that is not in the history any more; 0 if all are.
  let horizon: UInt64
  /// The commits of writers, by step.
  private(set) var entries: [Step: Entry] = [:]
  /// How many steps of each task were made.
  private(set) var steps: [String: Int] = [:]
  /// The slips that are there.
  private(set) var slips: [Slip] = []
  /// What is wrong, in words.
  private(set) var problems: [String] = []

  private var balances: [Identifier<Account>: Int] = [:]
  private var transfers: [Identifier<Transfer>: Transfer] = [:]
  private var written: [Identifier<Slip>: Slip?] = [:]

  /// Reads everything there is. Nobody may write meanwhile. O(history + records).
  init(of store: some Store) async throws {
    horizon = try await Self.horizon(of: store)
    var last = horizon == 0 ? nil : CommitPosition(horizon)
    while true {
      let commits = try await store.history(after: last, limit: 500)
      guard !commits.isEmpty else { break }
      for commit in commits {
        if commit.position.value != (last?.value ?? 0) + 1 {
          problems.append("\(commit.position.value) is out of turn")
        }
        last = commit.position
        try take(commit)
      }
    }
    let position = try await store.position()
    if position != last { problems.append("history ends before the last position") }
    try await compareRecords(of: store)
  }

  /// The least position after which history is told.
  private static func horizon(of store: some Store) async throws -> UInt64 {
    func isTruncated(_ position: UInt64) async throws -> Bool {
      do {
        _ = try await store.history(after: position == 0 ? nil : CommitPosition(position), limit: 1)
        return false
      } catch let error as StoreError where error.code == .historyTruncated {
        return true
      }
    }
    guard try await isTruncated(0), var upper = try await store.position()?.value else { return 0 }
    var lower: UInt64 = 0
    while upper - lower > 1 {
      let middle = lower + (upper - lower) / 2
      if try await isTruncated(middle) { lower = middle } else { upper = middle }
    }
    return upper
  }

  private mutating func take(_ commit: Commit) throws {
    let name = "commit \(commit.position.value)"
    if let key = commit.idempotencyKey, let step = Step(key: key) {
      let entry = Entry(position: commit.position, fingerprint: try commit.fingerprint())
      if entries.updateValue(entry, forKey: step) != nil { problems.append("\(name) repeats \(key)") }
      if step.number != steps[step.task] ?? (horizon == 0 ? 0 : step.number) {
        problems.append("\(name) comes before an earlier step or after a later one")
      }
      steps[step.task] = step.number + 1
    }
    let moved = try commit.changes(to: Account.self).compactMap { try $0.record(as: Account.self) }
    let made = try commit.records(of: Transfer.self)
    for transfer in made { transfers[transfer.id] = transfer }
    if commit.idempotencyKey != "accounts",
      moved.map(\.id) != made.flatMap({ [$0.from, $0.to] })
    {
      problems.append("\(name) is half a transfer")
    }
    for account in moved {
      let change = made.reduce(0) { sum, transfer in
        sum + (transfer.to == account.id ? transfer.amount : 0) - (transfer.from == account.id ? transfer.amount : 0)
      }
      if let before = balances.updateValue(account.balance, forKey: account.id), account.balance != before + change {
        problems.append("\(name) changes a balance by another amount than is transferred")
      }
    }
    for change in commit.changes(to: Slip.self) {
      guard let id = change.reference.id(as: Slip.self) else { continue }
      let isThere = written[id].map { $0 != nil } ?? (horizon > 0 && change.kind != .inserted)
      if isThere == (change.kind == .inserted) { problems.append("\(name) does to a slip what cannot be") }
      written[id] = .some(try change.record(as: Slip.self))
    }
  }

  /// The records and their indexes must be what history makes of them, and the balances what the transfers make of them.
  private mutating func compareRecords(of store: some Store) async throws {
    let accounts = try await store.all(Query(Account.byBalance)).map(\.record)
    let kept = try await store.all(Query(Transfer.self)).map(\.record)
    var expected = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, Account.opening) })
    for transfer in kept {
      expected[transfer.from, default: 0] -= transfer.amount
      expected[transfer.to, default: 0] += transfer.amount
    }
    if !accounts.isEmpty, accounts.map(\.balance).reduce(0, +) != Account.count * Account.opening {
      problems.append("money is lost or made")
    }
    if accounts.contains(where: { expected[$0.id] != $0.balance }) { problems.append("a balance is not its transfers") }
    if accounts.contains(where: { $0.balance != balances[$0.id] ?? (horizon > 0 ? $0.balance : nil) }) {
      problems.append("an account differs from history")
    }
    if accounts.map(\.balance) != accounts.map(\.balance).sorted() || ![0, Account.count].contains(accounts.count) {
      problems.append("the index of accounts is out of order or incomplete")
    }
    let byID = Dictionary(kept.map { ($0.id, $0) }) { first, _ in first }
    if byID.count != kept.count || transfers.contains(where: { byID[$0.key] != $0.value })
      || (horizon == 0 && byID.count != transfers.count)
    {
      problems.append("transfers differ from history")
    }
    let bySource = try await store.count(Query(Transfer.references[0].index))
    if bySource != kept.count { problems.append("the index of transfers differs from the records") }
    slips = try await store.all(Query(Slip.byNumber)).map(\.record)
    let found = Dictionary(slips.map { ($0.id, $0) }) { first, _ in first }
    if found.count != slips.count || written.contains(where: { found[$0.key] != $0.value })
      || (horizon == 0 && found.count != written.count { $0.value != nil })
    {
      problems.append("slips differ from history")
    }
    let count = try await store.count(Query(Slip.self))
    if count != slips.count { problems.append("the index of slips differs from the records") }
  }

  /// Every acknowledged commit that is missing or different, and every commit that nobody can have asked for: a task that is cut
  /// off has at most one commit that it did not come to acknowledge.
  ///
  /// - Parameters:
  ///   - acknowledged: what has to be there. What is before the horizon is left to ``lost(_:in:)``.
  ///   - others: acknowledgements that do not count because they came too late; their commits may be there.
  func problems(with acknowledged: [Acknowledgement], andPerhaps others: [Acknowledgement] = []) -> [String] {
    var problems = problems
    for done in acknowledged
    where done.position.value > horizon
      && entries[done.step] != Entry(position: done.position, fingerprint: done.fingerprint)
    {
      problems.append("\(done.step.key) was acknowledged at \(done.position.value) and is lost or different")
    }
    let counts = Dictionary((acknowledged + others).map { ($0.step.task, 1) }, uniquingKeysWith: +)
    for (task, count) in steps where count > counts[task, default: 0] + 1 {
      problems.append("task \(task) has \(count) commits, but acknowledged \(counts[task, default: 0])")
    }
    return problems
  }

  /// The acknowledged commits before the horizon whose idempotency key the store does not know any more, or for another commit.
  /// Where one is lost, the store is changed by looking.
  func lost(_ acknowledged: [Acknowledgement], in store: some Store) async throws -> [String] {
    var lost: [String] = []
    for done in acknowledged where done.position.value <= horizon {
      var changes = ChangeSet(idempotencyKey: done.step.key)
      changes.insert(Slip(number: "lost-\(done.step.key)", text: ""))
      let position = try await store.commit(changes).position
      if position != done.position {
        lost.append("\(done.step.key) was acknowledged at \(done.position.value) and is lost")
      }
    }
    return lost
  }
}
