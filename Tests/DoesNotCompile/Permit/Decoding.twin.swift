import Consent
import Foundation

func load(_ data: Data) throws {
  let request = try JSONDecoder().decode(SendRequest<EmailChannel>.self, from: data)
  _ = request
}
