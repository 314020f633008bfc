import CRMTesting
import Consent
import Foundation

/// Ann wants what is held about her erased: from her letter to the answer.
func answeringAnn() async throws -> (mayBeSent: Bool, due: String, states: [RequestState], log: [String]) {
  let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  let environment = CRMEnvironment.fixed(clock: clock)
  let ledger = ConsentLedger(
    store: InMemoryStore(environment: environment), digester: ContactDigester(insecureText: "use a key store instead"),
    environment: environment)
  let desk = RightsDesk(ledger: ledger, warningDays: [7, 1], noticeTo: .endpoint("privacy"))
  let me = Author(.staff, "s1")

  // Whom it is about: the record, if there is one, and the contact points that were known *before* the letter came.
  let record = RecordReference(collection: "customers", id: UUID())
  let address = ContactPoint.Value.email(try EmailAddress("ann@example.com"))
  let ann = ledger.digester.key(of: record, points: [address])
  let request = try await desk.receive(.erasure, from: ann, method: .paper, in: ["DE"], by: me)

  // Who asks? A one-time code to the known address. It may be sent whatever Ann has stopped.
  let issued = try await desk.issueCode(for: request.id, to: address, by: me)
  let answer = MessageContext(.securityLegal, purpose: .rights, jurisdictions: ["DE"])
  let mayBeSent = try await ledger.decide(answer, to: address, through: .email).isPermitted
  try await desk.confirm(request.id, code: issued.code)

  // It will be done. Each participant is a step; the change of a step and its mark are one commit.
  try await desk.approve(request.id, by: me)
  try await desk.begin(request.id, steps: ["ledger", "archive"], by: me)
  let half = try await desk.carryOut(request.id, by: me) { step, request in
    if step == "archive" { throw StepFailure("archive.offline") }
    return try await ledger.prepareRestrict(request.subject, because: .notErasable, by: me).changes
  }

  // The archive failed, so the request is partially done and cannot be closed. Later it goes on where it stopped.
  clock.advance(by: 86_400)
  try await desk.carryOut(request.id, by: me) { _, _ in ChangeSet() }
  let closed = try await desk.complete(request.id, by: me)

  // What an authority may see: everything that was done, and nothing that tells whose it is.
  let month = Period(start: Date("2026-11-01"), end: Date("2026-12-01"))
  let register = try await desk.register(of: month)
  let log = register.items[0].log.map { entry in entry.eventName.rawValue }
  return (mayBeSent, request.deadline.day.description, [half.state, closed.state], log)
}
