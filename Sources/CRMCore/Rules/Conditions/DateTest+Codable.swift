extension DateTest: Codable {
  private enum Key: String, CodingKey {
    case withinLast, withinNext, before, after, on, anniversaryWithinNext, unit
  }

  /// Reads the object with the test's name and count and, where there is one, the unit: `{"withinLast": 30, "unit": "day"}`.
  ///
  /// - Throws: `DecodingError` if there is not exactly one test.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let tests = container.allKeys.filter { $0 != .unit }
    guard tests.count == 1, let key = tests.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a date test has exactly one name"))
    }
    let count = try container.decode(Int.self, forKey: key)
    func unit() throws -> TimeUnit { try container.decode(TimeUnit.self, forKey: .unit) }
    switch key {
    case .withinLast: self = .withinLast(count, try unit())
    case .withinNext: self = .withinNext(count, try unit())
    case .before: self = .before(count, try unit())
    case .after: self = .after(count, try unit())
    case .on: self = .on(days: count)
    case .anniversaryWithinNext, .unit: self = .anniversaryWithinNext(days: count)
    }
  }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .withinLast(let count, let unit): try container.encode(count, forKey: .withinLast, unit)
    case .withinNext(let count, let unit): try container.encode(count, forKey: .withinNext, unit)
    case .before(let count, let unit): try container.encode(count, forKey: .before, unit)
    case .after(let count, let unit): try container.encode(count, forKey: .after, unit)
    case .on(let count): try container.encode(count, forKey: .on)
    case .anniversaryWithinNext(let count): try container.encode(count, forKey: .anniversaryWithinNext)
    }
  }
}

extension KeyedEncodingContainer where Key: RawRepresentable, Key.RawValue == String {
  fileprivate mutating func encode(_ count: Int, forKey key: Key, _ unit: TimeUnit) throws {
    try encode(count, forKey: key)
    if let unitKey = Key(stringValue: "unit") { try encode(unit, forKey: unitKey) }
  }
}
