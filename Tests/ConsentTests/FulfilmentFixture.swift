import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// A small host whose requests are carried out by the system: Ann, with an address and a memo.
struct FulfilmentFixture {
  let base: ErasureFixture
  let desk: FulfilmentDesk
  let deliveries: Deliveries

  static let ann = Person("Ann", addresses: ["ann@example.com"])
  static let staff = ErasureFixture.staff
  static let types: [any Record.Type] = ErasureFixture.types + [Event.self]

  var rights: RightsDesk { desk.rights }
  var ledger: ConsentLedger { desk.rights.ledger }
  var clock: TestClock { base.clock }
  var store: any Store { base.store }
  var blobs: InMemoryBlobStore { base.blobs }

  init(
    base: ErasureFixture = ErasureFixture(), documents: (any BlobStore)? = nil, participants: [any Participant] = [],
    answering: [any Participant] = [], deliveries: Deliveries = Deliveries(), delivers: Bool = true,
    correction: @escaping @Sendable (SubjectRequest) async throws -> RequestCorrection? = { _ in nil }
  ) {
    self.base = base
    self.deliveries = deliveries
    let erasure = ErasureDesk(
      ledger: base.ledger, registry: RecordRegistry(Self.types), sources: base.desk.sources,
      participants: participants, blobs: documents ?? base.blobs, blobUses: [Scan.use, .requestDocuments],
      commitLimit: base.desk.commitLimit)
    let access = AccessDesk(
      base.ledger, registry: RecordRegistry(Self.types), participants: answering, parties: ["people"])
    let handOver: @Sendable (RequestAnswer) async throws -> Void = { try deliveries.take($0) }
    desk = FulfilmentDesk(
      access: access, erasure: erasure, rights: RightsDesk(ledger: base.ledger, noticeTo: .endpoint("privacy")),
      deliver: delivers ? handOver : nil, correction: correction)
  }

  /// With Ann and what is held about her.
  func filled() async throws -> FulfilmentFixture {
    try await base.insert(Self.ann, Memo(id: "memo", person: Self.ann.id, text: "Ann called"))
    try await base.optIn("ann@example.com")
    clock.advance(by: 60)
    return self
  }

  var key: SubjectKey {
    get throws {
      ledger.digester.key(of: Self.ann.reference, points: [.email(try EmailAddress("ann@example.com"))])
    }
  }

  @discardableResult
  func approved(
    _ right: SubjectRight, _ order: FulfilmentOrder = FulfilmentOrder(), from subject: SubjectKey? = nil
  ) async throws -> Identifier<SubjectRequest> {
    let request = try await rights.receive(
      right, from: try subject ?? key, method: .mail, in: ["DE"], by: Self.staff)
    try await rights.verify(request.id, IdentityCheck(.account), by: Self.staff)
    return try await rights.approve(request.id, order, by: Self.staff).id
  }

  /// What a heartbeat would do now.
  @discardableResult
  func beat() async throws -> WorkOutcome {
    _ = try await rights.deadlineWork.perform(WorkSlice(now: clock.now))
    return try await desk.work.perform(WorkSlice(now: clock.now))
  }

  func request(_ id: Identifier<SubjectRequest>) async throws -> SubjectRequest { try await rights.request(id) }

  func count(_ kind: ConsentActKind) async throws -> Int {
    try await store.all(Query(ConsentAct.self)).count { $0.kind == kind }
  }
}

extension SubjectRequest {
  /// The kinds of what happened, after it was approved.
  var work: [RequestLogEntry.Kind] {
    let start = log.firstIndex { $0.to == .approved } ?? 0
    return log.dropFirst(start + 1).map(\.kind)
  }

  func step(_ step: FulfilmentStep) -> RequestStep? { steps.first { $0.name == step.name } }
}

/// What was handed over: a mailbox that knows the key of what it has.
final class Deliveries: Sendable {
  private let state: Mutex<(answers: [RequestAnswer], failures: Int)>

  init(failures: Int = 0) { state = Mutex(([], failures)) }

  var answers: [RequestAnswer] { state.withLock { $0.answers } }

  func take(_ answer: RequestAnswer) throws {
    try state.withLock { state in
      guard state.failures == 0 else {
        state.failures -= 1
        throw StepFailure("mail.down")
      }
      if !state.answers.contains(where: { $0.key == answer.key }) { state.answers.append(answer) }
    }
  }
}

/// A participant with a part in every right, which fails a number of times first. What it does leaves a countable event.
final class PartParticipant: Participant {
  let name: ParticipantName
  let collections: Set<CollectionName> = []
  private let failures: Mutex<Int>

  init(_ name: ParticipantName = "warehouse", failures: Int = 0) {
    self.name = name
    self.failures = Mutex(failures)
  }

  static func marks(_ what: String, in store: any Store) async throws -> Int {
    try await store.count(Query(Event.byName, ExactText("part." + what)))
  }

  private func part(_ step: ParticipationError.Step, _ what: String, at now: Date) throws -> ParticipationPart {
    let fails = failures.withLock { count in
      defer { count = max(0, count - 1) }
      return count > 0
    }
    if fails { throw ParticipationError(name, step) }
    var part = ParticipationPart()
    part.changes.insert(
      Event(id: Identifier(UUID()), name: EventName(rawValue: "part." + what), date: now, author: .system))
    return part
  }

  func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws { _ = try part(.export, "export", at: .distantPast) }

  func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    _ = try part(.erase, "erase", at: now)
    return ParticipationPart()
  }

  func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    try part(.restrict, "restrict", at: now)
  }

  func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { try part(.rectify, "rectify.\(values.count)", at: now) }
}
