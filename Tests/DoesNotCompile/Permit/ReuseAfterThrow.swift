import Consent

func retry(
  _ permit: consuming SendPermit<EmailChannel>,  // expected-error {{'permit' consumed more than once}}
  _ draft: EmailDraft, _ gate: ConsentGate
) async throws -> Authorized<EmailChannel> {
  do {
    return try await gate.authorize(permit, draft: draft)  // expected-note {{consumed here}}
  } catch {
    return try await gate.authorize(permit, draft: draft)  // expected-note {{consumed again here}}
  }
}
