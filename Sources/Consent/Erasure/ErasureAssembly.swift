import CRMCore
import Foundation

/// Collects what an erasure will do while the records of a person are shown: a line of 40 bytes for each record that goes, the new
/// values of those that stay changed, and nothing of the rest.
struct ErasureAssembly: SubjectVisitor {
  /// One record that is written.
  struct Step {
    var record: RecordReference
    var revision: Revision
  }

  let rule: ErasureRule
  private let desk: ErasureDesk
  private let listing: Int
  private(set) var effects: [ErasureEffect] = []
  private(set) var retained: [RetainedItem] = []
  private(set) var points: Set<ContactDigest> = []
  private(set) var blobs: Set<SHA256.Digest> = []
  /// The contact points themselves, where a record names them.
  private(set) var values: [ContactDigest: ContactPoint.Value] = [:]
  /// Those that other persons have, too.
  var shared: Set<ContactDigest> = []
  /// The person's own records as they were read; `nil` where there is none.
  private(set) var own: [RecordReference: Revision?] = [:]
  /// The request that the erasure answers.
  let request: RecordReference?
  /// Acts of the ledger that events about the person tell of.
  private(set) var acts: Set<Identifier<ConsentAct>> = []
  /// Records to be written, a record before those about it.
  private(set) var steps: [Step] = []
  /// The changes of those that do not simply go, by their place in ``steps``.
  private(set) var rewrites: [Int: ChangeSet] = [:]
  /// The person's own records that are nameless already: they go when nothing that stays points to them.
  private(set) var shells: [Step] = []
  /// What the participants change.
  var parts: ChangeSet { distinct.changes }
  private var distinct = DistinctChanges()
  private var positions: [CollectionName: Int] = [:]
  private var chain: UInt64 = 0
  /// Records that were told of already.
  private var told: Set<RecordReference> = []
  private static let trails = Set(AuditTrail.recordTypes.map { $0.collection })

  init(_ rule: ErasureRule, desk: ErasureDesk, answering request: RecordReference? = nil, listing: Int = 20) {
    self.rule = rule
    self.desk = desk
    self.request = request
    self.listing = listing
  }

  mutating func visit<R: Record>(
    _ records: [Stored<R>], _ declaration: PersonalData<R>, _ role: SubjectWalk.Role
  ) async throws {
    for stored in records {
      let reference = RecordReference(stored.id)
      if role == .about { see(stored.record) }
      if rule.subjects.contains(reference) { own[reference] = .some(stored.revision) }
      let outcome = rule.outcome(of: stored.record, declaration, role)
      note(reference, stored.revision, outcome.action)
      var kept: R?
      switch outcome {
      case .delete: steps.append(Step(record: reference, revision: stored.revision))
      case .rewrite(let record, _): kept = record
      case .retain(let record, let item):
        kept = record
        retained.append(item)
      }
      if role == .about { blobs.formUnion(files(of: stored.record).subtracting(kept.map(files) ?? [])) }
      if kept == stored.record, outcome.action == .pseudonymise, rule.subjects.contains(reference) {
        shells.append(Step(record: reference, revision: stored.revision))
      }
      if let kept, kept != stored.record {
        var change = ChangeSet()
        change.update(kept, expecting: stored.revision)
        rewrites[steps.count] = change
        steps.append(Step(record: reference, revision: stored.revision))
      }
    }
  }

  /// Takes a participant's part in.
  mutating func add(_ part: ParticipationPart) throws {
    try distinct.add(part.changes)
    for (record, action) in part.actions.sorted(by: { $0.key < $1.key }) where told.insert(record).inserted {
      switch action {
      case .deleted: note(record, nil, .delete)
      case .pseudonymised, .changed: note(record, nil, .pseudonymise)
      case .retained(let reason, let until):
        note(record, nil, .retain)
        retained.append(RetainedItem(record, reason, until: until))
      }
    }
  }

  /// Leaves out what may be another person's, and says so.
  mutating func keep(_ stored: Stored<SubjectRequest>) {
    let reference = RecordReference(stored.id)
    note(reference, stored.revision, .retain)
    retained.append(RetainedItem(reference, Reason(ErasureReason.sharedContact), until: nil))
  }

  /// Counts on it that there is no record of these: nobody else's may come under their names.
  mutating func expectNone(of records: some Sequence<RecordReference>) {
    for record in records where own[record] == nil { own[record] = .some(nil) }
  }

  mutating func add(_ found: some Sequence<ContactDigest>) { points.formUnion(found) }

  /// Whether nothing is left to be written.
  var isSettled: Bool { steps.isEmpty && !parts.hasWrites }

  var plan: ErasurePlan {
    var consequences: [Reason] = []
    let counts = [
      (ErasureReason.contactDenied, points.count), (ErasureReason.filesRemoved, blobs.count),
      (ErasureReason.itemsRetained, retained.count),
    ]
    for (code, count) in counts where count > 0 {
      consequences.append(Reason(code, ["count": .integer(Int64(count))]))
    }
    let points = points.sorted()
    var seed = chain
    for point in points { seed = XXH64.hash(point.value.bytes, seed: seed) }
    return ErasurePlan(
      subjects: rule.subjects, points: points, date: rule.now, effects: effects, retained: retained,
      consequences: consequences, blobs: blobs.count, request: request,
      fingerprint: String(seed, radix: 16))
  }

  private func files(of record: any Record) -> Set<SHA256.Digest> { desk.blobUses.digests(of: record) }

  private mutating func see(_ record: any Record) {
    for value in desk.sources.contactPoints(record) {
      let point = desk.ledger.digester.digest(of: value)
      points.insert(point)
      values[point] = value
      // Whoever answers there is no one person.
      if case .email(let address) = value, address.looksLikeRole { shared.insert(point) }
    }
    if let event = record as? Event, let act = event.about?.id(as: ConsentAct.self) { acts.insert(act) }
  }

  private mutating func note(_ record: RecordReference, _ revision: Revision?, _ action: ErasureAction) {
    let position = positions[record.collection] ?? effects.count
    if position == effects.count {
      positions[record.collection] = position
      effects.append(ErasureEffect(record.collection))
    }
    effects[position].add(record, action, listing: listing)
    // What a trail seals meanwhile is no other state of what it tells of.
    guard !Self.trails.contains(record.collection) else { return }
    let text = "\(record) \(revision?.value ?? 0) \(action.rawValue)"
    chain = XXH64.hash(Array(text.utf8), seed: chain)
  }
}
