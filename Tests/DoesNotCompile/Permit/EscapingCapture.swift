import Consent

func later(_ permit: consuming SendPermit<EmailChannel>, _ draft: EmailDraft, _ gate: ConsentGate) {
  Task {
    let message = try await gate.authorize(permit, draft: draft)  // expected-error {{captured by an escaping closure}}
    _ = message.deadline
  }
}
