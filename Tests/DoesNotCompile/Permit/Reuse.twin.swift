import Consent

func useTwice(
  _ permit: consuming SendPermit<EmailChannel>, _ draft: EmailDraft, _ gate: ConsentGate
) async throws {
  let first = try await gate.authorize(permit, draft: draft)
  _ = first.deadline
}
