import Consent

func cross(_ message: consuming Authorized<SMSChannel>, _ transport: any Transport<EmailChannel>) async throws {
  _ = try await transport.deliver(message)  // expected-error {{cannot convert value}} expected-note {{are expected to be equal}}
}
