public import Foundation

/// Keeps a store to a policy of retention: tells what is due, what nothing covers, sets and lifts legal holds, and is the source of
/// the work that deletes.
///
/// A value without state. Deleting is done by ``sweeping(batch:)`` in a ``Heartbeat``. What goes takes along the files attached to it, the
/// bytes of files that no record names any more, and what participants keep about a subject.
public struct RetentionDesk: Sendable {
  /// Where the records are.
  public let store: any Store
  /// The schedules kept to.
  public let policy: RetentionPolicy
  /// The record types that are looked at.
  public let registry: RecordRegistry
  /// Clock and identifiers.
  public let environment: CRMEnvironment
  /// What declarations cannot say: asked for every subject's own record that is deleted or pseudonymised.
  public let participants: [any Participant]
  /// Where the bytes of files are; without one no record that names files is deleted.
  public let blobs: (any BlobStore)?
  /// Where record types name files.
  public let blobUses: [BlobUse]
  /// After how many days all records are read again, at least 1.
  public let fullReadingDays: Int
  let facts: [CollectionName: RetentionFacts]
  let contactDigests: @Sendable (any Record) -> [SHA256.Digest]
  /// Stands for the policy and for what is swept by it: with another one everything is read again.
  let fingerprint: String

  /// A desk.
  ///
  /// - Parameters:
  ///   - store: where the records are.
  ///   - policy: the schedules kept to.
  ///   - registry: the record types that are looked at: those that declare ``Record/personalData``.
  ///   - facts: where records of single types keep the dates that schedules start from; of two for one type the later counts.
  ///   - participants: what declarations cannot say.
  ///   - contactDigests: the digests of the contact points of a subject, given its own record, for participants.
  ///   - blobs: where the bytes of files are.
  ///   - blobUses: where record types name files; with none, files are left to the host.
  ///   - fullReadingDays: after how many days all records are read again. In between a pass reads what was committed and what it
  ///     knows to become due; what only code says (`facts`, declarations) is not seen to change. 1 reads everything every day.
  ///   - environment: clock and identifiers.
  /// - Throws: `ValidationError` with ``RetentionPolicy/problems``.
  public init(
    store: any Store, policy: RetentionPolicy, registry: RecordRegistry, facts: [RetentionFacts] = [],
    participants: [any Participant] = [],
    contactDigests: @escaping @Sendable (any Record) -> [SHA256.Digest] = { _ in [] }, blobs: (any BlobStore)? = nil,
    blobUses: [BlobUse] = [.attachedFiles], fullReadingDays: Int = 28, environment: CRMEnvironment = .live
  ) throws(ValidationError) {
    try ValidationError.check(policy.problems)
    self.store = store
    self.policy = policy
    self.registry = registry
    self.environment = environment
    self.facts = facts.reduce(into: [:]) { $0[$1.collection] = $1 }
    self.participants = participants
    self.contactDigests = contactDigests
    self.blobs = blobs
    self.blobUses = blobUses
    self.fullReadingDays = max(1, fullReadingDays)
    fingerprint = Self.fingerprint(of: policy, registry, self.facts)
  }

  private static func fingerprint(
    of policy: RetentionPolicy, _ registry: RecordRegistry, _ facts: [CollectionName: RetentionFacts]
  ) -> String {
    var policy = policy
    policy.schedules.sort { $0.id < $1.id }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // A policy is texts and whole numbers: encoding cannot fail.
    var bytes = Array((try? encoder.encode(policy)) ?? Data())
    for type in registry.types {
      let events = facts[type.collection]?.events.map(\.rawValue).sorted() ?? []
      bytes += Array("\n\(type.collection) \(events.joined(separator: " "))".utf8)
    }
    return String(XXH64.hash(bytes), radix: 16)
  }

  /// Whether participants are asked about records of a type: of subjects, which are about no other record.
  func asksParticipants<R: Record>(about type: R.Type) -> Bool {
    !participants.isEmpty && R.personalData?.about.isEmpty == true
  }

  /// The record types of retention.
  public static let recordTypes: [any Record.Type] = [
    LegalHold.self, LegalHoldRegister.self, RetentionPass.self, RetentionDue.self, ReleasedFile.self,
  ]

  /// What the policy demands at a moment over the whole store: a dry run. Nothing is written.
  ///
  /// Reads every record of every type that a schedule is about, page by page; what it gives grows with what is due. Participants are
  /// asked, and files are looked for, as a sweep does it. O(records).
  ///
  /// - Parameters:
  ///   - now: the moment; the present if `nil`. A later one tells what will be due then.
  ///   - listing: how many of the coming steps the plan names.
  /// - Throws: `StoreError`; `CancellationError` between pages.
  @concurrent
  public func plan(at now: Date? = nil, listing: Int = 100) async throws -> RetentionPlan {
    let now = now ?? environment.now()
    let rows = RetentionRows(desk: self, holds: try await LegalHolds.read(in: store, at: now), now: now)
    var plan = RetentionPlan(policy: policy.tag, date: now, listing: listing)
    var files: [SHA256.Digest: Set<RecordReference>] = [:]
    for type in registry.types { try await rows.add(type, to: &plan, files: &files) }
    for (digest, records) in files {
      let uses = try await blobUses.uses(of: digest, in: store)
      plan.files.append(
        RetentionFile(digest: digest, records: records.count, others: max(0, uses - records.count)))
    }
    plan.sort()
    return plan
  }

  /// How long one record is kept and what happens to it then; `nil` where its type declares no personal data.
  ///
  /// - Throws: `StoreError`, with code `notFound` if there is no such record.
  public func timeline<R: Record>(of id: Identifier<R>) async throws -> RetentionTimeline? {
    let stored = try await store.require(id)
    return RetentionRows.row(of: stored.record, facts: facts[R.collection]).map { policy.timeline(of: $0) }
  }

  /// What nothing is known or said about: registered types that declare no personal data, types without a schedule, and schedules
  /// whose start nobody tells. Reads no records.
  public func uncovered() -> [RetentionGap] {
    registry.types.flatMap { gaps(of: $0) }
  }

  private func gaps<R: Record>(of type: R.Type) -> [RetentionGap] {
    guard let declaration = R.personalData else { return [RetentionGap(R.collection, .undeclared)] }
    let schedules = policy.schedules(for: R.self)
    guard !schedules.isEmpty else {
      return [RetentionGap(R.collection, .uncovered, category: declaration.category)]
    }
    let known = (facts[R.collection]?.events ?? []).union([.created])
    return schedules.filter { !known.contains($0.start.event) }.map {
      RetentionGap(R.collection, .startUnknown, category: declaration.category, schedule: $0.id, event: $0.start.event)
    }
  }
}
