import Consent

func collect(_ permit: consuming SendPermit<EmailChannel>) {
  var permits: [SendPermit<EmailChannel>] = []  // expected-error {{does not conform to protocol 'Copyable'}}
  permits.append(permit)
}
