import Consent

func cross(_ message: consuming Authorized<SMSChannel>, _ transport: any Transport<SMSChannel>) async throws {
  _ = try await transport.deliver(message)
}
