/// Writes the fields of a value: see ``EncodingCore``.
struct KeyedRecordEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let core: EncodingCore
  let slot: Int32
  let isNumbered: Bool
  let serial: Int

  init(core: EncodingCore, slot: Int, serial: Int) {
    self.core = core
    self.slot = Int32(truncatingIfNeeded: slot)
    self.serial = serial
    isNumbered = core.openKeyed(slot, serial, keyType: ObjectIdentifier(Key.self))
  }

  var codingPath: [any CodingKey] { core.path(to: Int(slot)) }

  @inline(__always)
  private func begin(_ key: Key) throws {
    try core.key(key, isNumbered: isNumbered, in: Int(slot), serial)
  }

  mutating func encodeNil(forKey key: Key) throws {
    try begin(key)
    core.null()
  }

  mutating func encode(_ value: Bool, forKey key: Key) throws {
    try begin(key)
    core.flag(value)
  }
  mutating func encode(_ value: String, forKey key: Key) throws {
    try begin(key)
    core.text(value)
  }
  mutating func encode(_ value: Double, forKey key: Key) throws {
    try begin(key)
    core.double(value)
  }
  mutating func encode(_ value: Float, forKey key: Key) throws {
    try begin(key)
    core.float(value)
  }
  mutating func encode(_ value: Int, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: Int8, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: Int16, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: Int32, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: Int64, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: Int128, forKey key: Key) throws {
    try begin(key)
    core.wide(value)
  }
  mutating func encode(_ value: UInt, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: UInt8, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: UInt16, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: UInt32, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: UInt64, forKey key: Key) throws {
    try begin(key)
    core.integer(value)
  }
  mutating func encode(_ value: UInt128, forKey key: Key) throws {
    try begin(key)
    core.wide(value)
  }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try begin(key)
    try core.value(value)
  }

  // A nil keeps its place in the shape, so that optional fields do not multiply the shapes of a type.

  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) { $0.flag($1) } }
  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) { $0.text($1) } }
  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) { $0.double($1) } }
  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) { $0.float($1) } }
  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try optional(value, key) { $0.wide($1) } }
  mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) { $0.integer($1) } }
  mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws {
    try optional(value, key) { $0.integer($1) }
  }
  mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws {
    try optional(value, key) { $0.integer($1) }
  }
  mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws {
    try optional(value, key) { $0.integer($1) }
  }
  mutating func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try optional(value, key) { $0.wide($1) } }

  mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    try optional(value, key) { try $0.value($1) }
  }

  @inline(__always)
  private func optional<T>(_ value: T?, _ key: Key, _ write: (EncodingCore, T) throws -> Void) throws {
    try begin(key)
    if let value {
      try write(core, value)
    } else {
      core.absent()
    }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    nested(key, apart: core.options.defersNested).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key, apart: core.options.defersNested).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    nested(SuperCodingKey.superclass, apart: true)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key, apart: true) }

  private func nested(_ key: some CodingKey, apart: Bool) -> RecordValueEncoder {
    do {
      try core.key(key, isNumbered: false, in: Int(slot), serial)
      return core.nested(apart: apart)
    } catch {
      // Noted by the core, which makes the whole encoding fail or start again.
      return core.nested(apart: true)
    }
  }
}

/// The field of `superEncoder()`; an enumeration, because the name is declared.
enum SuperCodingKey: String, CodingKey {
  case superclass = "super"
}
