public import CRMCore
public import Foundation

/// What comes next in carrying out a request.
public enum FulfilmentMove: Hashable, Sendable {
  /// Nothing: it is not approved, the host does the work itself, a person has to say something first, or all is over.
  case rest
  /// Nothing before then.
  case wait(until: Date)
  /// Its steps are written down.
  case begin
  /// A step is tried.
  case perform(ParticipantName)
  /// It is closed: all its steps are done.
  case complete
  /// Its documents go.
  case removeDocuments
}

/// The rule of what comes next: a function of the request and of `now`, without any reading or writing.
extension SubjectRequest {
  /// What the system does next about the request. Running out of time changes nothing about it.
  ///
  /// - Parameters:
  ///   - now: the moment.
  ///   - retrying: failed steps that are tried now although their time has not come.
  public func nextMove(at now: Date, retrying: Set<ParticipantName> = []) -> FulfilmentMove {
    guard let fulfilment else { return .rest }
    if state.isClosed {
      guard !fulfilment.documents.isEmpty, var end = fulfilment.documentsEnd else { return .rest }
      if let setback = fulfilment.setback { end = max(end, setback.next) }
      return end <= now ? .removeDocuments : .wait(until: end)
    }
    switch standing {
    case .approved: return .begin
    case .inProgress, .partiallyDone:
      if openSteps.isEmpty { return .complete }
      let ready = openSteps.filter(isReady)
      let due = ready.first { step in
        retrying.contains(step.name) || step.notBefore.map { $0 <= now } ?? true
      }
      if let due { return .perform(due.name) }
      return ready.compactMap(\.notBefore).min().map { .wait(until: $0) } ?? .rest
    default: return .rest
    }
  }

  /// Since when or from when on the system has something to do about it; `nil` if it has not.
  var workMoment: Date? {
    switch nextMove(at: .distantPast) {
    case .rest: nil
    case .wait(let date): date
    case .begin, .perform, .complete, .removeDocuments: log.last?.date ?? receivedAt
    }
  }

  /// The steps for which a person has to say or do something before the system can go on.
  public var askingSteps: [RequestStep] { isOpen ? openSteps.filter { $0.question != nil } : [] }

  /// Who approved it; `nil` if nobody has.
  public var approver: Author? { log.last { $0.kind == .moved && $0.to == .approved }?.author }

  /// Whether somebody may say from outside what came of a step: always where the host does the work; otherwise of what persons and
  /// participants do, when its turn has come.
  func mayBeTold(of name: ParticipantName) -> Bool {
    guard fulfilment != nil, let step = steps.first(where: { $0.name == name }) else { return true }
    let own = FulfilmentStep(name)
    return (own == nil || own == .delivery || own == .staff) && isAfterPrerequisite(step)
  }

  private func isAfterPrerequisite(_ step: RequestStep) -> Bool {
    guard let before = FulfilmentStep(step.name)?.prerequisite else { return true }
    return !openSteps.contains { $0.name == before.name }
  }

  private func isReady(_ step: RequestStep) -> Bool { step.question == nil && isAfterPrerequisite(step) }
}

extension ErasurePlan {
  /// What stays for a reason that a person has to weigh before it is told to whom demanded the erasure: everything but the proofs
  /// that the library keeps of every erased person, without addresses.
  public var heldBack: [RetainedItem] {
    let proofs: Set<ReasonCode> = [
      ErasureReason.proof, ErasureReason.suppression, RequestCode.proofOfAnswer, RequestCode.proofOfRestriction,
    ]
    return retained.filter { !proofs.contains($0.reason.code) }
  }
}
