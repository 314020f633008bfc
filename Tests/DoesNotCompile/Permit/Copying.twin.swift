import Consent

func copy(_ permit: consuming SendPermit<EmailChannel>) {
  let moved = permit
  _ = moved.obligations
}
