import Consent

func redirect(_ permit: consuming SendPermit<EmailChannel>, to other: SendRequest<EmailChannel>) -> Bool {
  permit.request == other
}
