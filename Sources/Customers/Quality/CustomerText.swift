import CRMCore

/// A text of a customer that can be read and written by the name of its field.
struct CustomerText: Sendable {
  let field: String
  let place: PlaceholderText.Place
  let read: @Sendable (Customer) -> String?
  let write: @Sendable (inout Customer, String?) -> Void

  private init(
    _ field: String, _ place: PlaceholderText.Place, _ path: any WritableKeyPath<Customer, String?> & Sendable
  ) {
    self.field = field
    self.place = place
    read = { $0[keyPath: path] }
    write = { $0[keyPath: path] = $1 }
  }

  private init<Part>(
    _ field: String, _ place: PlaceholderText.Place, _ part: any WritableKeyPath<Customer, Part?> & Sendable,
    _ path: any WritableKeyPath<Part, String?> & Sendable
  ) {
    self.field = field
    self.place = place
    read = { $0[keyPath: part]?[keyPath: path] }
    write = { customer, text in
      guard var value = customer[keyPath: part] else { return }
      value[keyPath: path] = text
      customer[keyPath: part] = value
    }
  }

  /// All of them.
  static let all: [CustomerText] = [
    CustomerText("customer.givenName", .name, \.personName, \.given),
    CustomerText("customer.familyName", .name, \.personName, \.family),
    CustomerText("customer.personName.middle", .name, \.personName, \.middle),
    CustomerText("customer.personName.nickname", .name, \.personName, \.nickname),
    CustomerText("customer.legalName", .word, \.legalName),
    CustomerText("customer.tradingName", .word, \.tradingName),
    CustomerText("customer.industry", .word, \.organisation, \.industry),
    CustomerText("customer.organisation.registrationNumber", .word, \.organisation, \.registrationNumber),
    CustomerText("customer.organisation.taxNumber", .word, \.organisation, \.taxNumber),
    CustomerText("customer.gender", .answer, \.demographics, \.gender),
    CustomerText("customer.demographics.maritalStatus", .answer, \.demographics, \.maritalStatus),
    CustomerText("customer.demographics.occupation", .answer, \.demographics, \.occupation),
    CustomerText("customer.demographics.education", .answer, \.demographics, \.education),
  ]

  private static let byField = Dictionary(all.map { ($0.field, $0) }) { first, _ in first }

  static func named(_ field: String) -> CustomerText? { byField[field] }
}
