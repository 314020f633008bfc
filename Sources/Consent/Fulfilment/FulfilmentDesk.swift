public import CRMCore
import Foundation

/// Carries out what was approved (CO-40): an access by making, keeping and handing over the documents, an erasure after its time of
/// grace, a restriction, an objection, a correction. What only a person can say or do is asked for, and the rest goes on.
///
/// Which step is next follows from the request alone (``SubjectRequest/nextMove(at:retrying:)``). A step and the mark that it is done are
/// one commit; what it does outside the store bears being repeated. So whatever cuts it off, ``fulfil(_:)`` or ``work`` in a heartbeat
/// go on to the same end, and nothing is done twice. A step that fails is named with its participant in the request, which is then
/// partially done, and is tried again, later and later. The time of the request runs on.
///
/// A value without state.
public struct FulfilmentDesk: Sendable {
  /// The desk that keeps the requests.
  public let rights: RightsDesk
  /// Makes the documents.
  public let access: AccessDesk
  /// Erases. Its blob store keeps the documents, too.
  public let erasure: ErasureDesk
  /// Who a request is about now; `nil` where nobody can tell.
  public let subject: @Sendable (SubjectRequest) async throws -> AccessSubject?
  /// Hands documents to the person; `nil` leaves that to the staff.
  public let deliver: (@Sendable (RequestAnswer) async throws -> Void)?
  /// What is right, for a rectification; `nil` if it is not known and the staff has to say it.
  public let correction: @Sendable (SubjectRequest) async throws -> RequestCorrection?

  /// Who stands in the log for what the system does.
  static let author = Author.rule("rights.fulfilment")

  /// A desk.
  ///
  /// - Parameters:
  ///   - access: makes the documents; its ledger is the desk's.
  ///   - erasure: erases. Its blob store keeps the documents; without one no documents are made. Its blob uses have to name
  ///     `BlobUse.requestDocuments`, or the bytes of documents outlive the person's erasure.
  ///   - rights: keeps the requests; one over the same ledger by default.
  ///   - subject: who a request is about now, for hosts that merge records; by default as the request says.
  ///   - deliver: hands documents to the person. May be called again with the same ``RequestAnswer/key``.
  ///   - correction: what is right, for a rectification.
  public init(
    access: AccessDesk, erasure: ErasureDesk, rights: RightsDesk? = nil,
    subject: @escaping @Sendable (SubjectRequest) async throws -> AccessSubject? = { AccessSubject($0.subject) },
    deliver: (@Sendable (RequestAnswer) async throws -> Void)? = nil,
    correction: @escaping @Sendable (SubjectRequest) async throws -> RequestCorrection? = { _ in nil }
  ) {
    self.access = access
    self.erasure = erasure
    self.rights = rights ?? RightsDesk(ledger: access.ledger)
    self.subject = subject
    self.deliver = deliver
    self.correction = correction
  }

  var store: any Store { rights.store }
  var ledger: ConsentLedger { rights.ledger }
  /// Who takes part beside the declarations. The ledger's own restriction is a step of its own.
  var participants: [any Participant] { erasure.participants.filter { !($0 is RestrictionParticipant) } }

  /// Carries an approved request out as far as it goes now. Steps that failed are tried again at once.
  ///
  /// - Returns: the request: complete, waiting for a moment (``SubjectRequest/nextMove(at:retrying:)``) or for a person
  ///   (``SubjectRequest/askingSteps``).
  /// - Throws: `StoreError` if not even a failure could be written down; `CancellationError`. What a step throws is in the request.
  @discardableResult
  public func fulfil(_ id: Identifier<SubjectRequest>) async throws -> SubjectRequest {
    let request = try await rights.request(id)
    return try await goOn(with: request, retrying: Set(request.steps.filter { $0.status == .failed }.map(\.name)))
  }

  /// What a heartbeat does: carries out what was approved, tries again what failed, and removes documents when their time is over.
  public var work: FulfilmentWork { FulfilmentWork(self) }

  /// Moves on until nothing is to be done now.
  @discardableResult
  func goOn(with request: SubjectRequest, retrying: Set<ParticipantName> = []) async throws -> SubjectRequest {
    var (request, retrying) = (request, retrying)
    let id = request.id
    while true {
      try Task.checkCancellation()
      switch request.nextMove(at: ledger.environment.now(), retrying: retrying) {
      case .rest, .wait: return request
      case .begin:
        let own = FulfilmentStep.steps(of: request.right).map(\.name)
        let parts = request.right == .restriction ? participants.map(\.name) : []
        request = try await moved(id) {
          try await rights.prepareBegin(id, steps: own + parts, isFulfilled: true, by: Self.author)
        }
      case .perform(let step):
        request = try await perform(step, of: request)
        retrying.remove(step)
      case .complete: request = try await moved(id) { try await rights.prepareComplete(id, by: Self.author) }
      case .removeDocuments:
        do {
          request = try await removeDocuments(of: request)
        } catch let error as CancellationError {
          throw error
        } catch {
          request = try await putOffRemoval(of: request, error)
        }
      }
    }
  }

  /// The request after a move, or after that of somebody who was faster.
  private func moved(
    _ id: Identifier<SubjectRequest>, _ move: () async throws -> Prepared<SubjectRequest>
  ) async throws -> SubjectRequest {
    do {
      return try await store.perform { try await move() }
    } catch is IllegalTransition {
      return try await rights.request(id)
    }
  }

  /// Tries a step, and writes down what came of it.
  private func perform(_ step: ParticipantName, of request: SubjectRequest) async throws -> SubjectRequest {
    do {
      let mark = try await carryOut(step, of: request)
      return try await rights.mark(step, of: request.id, by: Self.author, mark)
    } catch let error as CancellationError {
      throw error
    } catch {
      return try await fail(step, of: request.id, error)
    }
  }

  /// Writes down that a step failed, unless somebody else has done it meanwhile or closed the request.
  private func fail(
    _ step: ParticipantName, of id: Identifier<SubjectRequest>, _ error: any Error
  ) async throws -> SubjectRequest {
    var generator = ledger.environment.generator()
    return try await store.perform {
      let stored = try await store.require(id)
      guard stored.isOpen, let known = stored.openSteps.first(where: { $0.name == step }) else {
        return Prepared(stored.record, changes: ChangeSet())
      }
      return try rights.prepare(stored, by: Self.author, reason: "rights.progress") { request, now in
        let retry = RetryPolicy.duty.next(after: known.failures + 1, at: now, using: &generator)
        try request.settle(step, StepOutcome(error), at: now, by: Self.author, retry: retry)
      }
    }
  }
}

extension AccessSubject {
  /// Whom a request is about: the record with its contact points, or the contact points alone; `nil` for neither.
  public init?(_ key: SubjectKey) {
    if let party = key.party {
      self.init(party, digests: key.points)
    } else if let point = key.points.first {
      self.init(RecordReference(ConsentHead.id(of: point)), digests: key.points)
    } else {
      return nil
    }
  }

  /// The subject as the ledger's restrictions take it: the record, unless it is that of a contact point, and the contact points.
  var key: SubjectKey {
    let record = subject.reference
    return SubjectKey(party: record.collection == ConsentHead.collection ? nil : record, points: digests)
  }
}
