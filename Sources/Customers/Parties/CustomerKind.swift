/// What kind of party a customer is.
public enum CustomerKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// A natural person.
  case person
  /// A company, authority, association: anything with a legal name.
  case organisation
  /// People who live and buy together.
  case household
}
