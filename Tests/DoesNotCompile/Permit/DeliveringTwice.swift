import Consent

func deliverTwice(
  _ message: consuming Authorized<EmailChannel>,  // expected-error {{'message' consumed more than once}}
  _ transport: any Transport<EmailChannel>
) async throws {
  _ = try await transport.deliver(message)  // expected-note {{consumed here}}
  _ = try await transport.deliver(message)  // expected-note {{consumed again here}}
}
