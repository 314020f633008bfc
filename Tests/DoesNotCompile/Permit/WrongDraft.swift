import Consent

func mix(_ permit: consuming SendPermit<SMSChannel>, _ draft: EmailDraft, _ gate: ConsentGate) async throws {
  let message = try await gate.authorize(permit, draft: draft)  // expected-error {{cannot convert value}}
  _ = message.deadline
}
