internal import Foundation

/// The encoder that a value's `encode(to:)` gets. It costs nothing to make: the state is in the core.
struct RecordValueEncoder: Encoder {
  let core: EncodingCore
  let slot: Int
  let serial: Int

  var codingPath: [any CodingKey] { core.path(to: slot) }

  var userInfo: [CodingUserInfoKey: Any] { core.options.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedRecordEncoding<Key>(core: core, slot: slot, serial: serial))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    core.openArray(slot, serial)
    return UnkeyedRecordEncoding(core: core, slot: slot, serial: serial)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleRecordEncoding(core: core, slot: slot, serial: serial)
  }
}

/// Writes one value in the place of another, without any byte of its own.
struct SingleRecordEncoding: SingleValueEncodingContainer {
  let core: EncodingCore
  let slot: Int
  let serial: Int

  var codingPath: [any CodingKey] { core.path(to: slot) }

  @inline(__always)
  private func begin() throws {
    try core.single(in: slot, serial)
  }

  mutating func encodeNil() throws {
    try begin()
    core.null()
  }

  mutating func encode(_ value: Bool) throws {
    try begin()
    core.flag(value)
  }
  mutating func encode(_ value: String) throws {
    try begin()
    core.text(value)
  }
  mutating func encode(_ value: Double) throws {
    try begin()
    core.double(value)
  }
  mutating func encode(_ value: Float) throws {
    try begin()
    core.float(value)
  }
  mutating func encode(_ value: Int) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: Int8) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: Int16) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: Int32) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: Int64) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: Int128) throws {
    try begin()
    core.wide(value)
  }
  mutating func encode(_ value: UInt) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: UInt8) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: UInt16) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: UInt32) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: UInt64) throws {
    try begin()
    core.integer(value)
  }
  mutating func encode(_ value: UInt128) throws {
    try begin()
    core.wide(value)
  }

  mutating func encode<T: Encodable>(_ value: T) throws {
    try begin()
    try core.value(value)
  }
}
