import Consent

func hide(_ permit: consuming SendPermit<EmailChannel>) -> any Sendable {
  permit.request
}
