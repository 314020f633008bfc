import Consent

func skip(_ permit: consuming SendPermit<EmailChannel>, _ transport: any Transport<EmailChannel>) async throws {
  _ = try await transport.deliver(permit)  // expected-error {{cannot convert value}}
}
