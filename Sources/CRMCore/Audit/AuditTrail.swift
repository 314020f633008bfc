import Foundation

/// A tamper-evident log over what the history of a store says about some record types.
///
/// ```swift
/// let trail = AuditTrail(origin: "shop.example/consent", types: [AuditedType(Invoice.self)], store: store)
/// try await trail.seal()
/// let report = try await trail.verify(against: [published])
/// ```
///
/// Every change of these types becomes an entry: a salted commitment to the fact, chained to everything before it. A changed, moved,
/// missing or added entry is found by ``verify(against:from:opening:)``; a trail that was rewritten or cut as a whole is found against
/// a checkpoint that was published before. Entries hold no personal data: erasing the salt and the fact (``forget(_:)``) leaves every
/// other entry, and the chain, as provable as before.
///
/// Sealing follows the commits, and is no part of them: a `Heartbeat` that has the trail among its works seals soon after each commit,
/// ``seal()`` does it now. Any number of processes may seal one trail.
public struct AuditTrail: Sendable {
  /// What a trail does is done by this author.
  public static let author = Author.rule("audit")
  /// The record types of a trail.
  public static let recordTypes: [any Record.Type] = [AuditHead.self, AuditBlock.self, AuditOpenings.self]

  /// The name of the trail, part of its first value and of every checkpoint: a host name and a path, for example.
  public let origin: String
  /// The types whose changes are sealed.
  public let types: [AuditedType]
  /// Where the history and the trail are.
  public let store: any Store
  /// The clock.
  public let environment: CRMEnvironment
  let salts: AuditSalts

  /// A trail in a store.
  ///
  /// - Parameters:
  ///   - origin: the name; the same for ever.
  ///   - types: the types whose changes are sealed. One named later is sealed from then on, and its records as they are found; one
  ///     that is left out later makes sealing fail.
  ///   - store: where the history is, and where the trail is kept.
  ///   - environment: the clock.
  ///   - salts: where salts come from; the environment unless given.
  /// - Precondition: the origin is neither empty nor has spaces or control characters.
  public init(
    origin: String, types: [AuditedType], store: any Store, environment: CRMEnvironment = .live,
    salts: AuditSalts? = nil
  ) {
    precondition(AuditCheckpoint.isName(origin), "an origin has neither spaces nor control characters")
    self.origin = origin
    var seen: Set<CollectionName> = []
    self.types = types.filter { seen.insert($0.collection).inserted }
    self.store = store
    self.environment = environment
    self.salts = salts ?? .drawn(from: environment)
  }

  /// What sealing did.
  public struct Work: Hashable, Sendable {
    /// Entries added.
    public var entries = 0
    /// Blocks added; see ``AuditBlock``.
    public var blocks = 0
    /// Commits of the history that were lost before they were sealed.
    public var gaps: [ClosedRange<UInt64>] = []
    /// Whether something is left to be done now.
    public var hasMore = false

    /// No work.
    public init() {}
  }

  func storedHead() async throws -> Stored<AuditHead>? { try await store.get(AuditHead.id(of: origin)) }

  /// Seals everything that the history says up to now, and writes how far that is: whatever was committed before the call may be
  /// compacted when it returns. O(commits since the last call).
  ///
  /// - Returns: what was done.
  /// - Throws: ``AuditTypesMissing``; an error of a record's `Encodable` form; `StoreError`; `CancellationError` between commits.
  @concurrent @discardableResult
  public func seal() async throws -> Work {
    try await seal(now: environment.now(), budget: .max, marks: true) { false }
  }

  @concurrent @discardableResult
  func seal(now: Date, budget: Int, marks: Bool, isSpent: @Sendable () -> Bool) async throws -> Work {
    var work = Work()
    var attempts = 0
    while true {
      let before = work.blocks
      do {
        var sealer = try await AuditSealer(self, now: now)
        try await sealer.run(&work, budget: max(1, budget), marks: marks, isSpent: isSpent)
        return work
      } catch let error as StoreError where error.code == .conflict {
        // Another sealer was faster: look again at what is left.
        attempts = work.blocks > before ? 1 : attempts + 1
        guard attempts < 64 else { throw error }
        await Task.yield()
      }
    }
  }

  /// Whether the trail has everything that the history says up to a commit, so that the history up to there may go.
  ///
  /// Ask before compacting a store. What others commit between the answer and the compaction is not in it; a gap in the trail would
  /// tell of that.
  ///
  /// - Parameter position: the commit; the last one if `nil`.
  public func isSealed(through position: CommitPosition? = nil) async throws -> Bool {
    var wanted = position
    if wanted == nil { wanted = try await store.position() }
    guard let wanted else { return true }
    return try await storedHead()?.reaches(wanted.value) ?? false
  }
}

/// Somebody tries to seal who does not name all types that the trail covers: their changes would be left out.
public struct AuditTypesMissing: Error, Hashable, Sendable {
  /// The collections that are not named.
  public var collections: [CollectionName]

  /// Types that are not named.
  public init(_ collections: [CollectionName]) {
    self.collections = collections
  }
}

extension Stored<AuditHead> {
  /// Whether everything through a position is sealed, the commit that wrote the head included: it holds no change of others.
  func reaches(_ position: UInt64) -> Bool {
    if position <= record.position { return true }
    return position == record.position + 1 && position == revision.value
  }
}
