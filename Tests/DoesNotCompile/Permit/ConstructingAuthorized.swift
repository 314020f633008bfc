import Consent

func forge(_ record: Authorization, _ address: EmailAddress, _ draft: EmailDraft) {
  let message = Authorized<EmailChannel>(record, address: address, draft: draft)  // expected-error {{is inaccessible}}
  _ = message.deadline
}
