import CRMCore
import Foundation

/// The record that every contestant keeps: a customer of about 800 bytes of JSON, with nested values, lists and custom fields.
struct Client: Record {
  struct Address: Codable, Hashable, Sendable {
    var street: String
    var city: String
    var region: String
    var postalCode: String
    var country: String
  }

  struct ContactEntry: Codable, Hashable, Sendable {
    var kind: String
    var value: String
    var isVerified: Bool
  }

  static let collection: CollectionName = "benchmark-clients"
  /// Unique: no two clients share an e-mail address.
  static let byEmail = Index<Client>("email", unique: true) { IndexKey(ExactText($0.email)) }
  /// The list as a user sees it.
  static let byName = Index<Client>("name") { IndexKey(ExactText($0.name)) }
  /// The clients of one owner, oldest first.
  static let byOwner = Index<Client>("owner") { IndexKey(ExactText($0.owner), $0.createdAt) }
  static var indexes: [Index<Client>] { [byEmail, byName, byOwner] }

  var id: Identifier<Client>
  var name: String
  var legalName: String
  var email: String
  var owner: String
  var stage: String
  var address: Address
  var contacts: [ContactEntry]
  var tags: [String]
  var customFields: [String: String]
  var notes: String
  var revenueMinorUnits: Int64
  var rating: Double
  var acceptsNewsletter: Bool
  var createdAt: Date
  var updatedAt: Date
}
