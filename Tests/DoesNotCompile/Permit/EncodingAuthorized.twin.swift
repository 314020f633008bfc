import Consent
import Foundation

func store(_ message: consuming Authorized<EmailChannel>) throws -> Data {
  try JSONEncoder().encode(message.draft)
}
