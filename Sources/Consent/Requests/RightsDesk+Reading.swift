public import Foundation

extension RightsDesk {
  /// What time does to open requests: warns ahead of the end, and lets them expire at it. For a heartbeat; early, late and repeated
  /// calls end in the same.
  public var deadlineWork: DueRecords<SubjectRequest> {
    DueRecords("rights.deadlines", in: store, SubjectRequest.byAlarm) {
      $0.alarms.first?.moment
    } change: { stored, changes, now in
      var request = stored.record
      request.catchUp(to: now)
      try write(request, over: stored, into: &changes)
    }
  }

  /// A request.
  ///
  /// - Throws: `StoreError` with code `notFound`.
  public func request(_ id: Identifier<SubjectRequest>) async throws -> SubjectRequest {
    try await store.require(id).record
  }

  /// Open requests whose time ends before an instant, the most urgent first.
  public func due(
    before date: Date, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Stored<SubjectRequest>> {
    try await store.page(Query(SubjectRequest.byDue).before(date).limited(to: limit).after(cursor))
  }

  /// Requests in a state, the most urgent first.
  public func requests(
    in state: RequestState, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Stored<SubjectRequest>> {
    try await store.page(
      Query(SubjectRequest.byState, ExactText(state.rawValue)).limited(to: limit).after(cursor))
  }

  /// The requests of a person, the latest first.
  public func requests(
    of party: RecordReference, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Stored<SubjectRequest>> {
    try await store.page(Query(SubjectRequest.byParty, party).descending().limited(to: limit).after(cursor))
  }

  /// The requests about a contact point, the latest first.
  public func requests(
    about point: ContactPoint.Value, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Stored<SubjectRequest>> {
    let digest = ledger.digester.digest(of: point)
    return try await store.page(
      Query(SubjectRequest.byPoint, digest).descending().limited(to: limit).after(cursor))
  }

  /// What an authority may see of the requests that came in a period, in the order of receipt, one page.
  public func register(
    of period: Period, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<RequestRegisterEntry> {
    let query = Query(SubjectRequest.byReceipt).from(period.start).before(period.end)
    let page = try await store.page(query.limited(to: limit).after(cursor))
    return Page(items: page.items.map { RequestRegisterEntry($0.record) }, next: page.next)
  }

  /// The open requests of a person or about one of the contact points.
  func openRequests(of subject: SubjectKey) async throws -> [Stored<SubjectRequest>] {
    var found: [Stored<SubjectRequest>] = []
    if let party = subject.party { found += try await store.all(Query(SubjectRequest.byParty, party)) }
    for point in subject.points { found += try await store.all(Query(SubjectRequest.byPoint, point)) }
    return found.filter(\.record.isOpen)
  }
}

/// A request as an authority may see it: what was done and when, and nothing that tells whose it is.
public struct RequestRegisterEntry: Hashable, Codable, Sendable {
  /// The request.
  public var id: Identifier<SubjectRequest>
  /// What was demanded.
  public var right: SubjectRight
  /// When it came.
  public var receivedAt: Date
  /// The last day for the answer.
  public var due: CalendarDay
  /// Where that is written.
  public var references: [String]
  /// Where it stands.
  public var state: RequestState
  /// What the person was told when the time was extended.
  public var extensionNotice: ExtensionNotice?
  /// How it was checked who asked.
  public var identityMethods: [IdentityCheck.Method]
  /// Why it was denied.
  public var denial: Reason?
  /// When it was closed.
  public var closedAt: Date?
  /// Whether the time had run out before it was closed.
  public var wasLate: Bool
  /// Everything that happened.
  public var log: [RequestLogEntry]

  /// The entry of a request.
  public init(_ request: SubjectRequest) {
    id = request.id
    right = request.right
    receivedAt = request.receivedAt
    due = request.deadline.day
    references = request.deadline.references
    state = request.state
    extensionNotice = request.extensionNotice
    identityMethods = request.identity.map(\.method)
    denial = request.denial
    closedAt = request.closedAt
    wasLate = request.log.contains { $0.kind == .moved && $0.to == .expired }
    log = request.log
  }
}
