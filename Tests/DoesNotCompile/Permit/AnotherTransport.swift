import Consent

func cross(_ message: consuming Authorized<SMSChannel>, _ transport: any Transport<EmailChannel>) async throws {
  // expected-error@+2 {{cannot convert value}}
  // expected-note@+1 {{are expected to be equal}}
  _ = try await transport.deliver(message)
}
