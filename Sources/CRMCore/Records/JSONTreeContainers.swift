/// Writes the members of an object.
struct JSONTreeKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let place: JSONTreePlace

  var codingPath: [any CodingKey] { place.codingPath }

  mutating func encodeNil(forKey key: Key) { place.set(.null, at: key.stringValue) }
  mutating func encode(_ value: Bool, forKey key: Key) { place.set(.bool(value), at: key.stringValue) }
  mutating func encode(_ value: String, forKey key: Key) { place.set(.text(value), at: key.stringValue) }
  mutating func encode(_ value: Double, forKey key: Key) throws {
    place.set(try JSONTree(number: value), at: key.stringValue)
  }
  mutating func encode(_ value: Float, forKey key: Key) throws {
    place.set(try JSONTree(shortestOf: value), at: key.stringValue)
  }
  mutating func encode(_ value: Int, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: Int8, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: Int16, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: Int32, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: Int64, forKey key: Key) { place.set(.integer(value), at: key.stringValue) }
  mutating func encode(_ value: Int128, forKey key: Key) { place.set(JSONTree(whole: value), at: key.stringValue) }
  mutating func encode(_ value: UInt, forKey key: Key) { place.set(JSONTree(whole: value), at: key.stringValue) }
  mutating func encode(_ value: UInt8, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: UInt16, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: UInt32, forKey key: Key) { place.set(.integer(Int64(value)), at: key.stringValue) }
  mutating func encode(_ value: UInt64, forKey key: Key) { place.set(JSONTree(whole: value), at: key.stringValue) }
  mutating func encode(_ value: UInt128, forKey key: Key) { place.set(JSONTree(whole: value), at: key.stringValue) }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    place.set(try JSONTreeEncoder.tree(of: value, in: place, at: key), at: key.stringValue)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    JSONTreeEncoder(place: place.open(at: key)).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    JSONTreeEncoder(place: place.open(at: key)).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    JSONTreeEncoder(place: place.open(at: JSONTreeKey(stringValue: "super")))
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder { JSONTreeEncoder(place: place.open(at: key)) }
}

/// Writes the values of a list.
struct JSONTreeListContainer: UnkeyedEncodingContainer {
  let place: JSONTreePlace

  var codingPath: [any CodingKey] { place.codingPath }
  var count: Int { place.values.count }

  mutating func encodeNil() { place.append(.null) }
  mutating func encode(_ value: Bool) { place.append(.bool(value)) }
  mutating func encode(_ value: String) { place.append(.text(value)) }
  mutating func encode(_ value: Double) throws { place.append(try JSONTree(number: value)) }
  mutating func encode(_ value: Float) throws { place.append(try JSONTree(shortestOf: value)) }
  mutating func encode(_ value: Int) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: Int8) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: Int16) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: Int32) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: Int64) { place.append(.integer(value)) }
  mutating func encode(_ value: Int128) { place.append(JSONTree(whole: value)) }
  mutating func encode(_ value: UInt) { place.append(JSONTree(whole: value)) }
  mutating func encode(_ value: UInt8) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: UInt16) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: UInt32) { place.append(.integer(Int64(value))) }
  mutating func encode(_ value: UInt64) { place.append(JSONTree(whole: value)) }
  mutating func encode(_ value: UInt128) { place.append(JSONTree(whole: value)) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    place.append(try JSONTreeEncoder.tree(of: value, in: place, at: JSONTreeKey(place.values.count)))
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    JSONTreeEncoder(place: place.openNext()).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONTreeEncoder(place: place.openNext()).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { JSONTreeEncoder(place: place.openNext()) }
}

/// Writes one value.
struct JSONTreeSingleContainer: SingleValueEncodingContainer {
  let place: JSONTreePlace

  var codingPath: [any CodingKey] { place.codingPath }

  mutating func encodeNil() { place.set(.null) }
  mutating func encode(_ value: Bool) { place.set(.bool(value)) }
  mutating func encode(_ value: String) { place.set(.text(value)) }
  mutating func encode(_ value: Double) throws { place.set(try JSONTree(number: value)) }
  mutating func encode(_ value: Float) throws { place.set(try JSONTree(shortestOf: value)) }
  mutating func encode(_ value: Int) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int8) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int16) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int32) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int64) { place.set(.integer(value)) }
  mutating func encode(_ value: Int128) { place.set(JSONTree(whole: value)) }
  mutating func encode(_ value: UInt) { place.set(JSONTree(whole: value)) }
  mutating func encode(_ value: UInt8) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt16) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt32) { place.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt64) { place.set(JSONTree(whole: value)) }
  mutating func encode(_ value: UInt128) { place.set(JSONTree(whole: value)) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    // In the same place: a value that stands for another one adds no level.
    place.set(try JSONTreeEncoder.tree(of: value, in: place))
  }
}
