import Consent

func redirect(_ permit: consuming SendPermit<EmailChannel>, to other: SendRequest<EmailChannel>) {
  permit.request = other  // expected-error {{'request' is a 'let' constant}}
}
