import Consent
import Foundation

func load(_ data: Data) throws {
  let permit = try JSONDecoder().decode(SendPermit<EmailChannel>.self, from: data)  // expected-error {{'Decodable'}}
  _ = permit
}
