import Consent

func retry(
  _ permit: consuming SendPermit<EmailChannel>, _ draft: EmailDraft, _ gate: ConsentGate
) async throws -> Authorized<EmailChannel>? {
  let request = permit.request
  do {
    return try await gate.authorize(permit, draft: draft)
  } catch {
    guard let another = try await gate.decide(request).permit() else { return nil }
    return try await gate.authorize(another, draft: draft)
  }
}
