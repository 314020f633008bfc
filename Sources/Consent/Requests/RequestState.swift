/// Where a request of a data subject stands. Closed: the life cycle is the same for every right.
public enum RequestState: String, Codable, CaseIterable, Hashable, Sendable {
  /// It came in.
  case received
  /// Who asks is being checked.
  case identityCheck
  /// It is known who asks; whether the demand is good is being looked into.
  case pending
  /// It will be done.
  case approved
  /// It will not be done; ``SubjectRequest/denial`` says why.
  case denied
  /// It is being done.
  case inProgress
  /// A part of it failed; it goes on with ``RightsDesk/resume(_:by:)``.
  case partiallyDone
  /// All of it is done and answered.
  case complete
  /// The time ran out first. The duty did not: from here the request goes on as from where it stood.
  case expired
  /// The same was demanded before and is still open; ``SubjectRequest/duplicateOf`` says which.
  case duplicate
  /// The person took it back.
  case withdrawn

  /// Whether nothing more will happen.
  public var isClosed: Bool {
    switch self {
    case .denied, .complete, .duplicate, .withdrawn: true
    case .received, .identityCheck, .pending, .approved, .inProgress, .partiallyDone, .expired: false
    }
  }

  /// The states that may follow. What may follow `expired` depends on where the request stood before: see
  /// ``SubjectRequest/mayBecome(_:)``.
  public var successors: Set<RequestState> {
    switch self {
    case .received: [.identityCheck, .pending, .denied, .duplicate, .withdrawn, .expired]
    case .identityCheck: [.pending, .denied, .duplicate, .withdrawn, .expired]
    case .pending: [.identityCheck, .approved, .denied, .duplicate, .withdrawn, .expired]
    case .approved: [.inProgress, .withdrawn, .expired]
    case .inProgress: [.partiallyDone, .complete, .withdrawn, .expired]
    case .partiallyDone: [.inProgress, .withdrawn, .expired]
    case .denied, .complete, .duplicate, .withdrawn, .expired: []
    }
  }
}

/// A request was to be moved where its life cycle does not lead.
public struct IllegalTransition: Error, Hashable, Sendable, CustomStringConvertible {
  /// The request.
  public var request: Identifier<SubjectRequest>
  /// Where it stands.
  public var from: RequestState
  /// Where it was to be moved.
  public var to: RequestState

  /// A transition that is not allowed.
  public init(_ request: Identifier<SubjectRequest>, from: RequestState, to: RequestState) {
    self.request = request
    self.from = from
    self.to = to
  }

  /// Both states and the request.
  public var description: String { "\(request): \(from.rawValue) → \(to.rawValue) is not allowed" }
}
