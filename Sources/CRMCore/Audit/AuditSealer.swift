import Foundation

/// One sealer at work: the head as it is stored, and how far it has come since.
struct AuditSealer {
  /// The most entries of a block.
  static let entriesPerBlock = 64
  /// The most blocks of a commit.
  static let blocksPerCommit = 8
  /// The most commits looked at together.
  static let commitsPerLook = 64
  /// The most commits that are looked at again because nothing in them was to be sealed.
  static let greatestUnsaved = 256
  /// Records looked at together by an inventory.
  static let recordsPerLook = 500
  /// The most gaps told by one call: a history that goes faster than it is read must not keep it for ever.
  static let greatestGaps = 16

  let trail: AuditTrail
  let now: Date
  private let types: [CollectionName: AuditedType]
  private let coder = AuditFactCoder()
  private var stored: Stored<AuditHead>?
  private var head: AuditHead
  /// Commits and pages looked at since the head was stored.
  private var unsaved = 0
  /// Commits of the trail itself behind the position: they hold no change of others.
  private var own: Set<UInt64> = []

  private var store: any Store { trail.store }

  /// - Throws: ``AuditTypesMissing``.
  init(_ trail: AuditTrail, now: Date) async throws {
    self.trail = trail
    self.now = now
    types = Dictionary(trail.types.map { ($0.collection, $0) }) { first, _ in first }
    stored = try await trail.storedHead()
    head = stored?.record ?? AuditHead(origin: trail.origin)
    if let stored { own.insert(stored.revision.value) }
    let missing = head.collections.filter { types[$0] == nil }
    guard missing.isEmpty else { throw AuditTypesMissing(missing) }
  }

  private var uncovered: [AuditedType] { trail.types.filter { !head.collections.contains($0.collection) } }

  /// Whether there is something to seal. O(commits looked at): at most ``greatestUnsaved`` and those that are new.
  func hasWork() async throws -> Bool {
    if !uncovered.isEmpty || !head.inventories.isEmpty || head.ordinal != nil { return true }
    var position = head.position
    while true {
      do {
        let commits = try await history(after: position)
        guard let last = commits.last else { return false }
        if commits.contains(where: { $0.changes.contains(where: isSealed) }) { return true }
        position = last.position.value
      } catch let error as StoreError where error.code == .historyTruncated {
        let horizon = try await horizon(after: position)
        if lost(after: position, through: horizon) != nil { return true }
        position = horizon
      }
    }
  }

  mutating func run(_ work: inout AuditTrail.Work, budget: Int, marks: Bool, isSpent: () -> Bool) async throws {
    try await cover(&work)
    while true {
      guard work.blocks < budget, work.gaps.count < Self.greatestGaps, !isSpent(), !Task.isCancelled else {
        if unsaved >= Self.commitsPerLook { try await save() }
        try Task.checkCancellation()
        work.hasMore = try await hasWork()
        return
      }
      let room = min(Self.blocksPerCommit, budget - work.blocks)
      if try await follow(&work, room: room) { continue }
      if try await takeInventory(&work) { continue }
      break
    }
    guard marks else { return }
    let last = try await store.position()?.value ?? 0
    if let stored, stored.reaches(last) { return }
    try await save()
  }

  // MARK: The history

  private func history(after position: UInt64) async throws -> [Commit] {
    try await store.history(after: position == 0 ? nil : CommitPosition(position), limit: Self.commitsPerLook)
  }

  /// A touch leaves the value as it is: there is no fact.
  private func isSealed(_ change: ChangedRecord) -> Bool {
    change.kind != .touched && types[change.reference.collection] != nil
  }

  /// - Returns: whether there was something.
  private mutating func follow(_ work: inout AuditTrail.Work, room: Int) async throws -> Bool {
    let commits: [Commit]
    do {
      commits = try await history(after: head.position)
    } catch let error as StoreError where error.code == .historyTruncated {
      try await tellGap(&work)
      return true
    }
    guard !commits.isEmpty else { return false }
    var batch = AuditBatch(trail, after: head)
    for commit in commits {
      var rest = commit.changes.enumerated().dropFirst(head.ordinal ?? 0).filter { isSealed($0.element) }[...]
      while !rest.isEmpty {
        let part = rest.prefix(Self.entriesPerBlock)
        batch.add(try part.map { try draft($0.element, ordinal: $0.offset, commit) })
        rest = rest.dropFirst(part.count)
        guard batch.blocks.count >= room else { continue }
        // The blocks of a commit begin at the same changes, whoever seals them and when.
        head.ordinal = rest.isEmpty ? nil : (part.last?.offset ?? 0) + 1
        if rest.isEmpty { head.position = commit.position.value }
        try await flush(batch, &work)
        return true
      }
      head.ordinal = nil
      head.position = commit.position.value
      unsaved += 1
    }
    if !batch.isEmpty { try await flush(batch, &work) } else if unsaved > Self.greatestUnsaved { try await save() }
    return true
  }

