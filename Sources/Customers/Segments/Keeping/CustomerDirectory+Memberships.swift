public import CRMCore
import Foundation

/// What an evaluation found about one customer, by segment.
struct CustomerFindings: Sendable {
  var customer: Customer
  var findings: [(segment: Identifier<Segment>, finding: SegmentFinding)]
  /// Segments that are not to be watched any more.
  var unwatched: Set<Identifier<Segment>> = []
}

/// Who came in and who went out.
struct MembershipCounts: Hashable, Sendable {
  var entered = 0
  var left = 0
}

extension CustomerDirectory {
  /// What answers conditions about customers besides their records: events, interactions, purchases, and ``fieldSources``.
  public var segmentSources: [any FieldSource] {
    [EventSource(store), InteractionSource(store), PurchaseSource(store)] + fieldSources
  }

  /// The customer as sources see it.
  func subject(_ customer: Customer) -> Subject {
    Subject(RecordReference(customer), contactDigests: contactDigests(of: customer))
  }

  func contactDigests(of customer: Customer) -> [SHA256.Digest] {
    contactDigest.map { digest in customer.contactPoints.map { digest($0) } } ?? []
  }

  /// Adds what findings change: memberships with their events and, where a keeper is at work, what is to be watched.
  @discardableResult
  func add(
    _ found: [CustomerFindings], at now: Date, by author: Author, watching: Bool, to changes: inout ChangeSet
  ) async throws -> MembershipCounts {
    let pairs = found.flatMap { own in own.findings.map { (own.customer.id, $0.segment, $0.finding) } }
    let ids = pairs.map { SegmentMembership.id(segment: $0.1, customer: $0.0) }
    let known = try await store.fetch(SegmentMembership.self, ids: ids)
    var counts = MembershipCounts()
    for ((customer, segment, finding), stored) in zip(pairs, known) {
      guard finding.isMember != (stored?.isMember ?? false) else { continue }
      if var stored {
        stored.leftAt = finding.isMember ? nil : now
        if finding.isMember { stored.enteredAt = now }
        changes.update(stored)
      } else {
        changes.insert(SegmentMembership(segment: segment, customer: customer, enteredAt: now))
      }
      counts.entered += finding.isMember ? 1 : 0
      counts.left += finding.isMember ? 0 : 1
      changes.insert(
        event(
          finding.isMember ? .segmentEntered : .segmentLeft, about: RecordReference(customer), customer: customer,
          at: now, by: author, ["segment": .reference(RecordReference(segment))]))
    }
    if watching { try await addWatches(found, to: &changes) }
    return counts
  }

  private func addWatches(_ found: [CustomerFindings], to changes: inout ChangeSet) async throws {
    let known = try await store.fetch(SegmentWatch.self, ids: found.map { $0.customer.id.cast() })
    let findsByContact = try await anySegmentAsksFieldSources()
    for (own, stored) in zip(found, known) {
      var watch = stored?.record ?? SegmentWatch(customer: own.customer.id)
      for (segment, finding) in own.findings { watch.set(finding.nextMoment, for: segment) }
      for segment in own.unwatched { watch.set(nil, for: segment) }
      watch.contacts = findsByContact ? contactDigests(of: own.customer) : []
      if let stored {
        if watch.isEmpty {
          changes.delete(stored)
        } else if watch != stored.record {
          changes.update(watch, expecting: stored.revision)
        }
      } else if !watch.isEmpty {
        changes.insert(watch)
      }
    }
  }

  /// Whether customers have to be found by their contact points. A definition that asks the first time is evaluated as a whole, so
  /// that all of them come to be found.
  private func anySegmentAsksFieldSources() async throws -> Bool {
    let asked = Set(fieldSources.map(\.namespace))
    guard !asked.isEmpty else { return false }
    return try await store.all(Query<Segment>()).contains { stored in
      let need = SegmentNeeds(stored.record)
      return need.related.values.reduce(need.terms) { $0.union($1.terms) }.contains {
        asked.contains(String($0.name.namespace))
      }
    }
  }

  /// Makes a decision about memberships rest on no keeper having decided meanwhile.
  ///
  /// - Returns: whether there is a keeper, so that what changes by itself has to be watched.
  func requireKeeper(unchanged progress: Stored<SegmentProgress>?, in changes: inout ChangeSet) -> Bool {
    if let progress { changes.require(unchanged: progress) } else { changes.require(absent: SegmentProgress.only) }
    return progress != nil
  }
}
