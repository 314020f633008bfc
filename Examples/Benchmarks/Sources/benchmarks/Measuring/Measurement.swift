import CRMCore

/// One line of the table: what is done, how often per round, and with which part of the workload.
struct Measurement: Sendable {
  let figure: Figure
  /// Operations per round; a rate is operations through time.
  let operations: Int
  /// How many must succeed, if that is not the number of operations.
  let expected: Int
  let run: @Sendable (any Contestant, _ round: Int) async throws -> Int?

  init(
    _ figure: Figure, _ operations: Int, expected: Int? = nil,
    _ run: @escaping @Sendable (any Contestant, _ round: Int) async throws -> Int?
  ) {
    self.figure = figure
    self.operations = operations
    self.expected = expected ?? operations
    self.run = run
  }

  /// All measurements, in an order that keeps the number of records until everything is read.
  static func all(_ load: Workload, recordBytes: Int) -> [Measurement] {
    [
      Measurement(.get, 2_000) { try await $0.get(load.ids[$1]) },
      Measurement(.getWorkingSet, 2_000) { try await $0.get(load.workingSet[$1]) },
      Measurement(.getOnMainActor, 2_000) { try await $0.getOnMainActor(load.workingSet[$1]) },
      Measurement(.lookUp, 1_000) { contestant, round in try await contestant.lookUp(emails: load.emails[round]) },
      Measurement(.firstPage, 100) { contestant, _ in try await contestant.firstPage(times: 100) },
      Measurement(.anyPage, 100) { contestant, round in try await contestant.pages(from: load.names[round]) },
      Measurement(.count, 100) { contestant, round in try await contestant.count(owners: load.owners[round]) },
      Measurement(.edit, Workload.singleCommits) { contestant, round in
        try await contestant.edit(load.edited[round], notes: "edited in round \(round)")
      },
      Measurement(.editUnderScan, Workload.singleCommits) { contestant, round in
        try await contestant.editUnderScan(load.edited[round], notes: "edited under a scan in round \(round)")
      },
      Measurement(.commit, Workload.singleCommits) { try await $0.insertEach(load.singles[$1]) },
      Measurement(.writers, Workload.writers * 16) { contestant, round in
        try await contestant.insert(load.concurrent[round], writers: Workload.writers)
      },
      Measurement(.batch, Workload.batch) { try await $0.insertBatch(load.batches[$1]) },
      Measurement(.blobs, Workload.batch) { contestant, _ in
        try await contestant.insertBlobs(Workload.batch, bytes: recordBytes)
      },
    ]
  }
}

/// What is measured.
enum Figure: String, CaseIterable, Sendable {
  case get, getWorkingSet, getOnMainActor, lookUp, firstPage, anyPage, count, edit, editUnderScan, commit, writers,
    batch, blobs

  var title: String {
    switch self {
    case .get: "get by id, whole base"
    case .getWorkingSet: "get by id, 1,000 records"
    case .getOnMainActor: "same, from the main actor"
    case .lookUp: "look-up, unique index"
    case .firstPage: "first page of 50 by name"
    case .anyPage: "page of 50 from a name on"
    case .count: "count of an index range"
    case .edit: "edit, one commit each"
    case .editUnderScan: "same, under a full scan"
    case .commit: "insert, one commit each"
    case .writers: "same, 64 writers"
    case .batch: "records in batches of 1,000"
    case .blobs: "same bytes as blobs"
    }
  }
}
