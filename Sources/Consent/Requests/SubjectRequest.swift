public import Foundation

/// What a person demands about their data, from the receipt to the answer, with everything that happened to it.
///
/// It needs no customer record: contact points are enough. It holds no address, no document and no text of the person. States are
/// changed by ``RightsDesk``; the rules are functions of the value and of `now`.
public struct SubjectRequest: Record {
  /// `subjectRequests`.
  public static let collection: CollectionName = "subjectRequests"

  /// Open requests by the end of their time.
  public static let byDue = Index<SubjectRequest>("due") { $0.isOpen ? IndexKey($0.deadline.end) : nil }
  /// Requests about which something is due by time alone, by that moment.
  public static let byAlarm = Index<SubjectRequest>("alarm") { request in
    request.alarms.first.map { IndexKey($0.moment) }
  }
  /// By the person's record, then by receipt.
  public static let byParty = Index<SubjectRequest>("party") { request in
    request.subject.party.map { IndexKey($0, request.receivedAt) }
  }
  /// By contact point, then by receipt.
  public static let byPoint = Index<SubjectRequest>(
    "point", version: 2,
    keys: { request in
      request.subject.points.map { IndexKey($0, request.receivedAt) }
    })
  /// By state, then by the end of the time.
  public static let byState = Index<SubjectRequest>("state") { request in
    IndexKey(ExactText(request.state.rawValue), request.deadline.end)
  }
  /// By receipt.
  public static let byReceipt = Index<SubjectRequest>("receipt") { IndexKey($0.receivedAt) }

  /// Requests about which the system has something to do, by when; see ``FulfilmentDesk``.
  public static let byWork = Index<SubjectRequest>("work") { request in request.workMoment.map { IndexKey($0) } }
  /// By the digest of each document that was made for it.
  public static let byDocument = Index<SubjectRequest>(
    "document",
    keys: { request in
      Set(request.fulfilment?.documents.map(\.digest) ?? []).map { IndexKey(ExactText($0.hex)) }
    })

  /// The declared indexes.
  public static var indexes: [Index<SubjectRequest>] {
    [byDue, byAlarm, byParty, byPoint, byState, byReceipt, byWork, byDocument]
  }
  /// The person's record, and the request that this one repeats.
  public static var references: [Reference<SubjectRequest>] {
    [Reference("subject", \.subject.party), Reference("duplicateOf", \.duplicateOf)]
  }

  /// The request's identity.
  public var id: Identifier<SubjectRequest>
  /// What is demanded.
  public var right: SubjectRight
  /// Whom it is about.
  public var subject: SubjectKey
  /// What it is about, as a code of the host, where a person may have several open requests for one right: `invoiceAddress`,
  /// `newsletter`. `nil` is the right as a whole.
  public var matter: String?
  /// How it came.
  public var method: ConsentMethod
  /// When it came.
  public var receivedAt: Date
  /// Where the person may be; empty is unknown.
  public var jurisdictions: [Jurisdiction]
  /// Where it stands.
  public internal(set) var state: RequestState
  /// Where it stood when its time ran out.
  public internal(set) var stateBeforeExpiry: RequestState?
  /// Until when it has to be answered.
  public internal(set) var deadline: RequestDeadline
  /// What the person was told when the time was extended; `nil` if it was not.
  public internal(set) var extensionNotice: ExtensionNotice?
  /// How it was checked who asks, in order; the checks that failed too.
  public internal(set) var identity: [IdentityCheck]
  /// The last one-time code; `nil` if there was none, or when it was used.
  public internal(set) var code: IdentityCode?
  /// How many one-time codes were made.
  public internal(set) var codesIssued: Int
  /// Why it was denied.
  public internal(set) var denial: Reason?
  /// The open request that this one repeats.
  public internal(set) var duplicateOf: Identifier<SubjectRequest>?
  /// What is to be done, participant by participant.
  public internal(set) var steps: [RequestStep]
  /// How far the system is with it; `nil` before it is approved, and where the host does the work itself.
  public internal(set) var fulfilment: Fulfilment?
  /// Whether the erasure of its person has taken from it what a proof does not need: it is nobody's any more.
  public internal(set) var isMinimised: Bool?
  /// Everything that happened, in order.
  public internal(set) var log: [RequestLogEntry]
  /// What will be due by time alone, earliest first.
  public internal(set) var alarms: [RequestAlarm]

  /// A request that has just come in.
  ///
  /// - Parameters:
  ///   - id: its identity.
  ///   - right: what is demanded.
  ///   - subject: whom it is about.
  ///   - matter: see ``matter``.
  ///   - method: how it came.
  ///   - date: when it came.
  ///   - jurisdictions: where the person may be.
  ///   - deadline: until when it has to be answered.
  ///   - warningDays: how many days before the end there is a warning.
  ///   - author: who writes it down.
  ///   - now: when.
  public init(
    id: Identifier<SubjectRequest>, _ right: SubjectRight, of subject: SubjectKey, matter: String? = nil,
    method: ConsentMethod, receivedAt date: Date, in jurisdictions: [Jurisdiction], deadline: RequestDeadline,
    warningDays: [Int] = [], by author: Author, at now: Date
  ) {
    self.id = id
    self.right = right
    self.subject = subject
    self.matter = matter
    self.method = method
    receivedAt = date.truncatedToMilliseconds
    self.jurisdictions = jurisdictions
    state = .received
    self.deadline = deadline
    identity = []
    codesIssued = 0
    steps = []
    log = [RequestLogEntry(date: now, author: author, kind: .moved, from: nil, to: .received)]
    alarms = RequestAlarm.alarms(of: deadline, warning: warningDays, after: now)
  }

  /// Whether something is still owed. An expired request is open.
  public var isOpen: Bool { !state.isClosed }

  /// Whether its time has run out at an instant, whatever the state says.
  public func isOverdue(at now: Date) -> Bool { isOpen && now >= deadline.end }

  /// Whether it is known who asks.
  public var isVerified: Bool { verifiedAt != nil }

  /// Since when it is known who asks; `nil` if it is not.
  public var verifiedAt: Date? { identity.last { $0.isPassed }?.date }

  /// When nothing more was owed; `nil` while it is open.
  public var closedAt: Date? { state.isClosed ? log.last { $0.kind == .moved }?.date : nil }

  /// The steps that are not done.
  public var openSteps: [RequestStep] { steps.filter { $0.status != .done } }

  /// Where it stands apart from having run out of time: what decides what may follow.
  public var standing: RequestState { state == .expired ? stateBeforeExpiry ?? .received : state }

  /// Whether it may be moved to a state. One that has expired may be moved to where it stood, and on from there.
  public func mayBecome(_ next: RequestState) -> Bool {
    if state == .expired { return next == standing || (next != .expired && standing.successors.contains(next)) }
    return state.successors.contains(next)
  }
}
