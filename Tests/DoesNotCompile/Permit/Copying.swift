import Consent

func copy(_ permit: borrowing SendPermit<EmailChannel>) {  // expected-error {{is borrowed and cannot be consumed}}
  let copy = permit  // expected-note {{consumed here}}
  _ = copy.obligations
}
