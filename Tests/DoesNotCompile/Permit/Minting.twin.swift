import Consent

func mint(_ request: SendRequest<EmailChannel>, _ gate: ConsentGate) async throws {
  guard let permit = try await gate.decide(request).permit() else { return }
  _ = permit.obligations
}
