import Consent

func mint(
  _ request: SendRequest<EmailChannel>, _ subject: ContactDigest, _ decision: ConsentDecision,
  _ head: Stored<ConsentHead>
) {
  let permit = SendPermit<EmailChannel>(  // expected-error {{is inaccessible}}
    request: request, subject: subject, decision: decision, head: head, person: nil)
  _ = permit.obligations
}
