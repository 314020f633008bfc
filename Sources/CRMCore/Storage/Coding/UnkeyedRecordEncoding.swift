/// Writes the elements of an array: see ``EncodingCore``.
struct UnkeyedRecordEncoding: UnkeyedEncodingContainer {
  let core: EncodingCore
  let slot: Int
  let serial: Int

  var codingPath: [any CodingKey] { core.path(to: slot) }

  var count: Int { core.count(of: slot, serial) }

  @inline(__always)
  private func begin() throws {
    try core.element(in: slot, serial)
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

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    nested(apart: core.options.defersNested).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    nested(apart: core.options.defersNested).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { nested(apart: true) }

  private func nested(apart: Bool) -> RecordValueEncoder {
    do {
      try begin()
      return core.nested(apart: apart)
    } catch {
      // Noted by the core, which makes the whole encoding fail or start again.
      return core.nested(apart: true)
    }
  }
}
