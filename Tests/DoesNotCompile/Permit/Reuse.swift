import Consent

func useTwice(
  _ permit: consuming SendPermit<EmailChannel>,  // expected-error {{'permit' consumed more than once}}
  _ draft: EmailDraft, _ gate: ConsentGate
) async throws {
  let first = try await gate.authorize(permit, draft: draft)  // expected-note {{consumed here}}
  let second = try await gate.authorize(permit, draft: draft)  // expected-note {{consumed again here}}
  _ = first.deadline
  _ = second.deadline
}
