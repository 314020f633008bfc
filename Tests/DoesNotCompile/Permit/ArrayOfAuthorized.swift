import Consent

func collect(_ message: consuming Authorized<EmailChannel>) {
  var messages: [Authorized<EmailChannel>] = []  // expected-error {{does not conform to protocol 'Copyable'}}
  messages.append(message)
}
