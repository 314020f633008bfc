/// What a condition asks for: a field by name, with arguments and a window of time where the field takes them.
///
/// A plain record field is its name only. A parameterised field of a source has more: "how many `purchase.made` events in the last
/// 30 days" is `FieldTerm("events.count", ["name": .text("purchase.made")], window: .last(30, .day))`.
public struct FieldTerm: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The field.
  public var name: FieldName
  /// What a parameterised field needs to know, by parameter name.
  public var arguments: [String: FieldValue]
  /// The stretch of time that a parameterised field looks at; `nil` is all time.
  public var window: TimeWindow?

  /// A field with its arguments and window.
  public init(_ name: FieldName, _ arguments: [String: FieldValue] = [:], window: TimeWindow? = nil) {
    self.name = name
    self.arguments = arguments
    self.window = window
  }

  /// A plain field of this name.
  public init(stringLiteral value: String) {
    self.init(FieldName(value))
  }

  /// Whether it is a name without arguments and window.
  public var isPlain: Bool { arguments.isEmpty && window == nil }
}

/// The name of a segment (or any other kept set of subjects) that a condition asks membership of.
public struct SegmentName: OpenVocabulary {
  /// The stable name or identifier.
  public let rawValue: String

  /// A segment of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The name of a link from a record to others that a condition can follow one hop, for example `organisation` or `deals`.
public struct RelationName: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A relation of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
