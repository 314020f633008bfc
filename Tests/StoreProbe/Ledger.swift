import CRMCore

/// What a store's history and records say, and everything about them that cannot be.
struct Ledger {
  struct Entry: Hashable {
    var position: CommitPosition
    var fingerprint: String
  }

  /// The commits of writers, by step.
  private(set) var entries: [Step: Entry] = [:]
  /// How many steps of each task are there.
  private(set) var steps: [String: Int] = [:]
  /// The slips that history leaves behind.
  private(set) var slips: [Identifier<Slip>: Slip] = [:]
  /// What is wrong, in words.
  private(set) var problems: [String] = []

  private var balances: [Identifier<Account>: Int] = [:]
  private var transfers: [Identifier<Transfer>: Transfer] = [:]

  /// Reads everything there is. O(history + records).
  init(of store: some Store) async throws {
    var last: CommitPosition?
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

  private mutating func take(_ commit: Commit) throws {
    let name = "commit \(commit.position.value)"
    if let key = commit.idempotencyKey, let step = Step(key: key) {
      let entry = Entry(position: commit.position, fingerprint: try commit.fingerprint())
      if entries.updateValue(entry, forKey: step) != nil { problems.append("\(name) repeats \(key)") }
      if step.number != steps[step.task, default: 0] { problems.append("\(name) comes before an earlier step") }
      steps[step.task, default: 0] += 1
    }
    var moved: [Identifier<Account>: Int] = [:]
    for change in commit.changes(to: Account.self) {
      guard let account = try change.record(as: Account.self) else { continue }
      moved[account.id] = account.balance - (balances[account.id] ?? Account.opening)
      balances[account.id] = account.balance
    }
    for transfer in try commit.records(of: Transfer.self) {
      transfers[transfer.id] = transfer
      if moved != [transfer.from: -transfer.amount, transfer.to: transfer.amount] {
        problems.append("\(name) is half a transfer")
      }
      moved = [:]
    }
    if moved.values.contains(where: { $0 != 0 }) { problems.append("\(name) moves money without a transfer") }
    if !balances.isEmpty, balances.values.reduce(0, +) != Account.count * Account.opening {
      problems.append("money is lost or made in \(name)")
    }
    for change in commit.changes(to: Slip.self) {
      guard let id = change.reference.id(as: Slip.self) else { continue }
      let isNew = slips[id] == nil
      if isNew != (change.kind == .inserted) { problems.append("\(name) does to a slip what cannot be") }
      slips[id] = try change.record(as: Slip.self)
    }
  }

  /// The records and their indexes must be what history makes of them.
  private mutating func compareRecords(of store: some Store) async throws {
    let accounts = try await store.all(Query(Account.byBalance)).map(\.record)
    if accounts.map(\.balance) != balances.values.sorted() { problems.append("accounts differ from history") }
    if accounts.contains(where: { balances[$0.id] != $0.balance }) {
      problems.append("an account differs from history")
    }
    let found = try await store.all(Query(Slip.byNumber)).map(\.record)
    if found.count != slips.count || found.contains(where: { slips[$0.id] != $0 }) {
      problems.append("slips differ from history")
    }
    let kept = try await store.all(Query(Transfer.self)).map(\.record)
    if kept.count != transfers.count || kept.contains(where: { transfers[$0.id] != $0 }) {
      problems.append("transfers differ from history")
    }
    let bySource = try await store.count(Query(Transfer.references[0].index))
    if bySource != transfers.count { problems.append("the index of transfers differs from history") }
  }

  /// Every acknowledged commit that is missing or different, and every commit that nobody can have asked for: a task that is cut
  /// off has at most one commit that it did not come to acknowledge.
  ///
  /// - Parameters:
  ///   - acknowledged: what has to be there.
  ///   - others: acknowledgements that do not count because they came too late; their commits may be there.
  func problems(with acknowledged: [Acknowledgement], andPerhaps others: [Acknowledgement] = []) -> [String] {
    var problems = problems
    for done in acknowledged
    where entries[done.step] != Entry(position: done.position, fingerprint: done.fingerprint) {
      problems.append("\(done.step.key) was acknowledged at \(done.position.value) and is lost or different")
    }
    let counts = Dictionary((acknowledged + others).map { ($0.step.task, 1) }, uniquingKeysWith: +)
    for (task, count) in steps where count > counts[task, default: 0] + 1 {
      problems.append("task \(task) has \(count) commits, but acknowledged \(counts[task, default: 0])")
    }
    return problems
  }
}
