import CRMCore
import Foundation

extension FulfilmentDesk {
  /// What is to be written once a step is carried out, from the request as it stands then.
  typealias Mark = (SubjectRequest) async throws -> StepProgress

  /// Does what a step needs outside the commit that marks it as done, and gives back what prepares that commit.
  func carryOut(_ name: ParticipantName, of request: SubjectRequest) async throws -> Mark {
    guard let step = FulfilmentStep(name) else { return { try await restrictionPart(of: name, $0) } }
    switch step {
    case .export: return try await makeDocuments(for: request)
    case .delivery: return try await handOver(request)
    case .plan: return lookAtPlan
    case .erasure: return try await erase(request)
    case .restriction: return restrict
    case .contactPoints:
      try await ledger.carryRestrictions(of: try await key(of: request), by: Self.author)
      return { _ in StepProgress() }
    case .objection: return object
    case .correction:
      return { request in
        guard let correction = try await correction(request) else {
          return StepProgress(stand: .asks(Reason(RequestCode.correctionMissing)))
        }
        return try await correct(request, correction)
      }
    case .staff: return { _ in StepProgress(stand: .asks(Reason(RequestCode.staffNeeded))) }
    }
  }

  /// Whom a request is about now.
  func person(of request: SubjectRequest) async throws -> AccessSubject {
    guard let person = try await subject(request) else { throw StepFailure(RequestRefusal.noSubject.reason.code) }
    return person
  }

  private func key(of request: SubjectRequest) async throws -> SubjectKey { try await person(of: request).key }

  // MARK: Erasure

  private func lookAtPlan(_ request: SubjectRequest) async throws -> StepProgress {
    let person = try await person(of: request)
    let plan = try await plan(of: request)
    let others = try await rights.openRequests(of: person.key).filter { $0.id != request.id }
    let kept = plan.heldBack.count
    let requests = Set(others.map(\.id)).count
    if kept + requests > 0 {
      let counts: [String: FieldValue] = ["retained": .integer(Int64(kept)), "requests": .integer(Int64(requests))]
      return StepProgress(stand: .asks(Reason(RequestCode.planToApprove, counts)))
    }
    return StepProgress(evidence: ["plan": .text(plan.fingerprint)])
  }

  /// What the erasure that a request demands would do.
  func plan(of request: SubjectRequest) async throws -> ErasurePlan {
    let person = try await person(of: request)
    return try await erasure.plan(
      person.subject.reference, points: person.digests, for: RecordReference(request))
  }

  private func erase(_ request: SubjectRequest) async throws -> Mark {
    guard let id = request.fulfilment?.erasure else {
      return { request in
        let person = try await person(of: request)
        let scheduled = try await erasure.prepareSchedule(
          person.subject.reference, points: person.digests, for: RecordReference(request),
          by: request.approver ?? Self.author)
        return StepProgress(stand: .open(from: nil), changes: scheduled.changes) { request, _ in
          request.fulfilment?.erasure = scheduled.value.id
        }
      }
    }
    var known = try await store.require(id).record
    switch known.state {
    case .scheduled where ledger.environment.now() < known.due: try await erasure.tellScheduled(known)
    case .scheduled, .running: known = try await erasure.resume(id)
    case .done, .cancelled: break
    }
    return { _ in
      switch known.state {
      case .done:
        let kept = FieldValue.integer(Int64(known.retained.count))
        return StepProgress(evidence: ["erasure": .reference(RecordReference(known)), "retained": kept])
      case .cancelled: return StepProgress(stand: .asks(Reason(RequestCode.erasureCalledOff)))
      case .scheduled, .running: return StepProgress(stand: .open(from: known.due))
      }
    }
  }

  // MARK: Restriction and objection

  private func restrict(_ request: SubjectRequest) async throws -> StepProgress {
    guard let order = request.fulfilment?.order, let ground = order.ground else {
      return StepProgress(stand: .asks(Reason(RequestCode.groundMissing)))
    }
    let acts = try await ledger.prepareRestrict(
      try await key(of: request), because: ground, in: order.scope, by: request.approver ?? Self.author)
    return StepProgress(changes: acts.changes)
  }

  private func restrictionPart(of name: ParticipantName, _ request: SubjectRequest) async throws -> StepProgress {
    guard let participant = participants.first(where: { $0.name == name }) else {
      throw ParticipationError(name, .restrict)
    }
    let person = try await person(of: request)
    let part = try await participant.restrict(person.subject, in: store, at: ledger.environment.now())
    return StepProgress(changes: part.changes)
  }

  /// An act of the person's own on every contact point, dated when the demand came: what they allowed later holds.
  private func object(_ request: SubjectRequest) async throws -> StepProgress {
    let key = try await key(of: request)
    var points = Set(key.points)
    if let party = key.party { points.formUnion(try await ledger.pointsRecorded(of: party)) }
    guard !points.isEmpty else { return StepProgress(stand: .asks(Reason(RequestCode.noContactPoint))) }
    let now = ledger.environment.now()
    let acts = points.sorted().map { point in
      ConsentAct(
        id: Identifier(derivedFrom: "rights.objection", request.id.description, point.hex), subject: point,
        kind: .objected, scope: request.fulfilment?.order.scope ?? .everything, date: request.receivedAt,
        recordedAt: now, actor: .subject, method: request.method)
    }
    return StepProgress(
      changes: try await ledger.prepareRecord(acts, by: request.approver ?? Self.author, party: key.party).changes)
  }

  // MARK: Rectification

  /// The corrected values, and every participant's part in them.
  func correct(_ request: SubjectRequest, _ correction: RequestCorrection) async throws -> StepProgress {
    var progress = StepProgress(changes: correction.changes)
    let person = try await person(of: request)
    for participant in participants {
      let part = try await participant.rectify(
        person.subject, correction.values, in: store, at: ledger.environment.now())
      progress.changes.append(part.changes)
    }
    return progress
  }
}

/// What is right, for a rectification.
public struct RequestCorrection: Sendable {
  /// The changes, as the verbs of the modules prepare them: `crm.customers.prepareEdit(id, by: author) { … }.changes`.
  public var changes: ChangeSet
  /// The corrected values for `Participant.rectify`: what lies outside the store.
  public var values: [FieldName: FieldValue]

  /// A correction.
  public init(_ changes: ChangeSet, values: [FieldName: FieldValue] = [:]) {
    self.changes = changes
    self.values = values
  }
}
