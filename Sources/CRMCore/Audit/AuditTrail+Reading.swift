/// An entry with what is known behind it.
public struct AuditFinding: Sendable {
  /// What can be shown about an entry.
  public enum State: Sendable {
    /// The fact is there and is the one that was sealed.
    case proven(AuditFact)
    /// Salt and fact are not there any more: erased, or removed by somebody. The entry stands in the chain all the same.
    case notOpenable
    /// Salt and fact are there and are not those that were sealed: somebody has changed them.
    case contradicted
    /// Nothing is hidden: the entry says everything itself.
    case open
  }

  /// The entry.
  public var entry: AuditEntry
  /// What can be shown.
  public var state: State

  /// What an opening shows about an entry.
  ///
  /// - Parameters:
  ///   - entry: the entry.
  ///   - opening: what is kept to open it; `nil` if nothing is.
  public init(_ entry: AuditEntry, opening: AuditOpening?) {
    self.entry = entry
    guard entry.leaf.commitment != nil else {
      state = .open
      return
    }
    guard let opening else {
      state = .notOpenable
      return
    }
    state = opening.fact(provenBy: entry.leaf).map { .proven($0) } ?? .contradicted
  }

  /// The fact, if it is proven.
  public var fact: AuditFact? {
    if case .proven(let fact) = state { fact } else { nil }
  }
}

/// One page of findings.
public struct AuditFindings: Sendable {
  /// The findings, in the order of the trail.
  public var items: [AuditFinding]
  /// The last entry of the page, after which the next one begins; `nil` on the last page.
  public var next: UInt64?

  /// A page.
  public init(items: [AuditFinding], next: UInt64? = nil) {
    self.items = items
    self.next = next
  }
}

extension AuditTrail {
  /// The number of entries.
  public var size: UInt64 {
    get async throws { try await storedHead()?.size ?? 0 }
  }

  /// Entries in the order of the trail, with what is behind them.
  ///
  /// - Parameters:
  ///   - index: the last entry of the page before; `nil` begins at the first one.
  ///   - limit: the most entries, at least 1.
  /// - Throws: ``AuditFault/malformed(index:)``; `StoreError`.
  public func entries(after index: UInt64? = nil, limit: Int = 100) async throws -> AuditFindings {
    let start = following(index)
    let all = Query(AuditBlock.byFirst, ExactText(origin))
    let holder = try await store.first(all.through(Int64(clamping: start)).descending())
    let query = all.from(Int64(clamping: holder?.record.first ?? start))
    return try await page(limit) { from, wanted in
      let query = from.map { all.from(Int64(clamping: $0 + 1)) } ?? query
      let blocks = try await store.page(query.limited(to: 16)).items.map(\.record)
      let openings = try await openings(of: blocks).flatMap(\.openings)
      let (sum, isOver) = max(start, following(from)).addingReportingOverflow(UInt64(wanted))
      let end = isOver ? UInt64.max : sum
      return try findings(blocks, openings) { $0 >= start && $0 < end }
    }
  }

  /// The entries about somebody or something, as far as they can be opened: those that were forgotten are not found by whom they
  /// were about.
  ///
  /// - Parameters:
  ///   - subject: a contact point or a record, as the types name it; see ``AuditedType``.
  ///   - index: the last entry of the page before; `nil` begins at the first one.
  ///   - limit: the most entries, at least 1.
  /// - Throws: ``AuditFault/malformed(index:)``; `StoreError`.
  public func entries(
    about subject: AuditSubject, after index: UInt64? = nil, limit: Int = 100
  ) async throws -> AuditFindings {
    try await entries(
      Query(AuditOpenings.bySubject, ExactText(origin), subject), after: index, limit: limit
    ) { $0.subjects.contains(subject) }
  }

  /// The entries about one record, as far as they can be opened.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - index: the last entry of the page before; `nil` begins at the first one.
  ///   - limit: the most entries, at least 1.
  /// - Throws: ``AuditFault/malformed(index:)``; `StoreError`.
  public func entries(
    of record: RecordReference, after index: UInt64? = nil, limit: Int = 100
  ) async throws -> AuditFindings {
    try await entries(
      Query(AuditOpenings.byRecord, ExactText(origin), record), after: index, limit: limit
    ) { $0.record == record }
  }

  private func entries(
    _ all: Query<AuditOpenings>, after index: UInt64?, limit: Int, where isMeant: (AuditOpening) -> Bool
  ) async throws -> AuditFindings {
    // The block that holds the last entry of the page before may hold more.
    let start = following(index)
    let holder = try await store.first(all.through(Int64(clamping: start)).descending())
    return try await page(limit) { from, _ in
      let query = all.from(Int64(clamping: from.map { $0 + 1 } ?? holder?.record.first ?? start))
      let openings = try await store.page(query.limited(to: 16)).items.map(\.record)
      let ids = openings.map { $0.id.cast(to: AuditBlock.self) }
      let blocks = try await store.fetch(AuditBlock.self, ids: ids).compactMap { $0?.record }
      let meant = openings.flatMap(\.openings).filter { $0.index >= start && isMeant($0) }
      let indices = Set(meant.map(\.index))
      return try findings(blocks, meant) { indices.contains($0) }
    }
  }

  /// Fills a page from looks at the blocks after one; the last entry of a look tells which that is.
  private func page(
    _ limit: Int, _ look: (_ after: UInt64?, _ wanted: Int) async throws -> [AuditFinding]
  ) async throws -> AuditFindings {
    let limit = min(max(1, limit), .max - 1)
    var items: [AuditFinding] = []
    var last: UInt64?
    while items.count <= limit {
      try Task.checkCancellation()
      let found = try await look(last, limit - items.count + 1)
      guard let end = found.last?.entry.index else { break }
      items += found
      last = end
    }
    guard items.count > limit else { return AuditFindings(items: items, next: nil) }
    items.removeSubrange(limit...)
    return AuditFindings(items: items, next: items.last?.entry.index)
  }

  func openings(of blocks: [AuditBlock]) async throws -> [AuditOpenings] {
    try await store.fetch(AuditOpenings.self, ids: blocks.map { $0.id.cast() }).compactMap { $0?.record }
  }

  private func following(_ index: UInt64?) -> UInt64 { index.map { $0 == .max ? $0 : $0 + 1 } ?? 0 }

  private func findings(
    _ blocks: [AuditBlock], _ openings: [AuditOpening], where isWanted: (UInt64) -> Bool
  ) throws -> [AuditFinding] {
    let byIndex = Dictionary(openings.map { ($0.index, $0) }) { first, _ in first }
    return try blocks.flatMap { block in
      try block.entries(where: isWanted).map { AuditFinding($0, opening: byIndex[$0.index]) }
    }
  }
}
