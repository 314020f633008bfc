/// The stable JSON form, one object per node:
///
/// ```json
/// {"all": […]}   {"any": […]}   {"not": {…}}
/// {"field": "deal.amount", "greater": {"money": {"amount": "1000", "currency": "EUR"}}}
/// {"field": "customer.country", "oneOf": [{"text": "DE"}, {"text": "AT"}]}
/// {"field": "customer.email", "known": true}
/// {"field": "customer.birthday", "date": {"anniversaryWithinNext": 7}, "zone": "Europe/Kyiv"}
/// {"field": "events.count", "arguments": {"name": {"text": "purchase.made"}}, "window": {"last": 30, "unit": "day"},
///  "greaterOrEqual": {"integer": 3}}
/// {"member": "vip"}
/// {"related": "deals", "has": "any", "where": {…}}
/// ```
///
/// Beside the names of ``Comparison``, `notEqual` and `missing` are read, as the negations they stand for. An unknown member is an
/// error, because leaving it out could change what the condition means.
extension Condition: Codable {
  /// Reads a condition of at most ``ConditionLimits/standard`` size.
  ///
  /// - Throws: `DecodingError`, at the node that is malformed or one too many.
  public init(from decoder: any Decoder) throws {
    var reader = ConditionReader()
    self = try reader.node(in: decoder.container(keyedBy: ConditionKey.self), depth: 1)
  }

  /// Writes the form.
  ///
  /// - Throws: `EncodingError` for a condition deeper than ``ConditionLimits/standard``.
  public func encode(to encoder: any Encoder) throws {
    guard cost.depth <= ConditionLimits.standard.depth else {
      throw EncodingError.invalidValue(
        self, .init(codingPath: encoder.codingPath, debugDescription: "the condition is too deep"))
    }
    var container = encoder.container(keyedBy: ConditionKey.self)
    try write(to: &container)
  }

  private func write(to container: inout KeyedEncodingContainer<ConditionKey>) throws {
    switch self {
    case .all(let parts): try Self.write(parts, to: &container, .all)
    case .any(let parts): try Self.write(parts, to: &container, .any)
    case .not(let part):
      var nested = container.nestedContainer(keyedBy: ConditionKey.self, forKey: .not)
      try part.write(to: &nested)
    case .compare(let term, let comparison, let value):
      try Self.write(term, to: &container)
      try container.encode(value, forKey: ConditionKey(comparison.rawValue))
    case .oneOf(let term, let values):
      try Self.write(term, to: &container)
      try container.encode(values, forKey: .oneOf)
    case .known(let term):
      try Self.write(term, to: &container)
      try container.encode(true, forKey: .known)
    case .date(let term, let test, let zone):
      try Self.write(term, to: &container)
      try container.encode(test, forKey: .date)
      try container.encodeIfPresent(zone, forKey: .zone)
    case .member(let segment): try container.encode(segment, forKey: .member)
    case .related(let relation, let quantifier, let part):
      try container.encode(relation, forKey: .related)
      try container.encode(quantifier, forKey: .has)
      var nested = container.nestedContainer(keyedBy: ConditionKey.self, forKey: .where)
      try part.write(to: &nested)
    }
  }

  private static func write(
    _ parts: [Condition], to container: inout KeyedEncodingContainer<ConditionKey>, _ key: ConditionKey
  ) throws {
    var list = container.nestedUnkeyedContainer(forKey: key)
    for part in parts {
      var nested = list.nestedContainer(keyedBy: ConditionKey.self)
      try part.write(to: &nested)
    }
  }

  private static func write(_ term: FieldTerm, to container: inout KeyedEncodingContainer<ConditionKey>) throws {
    try container.encode(term.name, forKey: .field)
    if !term.arguments.isEmpty { try container.encode(term.arguments, forKey: .arguments) }
    try container.encodeIfPresent(term.window, forKey: .window)
  }
}

