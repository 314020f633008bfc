import CRMCore

extension SubjectRequest {
  /// The requests of somebody of whom no record is known that name any of these contact points, each once. Nothing but the points
  /// tells whose they are.
  static func withoutRecord(
    naming points: [ContactDigest], in store: any Store
  ) async throws -> [Stored<SubjectRequest>] {
    var seen: Set<Identifier<SubjectRequest>> = []
    var found: [Stored<SubjectRequest>] = []
    for point in points {
      try await store.forEach(in: Query(SubjectRequest.byPoint, point)) { request in
        if request.subject.party == nil, seen.insert(request.id).inserted { found.append(request) }
      }
    }
    return found
  }
}
