import Foundation

extension FieldValue: Codable {
  /// Lists stand in lists at most this deep, so that hostile input cannot exhaust the stack.
  private static let greatestDepth = 8

  private enum Key: String, CodingKey {
    case text, integer, decimal, bool, date, day, money, choice, choices, reference, list
  }

  /// Reads the one-member object, or null.
  ///
  /// - Throws: `DecodingError` if there is no member or more than one, its name is not a kind, or lists are nested deeper than
  ///   eight.
  public init(from decoder: any Decoder) throws {
    if let single = try? decoder.singleValueContainer(), single.decodeNil() {
      self = .null
      return
    }
    self = try Self.value(in: decoder.container(keyedBy: Key.self), depth: 1)
  }

  private static func value(in container: KeyedDecodingContainer<Key>, depth: Int) throws -> FieldValue {
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "a field value has exactly one kind"))
    }
    switch key {
    case .text: return .text(try container.decode(String.self, forKey: key))
    case .integer: return .integer(try container.decode(Int64.self, forKey: key))
    case .decimal: return .decimal(try decimal(in: container, forKey: key))
    case .bool: return .bool(try container.decode(Bool.self, forKey: key))
    case .date: return .date(try container.decode(InstantText.self, forKey: key).date)
    case .day: return .day(try container.decode(CalendarDay.self, forKey: key))
    case .money: return .money(try container.decode(Money.self, forKey: key))
    case .choice: return .choice(try container.decode(String.self, forKey: key))
    case .choices: return .choices(Set(try container.decode([String].self, forKey: key)))
    case .reference: return .reference(try container.decode(RecordReference.self, forKey: key))
    case .list: return .list(try list(in: container, depth: depth))
    }
  }

  private static func list(in container: KeyedDecodingContainer<Key>, depth: Int) throws -> [FieldValue] {
    guard depth <= greatestDepth else {
      throw DecodingError.dataCorruptedError(
        forKey: .list, in: container, debugDescription: "lists are nested too deep")
    }
    var items = try container.nestedUnkeyedContainer(forKey: .list)
    var values: [FieldValue] = []
    while !items.isAtEnd {
      if try items.decodeNil() {
        values.append(.null)
      } else {
        values.append(try value(in: items.nestedContainer(keyedBy: Key.self), depth: depth + 1))
      }
    }
    return values
  }

  private static func decimal(in container: KeyedDecodingContainer<Key>, forKey key: Key) throws -> Decimal {
    let text = try container.decode(String.self, forKey: key)
    guard let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "not a decimal number")
    }
    return value
  }

  /// Writes the one-member object, or null. Decimals are written as strings, because JSON numbers lose digits; instants as
  /// ISO 8601 in UTC with milliseconds, whatever the encoder's date strategy.
  ///
  /// - Throws: `EncodingError` if lists are nested deeper than eight.
  public func encode(to encoder: any Encoder) throws {
    if self == .null {
      var container = encoder.singleValueContainer()
      return try container.encodeNil()
    }
    var container = encoder.container(keyedBy: Key.self)
    try write(to: &container, depth: 1)
  }

  private func write(to container: inout KeyedEncodingContainer<Key>, depth: Int) throws {
    switch self {
    case .null: break
    case .text(let value): try container.encode(value, forKey: .text)
    case .integer(let value): try container.encode(value, forKey: .integer)
    case .decimal(let value): try container.encode(value.description, forKey: .decimal)
    case .bool(let value): try container.encode(value, forKey: .bool)
    case .date(let value): try container.encode(InstantText(value), forKey: .date)
    case .day(let value): try container.encode(value, forKey: .day)
    case .money(let value): try container.encode(value, forKey: .money)
    case .choice(let value): try container.encode(value, forKey: .choice)
    case .choices(let value): try container.encode(value, forKey: .choices)
    case .reference(let value): try container.encode(value, forKey: .reference)
    case .list(let items):
      guard depth <= Self.greatestDepth else {
        throw EncodingError.invalidValue(
          self, .init(codingPath: container.codingPath, debugDescription: "lists are nested too deep"))
      }
      var list = container.nestedUnkeyedContainer(forKey: .list)
      for item in items {
        if item == .null {
          try list.encodeNil()
        } else {
          var nested = list.nestedContainer(keyedBy: Key.self)
          try item.write(to: &nested, depth: depth + 1)
        }
      }
    }
  }
}
