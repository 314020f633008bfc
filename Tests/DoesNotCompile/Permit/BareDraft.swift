import Consent

func post(_ draft: EmailDraft, _ transport: any Transport<EmailChannel>) async throws {
  _ = try await transport.deliver(draft)  // expected-error {{cannot convert value}}
}
