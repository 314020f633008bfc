/// The stable, namespaced name of a field that rules can ask about, for example `customer.tags` or `consent.email.news`.
public struct FieldName: OpenVocabulary {
  /// The name as written in stored rules.
  public let rawValue: String

  /// A field of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A field of this name.
  public init(_ name: String) {
    rawValue = name
  }

  /// The part before the first dot: which source answers.
  public var namespace: Substring { rawValue.prefix { $0 != "." } }
}

extension FieldName {
  /// The name by which rules ask for a custom field: `custom.NAME`.
  public static func custom(_ name: String) -> FieldName { FieldName("custom." + name) }

  /// Whether it names a custom field.
  public var isCustom: Bool { rawValue.hasPrefix("custom.") }

  /// The name within the custom fields; meaningful only for a custom field.
  var customName: String { String(rawValue.dropFirst("custom.".utf8.count)) }
}
