public import Foundation

/// One thing that happened to a subject, as far as conditions can ask about it.
public struct HistoryEntry: Hashable, Sendable {
  /// When it happened.
  public var date: Date
  /// What kind of thing it was; the name of an event.
  public var name: String
  /// The facts about it, by name.
  public var properties: [String: FieldValue]

  /// Something that happened.
  public init(date: Date, name: String = "", properties: [String: FieldValue] = [:]) {
    self.date = date
    self.name = name
    self.properties = properties
  }

  /// Whether the properties have these values: texts folded, a choice like the text of its code, a list if one of its elements
  /// has the value.
  public func matches(_ filters: [String: FieldValue]) -> Bool {
    filters.allSatisfy { name, wanted in
      guard let actual = properties[name] else { return false }
      if case .list(let items) = actual, wanted.kind != .list {
        return items.contains { Self.areSame($0, wanted) }
      }
      if case .choices(let codes) = actual, wanted.kind != .choices {
        return codes.contains { Self.areSame(.choice($0), wanted) }
      }
      return Self.areSame(actual, wanted)
    }
  }

  private static func areSame(_ actual: FieldValue, _ wanted: FieldValue) -> Bool {
    switch (actual, wanted) {
    case (.choice(let code), .text(let text)), (.text(let text), .choice(let code)): code == text
    default: FieldComparison.areEqual(actual, wanted) == true
    }
  }
}