  private func draft(_ change: ChangedRecord, ordinal: Int, _ commit: Commit) throws -> AuditDraft {
    let kind: AuditLeaf.Kind =
      switch change.kind {
      case .inserted: .inserted
      case .updated, .touched: .updated
      case .deleted: .deleted
      }
    let reference = change.reference
    let header = AuditFactHeader(
      author: commit.author, change: kind, collection: reference.collection, date: commit.date, id: reference.id,
      position: commit.position.value, reason: commit.reason)
    let fact = try types[reference.collection]?.fact(of: change, header, coder)
    return AuditDraft(
      kind: kind, position: commit.position.value, ordinal: ordinal, date: commit.date,
      matter: reference.collection.rawValue, fact: fact.map { ($0.bytes, reference, $0.subjects) })
  }

  // MARK: What the history does not say

  /// Tells that types are covered from here on, and looks for their records that were written before.
  private mutating func cover(_ work: inout AuditTrail.Work) async throws {
    let uncovered = uncovered
    guard !uncovered.isEmpty else { return }
    var batch = AuditBatch(trail, after: head)
    batch.add(
      uncovered.map {
        AuditDraft(kind: .covers, position: head.position, date: now, matter: $0.collection.rawValue)
      })
    for type in uncovered {
      head.collections.append(type.collection)
      if head.position > 0 {
        head.inventories.append(.init(collection: type.collection, first: 1, last: head.position))
      }
    }
    try await flush(batch, &work)
  }

  private mutating func tellGap(_ work: inout AuditTrail.Work) async throws {
    let horizon = try await horizon(after: head.position)
    guard let lost = lost(after: head.position, through: horizon) else {
      head.position = horizon
      head.ordinal = nil
      return
    }
    var batch = AuditBatch(trail, after: head)
    batch.add([
      AuditDraft(
        kind: .gap, position: lost.upperBound, date: now, matter: "\(lost.lowerBound)-\(lost.upperBound)")
    ])
    for collection in head.collections {
      head.inventories.append(.init(collection: collection, first: lost.lowerBound, last: lost.upperBound))
    }
    head.position = horizon
    head.ordinal = nil
    try await flush(batch, &work)
    work.gaps.append(lost)
  }

  /// The first position after which the history can be read. O(log commits) reads.
  private func horizon(after position: UInt64) async throws -> UInt64 {
    var truncated = position
    var readable = try await store.position()?.value ?? position
    while readable > truncated + 1 {
      let middle = truncated + (readable - truncated) / 2
      do {
        _ = try await store.history(after: CommitPosition(middle), limit: 1)
        readable = middle
      } catch let error as StoreError where error.code == .historyTruncated {
        truncated = middle
      }
    }
    return readable
  }

  /// The commits between, without the trail's own ones where they come first.
  private func lost(after position: UInt64, through last: UInt64) -> ClosedRange<UInt64>? {
    var first = position + 1
    while own.contains(first) { first += 1 }
    return first <= last ? first...last : nil
  }

  /// - Returns: whether there was something.
  private mutating func takeInventory(_ work: inout AuditTrail.Work) async throws -> Bool {
    guard var inventory = head.inventories.first, let type = types[inventory.collection] else { return false }
    let page = try await type.page(in: store, after: inventory.cursor, limit: Self.recordsPerLook)
    var rest = page.items.filter { (inventory.first...inventory.last).contains($0.revision) }[...]
    var batch = AuditBatch(trail, after: head)
    while !rest.isEmpty {
      let part = rest.prefix(Self.entriesPerBlock)
      batch.add(try part.map { try draft($0) })
      rest = rest.dropFirst(part.count)
    }
    inventory.cursor = page.next
    if page.next == nil { head.inventories.removeFirst() } else { head.inventories[0] = inventory }
    unsaved += Self.commitsPerLook
    if !batch.isEmpty {
      try await flush(batch, &work)
    } else if page.next == nil || unsaved > Self.greatestUnsaved {
      try await save()
    }
    return true
  }

  private func draft(_ found: AuditedType.Found) throws -> AuditDraft {
    let reference = found.reference
    let header = AuditFactHeader(
      author: nil, change: .found, collection: reference.collection, date: now, id: reference.id,
      position: found.revision, reason: nil)
    return AuditDraft(
      kind: .found, position: found.revision, date: now, matter: reference.collection.rawValue,
      fact: (try found.fact(coder, header), reference, found.subjects))
  }

  // MARK: Writing

  private mutating func flush(_ batch: AuditBatch, _ work: inout AuditTrail.Work) async throws {
    var changes = ChangeSet(author: AuditTrail.author, reason: "audit.seal", date: now)
    batch.add(&head, replacing: stored, to: &changes)
    let revision = try await store.commit(changes).revision
    stored = Stored(head, revision: revision)
    own = own.filter { $0 > head.position }
    own.insert(revision.value)
    unsaved = 0
    work.blocks += batch.blocks.count
    work.entries += batch.entryCount
  }

  /// Writes how far it has come where there was nothing to seal.
  private mutating func save() async throws {
    var work = AuditTrail.Work()
    try await flush(AuditBatch(trail, after: head), &work)
  }
}
