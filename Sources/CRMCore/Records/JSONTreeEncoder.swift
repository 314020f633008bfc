import Foundation

/// Builds the tree of a value in one pass, without a text in between.
///
/// The tree is the one that reading back what `JSONEncoder` writes would give, with the rules of ``JSONTree/init(encoding:)`` for
/// instants and bytes.
struct JSONTreeEncoder: Encoder {
  let place: JSONTreePlace

  var codingPath: [any CodingKey] { place.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    place.beginObject()
    return KeyedEncodingContainer(JSONTreeKeyedContainer<Key>(place: place))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    place.beginList()
    return JSONTreeListContainer(place: place)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONTreeSingleContainer(place: place) }

  /// The tree of a value that stands under `key` of `parent`.
  static func tree<T: Encodable>(
    of value: T, in parent: JSONTreePlace? = nil, at key: @autoclosure () -> (any CodingKey)? = nil
  ) throws -> JSONTree {
    if let tree = try leaf(value) { return tree }
    let place = JSONTreePlace(in: parent, at: key())
    try value.encode(to: JSONTreeEncoder(place: place))
    return place.tree
  }

  /// The values that have a form of their own here, whatever they would encode.
  private static func leaf<T: Encodable>(_ value: T) throws -> JSONTree? {
    if T.self == String.self, let text = value as? String { return .text(text) }
    if T.self == Date.self, let date = value as? Date { return .text(JSONTree.text(of: date)) }
    if T.self == Data.self, let data = value as? Data { return JSONTree(reading: data) }
    if T.self == URL.self, let url = value as? URL { return .text(url.absoluteString) }
    if T.self == Decimal.self { return try .rewritten(value) }
    return nil
  }
}

/// Where a value will stand: what its containers write to.
final class JSONTreePlace {
  private enum Content {
    case nothing
    case single(JSONTree)
    case object
    case list
  }

  private let parent: JSONTreePlace?
  private let key: (any CodingKey)?
  private var content = Content.nothing
  private(set) var values: [JSONTree] = []
  private var members: [String: JSONTree] = [:]
  /// Containers within this one that may still be written to.
  private var openMembers: [String: JSONTreePlace] = [:]
  private var openValues: [(index: Int, place: JSONTreePlace)] = []

  init(in parent: JSONTreePlace?, at key: (any CodingKey)?) {
    self.parent = parent
    self.key = key
  }

  var codingPath: [any CodingKey] { (parent?.codingPath ?? []) + (key.map { [$0] } ?? []) }

  func beginObject() { content = .object }
  func beginList() { content = .list }
  func set(_ tree: JSONTree) { content = .single(tree) }
  func set(_ tree: JSONTree, at name: String) { members[name] = tree }
  func append(_ tree: JSONTree) { values.append(tree) }

  /// The place of a container under a name: the same one when it is asked for again.
  func open(at key: some CodingKey) -> JSONTreePlace {
    let name = key.stringValue
    if let place = openMembers[name] { return place }
    let place = JSONTreePlace(in: self, at: key)
    openMembers[name] = place
    return place
  }

  /// The place of a container at the end of the list.
  func openNext() -> JSONTreePlace {
    let place = JSONTreePlace(in: self, at: JSONTreeKey(values.count))
    openValues.append((values.count, place))
    values.append(.null)
    return place
  }

  /// What was written. A value that wrote nothing is an empty object.
  var tree: JSONTree {
    switch content {
    case .single(let tree): return tree
    case .nothing: return .object([:])
    case .object:
      guard !openMembers.isEmpty else { return .object(members) }
      return .object(members.merging(openMembers.mapValues(\.tree)) { _, open in open })
    case .list:
      for (index, place) in openValues { values[index] = place.tree }
      return .list(values)
    }
  }
}

/// A position in a list, or the name under which a superclass stands.
struct JSONTreeKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ index: Int) {
    stringValue = "Index \(index)"
    intValue = index
  }

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) { self.init(intValue) }
}

extension JSONTree {
  /// Bytes: a JSON document as that document, all others in Base64.
  fileprivate init(reading data: Data) {
    if data.first == UInt8(ascii: "{"), let tree = try? JSONDecoder().decode(JSONTree.self, from: data) {
      self = tree
    } else {
      self = .text(data.base64EncodedString())
    }
  }

  /// A number, whole where it has no fraction. From 2⁵³ on its shortest decimal counts, which need not be the number itself.
  init(number: Double) throws {
    if !number.isFinite {
      self = .text(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
    } else if number != number.rounded() {
      self = .number(number)
    } else if number.magnitude < 0x1p53 {
      self = .integer(Int64(number))
    } else {
      self = try .rewritten(number)
    }
  }

  /// A number by its shortest decimal: 0.1 is 0.1.
  init(shortestOf number: Float) throws {
    self = try JSONTree(number: Double(number.description) ?? Double(number))
  }

  /// A whole number, as exactly as a tree can hold it.
  init(whole: some FixedWidthInteger) {
    if let value = Int64(exactly: whole) {
      self = .integer(value)
    } else if let value = UInt64(exactly: whole) {
      self = .unsigned(value)
    } else {
      self = .number(Double(whole))
    }
  }

  /// By way of a text: for numbers that are seldom.
  fileprivate static func rewritten(_ value: some Encodable) throws -> JSONTree {
    try JSONDecoder().decode(JSONTree.self, from: JSONEncoder().encode(value))
  }
}
