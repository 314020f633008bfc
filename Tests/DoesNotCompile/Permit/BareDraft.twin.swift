import Consent

func post(_ message: consuming Authorized<EmailChannel>, _ transport: any Transport<EmailChannel>) async throws {
  _ = try await transport.deliver(message)
}
