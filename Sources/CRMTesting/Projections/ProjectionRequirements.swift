/// The law of `Projection` as a check that any projection can be put to: starting anew from the records and folding the
/// commits give equal states.
///
/// ```swift
/// try await ProjectionLaw.check(Tally<Deal>(group: { $0.stage.description }), over: store)
/// ```
public enum ProjectionLaw {
  /// Checks a projection against the whole history of a store.
  ///
  /// Four clauses: folding every commit from the first one equals a rebuild; a commit that is folded twice in a row, or again
  /// after later ones have been seen by the scan, changes nothing in the end; a rebuild does not depend on the state before it;
  /// catching up from any position equals a rebuild. Nobody may write to the store meanwhile.
  ///
  /// - Parameters:
  ///   - empty: the projection of a store without commits.
  ///   - store: the store, with all of its history.
  ///   - seed: determines the positions from which the last clauses start.
  /// - Throws: ``RequirementFailure`` if the projection breaks the law; `StoreError` if the store has
  ///   dropped commits; what the projection and the store throw. O(commits + records), a small number of times.
  public static func check<P: Projection & Equatable>(
    _ empty: P, over store: any Store, seed: UInt64 = 1
  ) async throws {
    let commits = try await commits(of: store)
    var rebuilt = empty
    try await rebuilt.rebuild(from: store)

    var folded = empty
    for commit in commits { try folded.apply(commit) }
    try demand(folded == rebuilt, "incremental", "Folding all commits equals a rebuild.", seed)

    var doubled = empty
    for commit in commits {
      try doubled.apply(commit)
      try doubled.apply(commit)
    }
    try demand(doubled == rebuilt, "repeated", "A commit that is folded twice counts once.", seed)

    try await checkPositions(empty, rebuilt, commits, store, seed)
  }

  private static func checkPositions<P: Projection & Equatable>(
    _ empty: P, _ rebuilt: P, _ commits: [Commit], _ store: any Store, _ seed: UInt64
  ) async throws {
    var generator = SeededGenerator(seed: seed)
    var cuts = (0..<min(4, commits.count)).map { _ in Int.random(in: 0..<commits.count, using: &generator) }
    // Before a deletion there is a record that must be gone afterwards.
    cuts += commits.indices.filter { commits[$0].changes.contains { $0.kind == .deleted } }.suffix(4)
    for cut in cuts {
      // A scan that saw everything, although its position was read before the last commits.
      var overlapping = rebuilt
      for commit in commits[cut...] { try overlapping.apply(commit) }
      try demand(
        overlapping == rebuilt, "overlap", "Commits that a scan has already seen are folded again without effect.", seed
      )

      var resumed = empty
      for commit in commits[..<cut] { try resumed.apply(commit) }
      var anew = resumed
      try await anew.rebuild(from: store)
      try demand(anew == rebuilt, "anew", "A rebuild does not depend on the state before it.", seed)
      let reached = try await resumed.catchUp(with: store, after: cut == 0 ? nil : commits[cut - 1].position)
      try demand(
        resumed == rebuilt && reached == commits.last?.position, "resume",
        "Catching up from a position equals a rebuild and reaches the last commit.", seed)
    }
  }

  private static func commits(of store: any Store) async throws -> [Commit] {
    var result: [Commit] = []
    while true {
      let next = try await store.history(after: result.last?.position, limit: 500)
      guard !next.isEmpty else { return result }
      result += next
    }
  }

  private static func demand(_ condition: Bool, _ clause: String, _ demand: String, _ seed: UInt64) throws {
    guard !condition else { return }
    throw RequirementFailure(clause: "projection.\(clause)", demand: demand, observed: "another state (seed \(seed))")
  }
}
