import Consent

func deliverTwice(
  _ message: consuming Authorized<EmailChannel>, _ transport: any Transport<EmailChannel>
) async throws {
  _ = try await transport.deliver(message)
}
