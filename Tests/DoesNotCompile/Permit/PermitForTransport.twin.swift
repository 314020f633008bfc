import Consent

func skip(
  _ permit: consuming SendPermit<EmailChannel>, _ draft: EmailDraft, _ gate: ConsentGate,
  _ transport: any Transport<EmailChannel>
) async throws {
  let message = try await gate.authorize(permit, draft: draft)
  _ = try await transport.deliver(message)
}
