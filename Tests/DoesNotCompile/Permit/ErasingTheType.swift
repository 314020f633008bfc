import Consent

func hide(_ permit: consuming SendPermit<EmailChannel>) -> any Sendable {
  permit  // expected-error {{does not conform to 'Copyable'}}
}
