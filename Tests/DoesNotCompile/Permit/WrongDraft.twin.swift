import Consent

func mix(_ permit: consuming SendPermit<SMSChannel>, _ draft: TextDraft, _ gate: ConsentGate) async throws {
  let message = try await gate.authorize(permit, draft: draft)
  _ = message.deadline
}