/// A member of a node; any name, so that unknown ones are seen.
private struct ConditionKey: CodingKey, Hashable {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }

  static let all = ConditionKey("all")
  static let any = ConditionKey("any")
  static let not = ConditionKey("not")
  static let field = ConditionKey("field")
  static let arguments = ConditionKey("arguments")
  static let window = ConditionKey("window")
  static let oneOf = ConditionKey("oneOf")
  static let known = ConditionKey("known")
  static let missing = ConditionKey("missing")
  static let notEqual = ConditionKey("notEqual")
  static let date = ConditionKey("date")
  static let zone = ConditionKey("zone")
  static let member = ConditionKey("member")
  static let related = ConditionKey("related")
  static let has = ConditionKey("has")
  static let `where` = ConditionKey("where")
}

/// Reads a tree with explicit depth and number of nodes; nested containers keep hostile input from recursing unseen.
private struct ConditionReader {
  typealias Container = KeyedDecodingContainer<ConditionKey>

  private var nodes = 0

  mutating func node(in container: Container, depth: Int) throws -> Condition {
    nodes += 1
    guard depth <= ConditionLimits.standard.depth, nodes <= ConditionLimits.standard.nodes else {
      throw Self.corrupted(container, "the condition is too large")
    }
    var keys = Set(container.allKeys)
    if keys.remove(.field) != nil { return try leaf(in: container, keys) }
    if keys == [.all] { return .all(try parts(in: container, .all, depth)) }
    if keys == [.any] { return .any(try parts(in: container, .any, depth)) }
    if keys == [.not] { return .not(try part(in: container, .not, depth)) }
    if keys == [.member] { return .member(of: try container.decode(SegmentName.self, forKey: .member)) }
    if keys == [.related, .has, .where] {
      let relation = try container.decode(RelationName.self, forKey: .related)
      let quantifier = try container.decode(Condition.Quantifier.self, forKey: .has)
      return .related(relation, quantifier, try part(in: container, .where, depth))
    }
    throw Self.corrupted(container, "not a condition of a known form")
  }

  private mutating func part(in container: Container, _ key: ConditionKey, _ depth: Int) throws -> Condition {
    try node(in: container.nestedContainer(keyedBy: ConditionKey.self, forKey: key), depth: depth + 1)
  }

  private mutating func parts(in container: Container, _ key: ConditionKey, _ depth: Int) throws -> [Condition] {
    var list = try container.nestedUnkeyedContainer(forKey: key)
    var parts: [Condition] = []
    while !list.isAtEnd {
      parts.append(try node(in: list.nestedContainer(keyedBy: ConditionKey.self), depth: depth + 1))
    }
    return parts
  }

  private func leaf(in container: Container, _ allKeys: Set<ConditionKey>) throws -> Condition {
    var keys = allKeys.subtracting([.arguments, .window])
    let term = FieldTerm(
      try container.decode(FieldName.self, forKey: .field),
      try container.decodeIfPresent([String: FieldValue].self, forKey: .arguments) ?? [:],
      window: try container.decodeIfPresent(TimeWindow.self, forKey: .window))
    if keys.contains(.date) { keys.remove(.zone) }
    guard keys.count == 1, let key = keys.first else {
      throw Self.corrupted(container, "a leaf has exactly one question")
    }
    switch key {
    case .known: return try container.decode(Bool.self, forKey: key) ? .known(term) : .missing(term)
    case .missing: return try container.decode(Bool.self, forKey: key) ? .missing(term) : .known(term)
    case .notEqual: return .not(.compare(term, .equal, try container.decode(FieldValue.self, forKey: key)))
    case .oneOf: return .oneOf(term, try values(in: container))
    case .date:
      let zone = try container.decodeIfPresent(String.self, forKey: .zone)
      return .date(term, try container.decode(DateTest.self, forKey: key), zone: zone)
    default:
      guard let comparison = Condition.Comparison(rawValue: key.stringValue) else {
        throw Self.corrupted(container, "unknown question of a leaf")
      }
      return .compare(term, comparison, try container.decode(FieldValue.self, forKey: key))
    }
  }

  private func values(in container: Container) throws -> [FieldValue] {
    var list = try container.nestedUnkeyedContainer(forKey: .oneOf)
    var values: [FieldValue] = []
    while !list.isAtEnd {
      guard values.count < ConditionLimits.standard.listValues else {
        throw Self.corrupted(container, "a list is too long")
      }
      values.append(try list.decode(FieldValue.self))
    }
    return values
  }

  private static func corrupted(_ container: Container, _ what: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: container.codingPath, debugDescription: what))
  }
}
