import Consent

func later(_ permit: consuming SendPermit<EmailChannel>, _ draft: EmailDraft, _ gate: ConsentGate) {
  let request = permit.request
  Task {
    guard let permit = try await gate.decide(request).permit() else { return }
    let message = try await gate.authorize(permit, draft: draft)
    _ = message.deadline
  }
}
