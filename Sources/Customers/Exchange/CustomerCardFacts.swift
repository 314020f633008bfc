import CRMCore
import CRMFormats
import Foundation

/// What a customer has and vCard has no word for, as one JSON value in the property `X-CRM-CUSTOMER`.
struct CustomerCardFacts: Codable, Hashable, Sendable {
  static let property = "X-CRM-CUSTOMER"

  var tradingName: String?
  var phonetic: String?
  var demographics: Demographics?
  var organisation: OrganisationFacts?
  var owner: Identifier<StaffMember>?
  var stage: LifecycleStage?
  var source: ReferralSource?
  var firstTouch: Attribution?
  var foreignKeys: [ForeignKey]?
  var customFields: CustomFields?
  var createdAt: Date?
  var updatedAt: Date?
}

/// What a contact point has and vCard has no word for, as one JSON value in the parameter `X-CRM-POINT`.
struct ContactPointCardFacts: Codable {
  static let parameter = "X-CRM-POINT"

  var label: String?
  var enteredText: String?
  var purpose: ContactPurpose?
  var verification: Verification?
  var addressKind: AddressKind?
  var provenance: ContactProvenance?
}

/// JSON in a line of a card.
enum CardJSON {
  static func text(_ value: some Encodable) -> String? {
    var writer = JSONLinesWriter()
    guard (try? writer.write(value)) != nil else { return nil }
    return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ type: Value.Type, _ text: String?) -> Value? {
    guard let text else { return nil }
    var reader = JSONLinesReader(bytes: Array(text.utf8))
    return try? reader.next(type)
  }
}
