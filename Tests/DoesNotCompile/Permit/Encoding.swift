import Consent
import Foundation

func store(_ permit: consuming SendPermit<EmailChannel>) throws -> Data {
  try JSONEncoder().encode(permit)  // expected-error {{conform to 'Encodable'}}
}
