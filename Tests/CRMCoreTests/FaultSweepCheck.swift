@testable import CRMCore

/// Compares what a store holds with what was asked of it.
struct FaultSweepCheck {
  let store: any Store
  let log: FaultSweepLog
  /// Everything that is wrong.
  private(set) var problems: [String] = []

  /// All problems of an open store on a healthy system. History may begin after some commits that are no longer kept.
  static func problems(of store: any Store, _ log: FaultSweepLog) async -> [String] {
    var check = FaultSweepCheck(store: store, log: log)
    do {
      try await check.run()
    } catch {
      check.problems.append("reading failed: \(error)")
    }
    return check.problems
  }

  private mutating func run() async throws {
    let last = try await store.position()?.value ?? 0
    let (horizon, commits) = try await history()
    var tags: [UInt64: String] = [:]
    for (offset, commit) in commits.enumerated() {
      let position = commit.position.value
      if position != horizon + UInt64(offset) + 1 { problems.append("commit \(position) is out of order") }
      try compare(commit)
      tags[position] = commit.reason
    }
    if horizon + UInt64(commits.count) != last {
      problems.append("history ends at \(horizon + UInt64(commits.count)), position is \(last)")
    }
    compareAnswers(tags, horizon: horizon, last: last)
    // What lies before the horizon is known from answers and from earlier looks.
    let all = log.known.filter { $0.key <= horizon }.merging(tags) { $1 }
    try await compareRecords(all, last: last)
    log.see(tags)
  }

  /// The commits kept, and the position of the last one that is not.
  private func history() async throws -> (UInt64, [Commit]) {
    var horizon: UInt64 = 0
    var commits: [Commit] = []
    while true {
      let after = horizon + UInt64(commits.count)
      do {
        let next = try await store.history(after: after == 0 ? nil : CommitPosition(after), limit: 7)
        if next.isEmpty { return (horizon, commits) }
        commits += next
      } catch let error as StoreError where error.code == .historyTruncated && commits.isEmpty {
        horizon += 1
      }
    }
  }

  /// A commit must be exactly what was requested.
  private mutating func compare(_ commit: Commit) throws {
    guard let tag = commit.reason, let request = log.requests[tag] else {
      problems.append("commit \(commit.position.value) was never requested")
      return
    }
    let found = try commit.changes.map { change in
      FaultSweepLog.Write(
        kind: change.kind, reference: change.reference, parcel: try change.record(as: Parcel.self),
        van: try change.record(as: Van.self))
    }
    if found != request.writes {
      problems.append("commit \(commit.position.value) (\(tag)) holds \(found.count) of \(request.writes.count) writes")
    }
  }

  private mutating func compareAnswers(_ tags: [UInt64: String], horizon: UInt64, last: UInt64) {
    if Set(tags.values).count != tags.count { problems.append("a request was committed twice") }
    let present = Set(tags.values)
    for (tag, request) in log.requests.sorted(by: { $0.key < $1.key }) {
      switch request.outcome {
      case .acknowledged(let position):
        if position > last || (position > horizon && tags[position] != tag) {
          problems.append("lost: acknowledged commit \(position) (\(tag))")
        }
      case .refused: if present.contains(tag) { problems.append("resurrected: refused commit \(tag)") }
      case .waiting, .unknown: break
      }
    }
    for (position, tag) in log.seen.sorted(by: { $0.key < $1.key }) where position > horizon {
      if tags[position] != tag { problems.append("vanished: commit \(position) (\(tag)) was seen in an open store") }
    }
  }

  /// The records must be those that the commits make, with their revisions, and the indexes must agree.
  private mutating func compareRecords(_ tags: [UInt64: String], last: UInt64) async throws {
    var parcels: [Identifier<Parcel>: Stored<Parcel>] = [:]
    var vans: [Identifier<Van>: Stored<Van>] = [:]
    let requests = log.requests
    for (position, tag) in tags.sorted(by: { $0.key < $1.key }) where position <= last {
      for write in requests[tag]?.writes ?? [] {
        let id = Identifier<Parcel>(write.reference.id)
        if let parcel = write.parcel { parcels[id] = Stored(parcel, revision: Revision(position)) }
        if let van = write.van { vans[van.id] = Stored(van, revision: Revision(position)) }
        if write.kind == .deleted { parcels[id] = nil }
        if write.kind == .touched, let old = parcels[id] {
          parcels[id] = Stored(old.record, revision: Revision(position))
        }
      }
    }
    let foundParcels = try await store.all(Query(Parcel.self))
    let foundVans = try await store.all(Query(Van.self))
    if Set(foundParcels) != Set(parcels.values) {
      let differing = Set(foundParcels).symmetricDifference(parcels.values)
      problems.append("\(differing.count) parcels differ from history")
    }
    if Set(foundVans) != Set(vans.values) { problems.append("vans differ from history") }
    try await compareIndexes(Array(parcels.values))
  }

  private mutating func compareIndexes(_ parcels: [Stored<Parcel>]) async throws {
    let labelled = parcels.filter { $0.label != nil }
    let labels = try await store.count(Query(Parcel.byLabel))
    if labels != labelled.count { problems.append("\(labels) entries for \(labelled.count) labels") }
    for parcel in labelled {
      let holder = try await store.first(Query(Parcel.byLabel, ExactText(parcel.label ?? "")))
      if holder != parcel { problems.append("the unique index does not lead to the record") }
    }
    for shelf in Set(parcels.compactMap(\.shelf)) {
      let found = try await store.all(Query(Parcel.byShelf, shelf))
      let expected = parcels.filter { $0.shelf == shelf }
      if Set(found) != Set(expected) || found.map(\.weight) != expected.map(\.weight).sorted() {
        problems.append("the index of shelf \(shelf) does not agree with the records")
      }
    }
  }
}
