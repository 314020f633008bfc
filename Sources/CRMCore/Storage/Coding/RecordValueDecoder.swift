internal import Foundation

/// The decoder that a value's `init(from:)` gets. It costs nothing to make: the state is in the core.
struct RecordValueDecoder: Decoder {
  let core: DecodingCore
  let slot: Int
  let serial: Int

  var codingPath: [any CodingKey] { core.path(to: slot, including: false) }

  var userInfo: [CodingUserInfoKey: Any] { core.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    try core.openKeyed(slot, serial)
    return KeyedDecodingContainer(KeyedRecordDecoding<Key>(core: core, slot: slot, serial: serial))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try core.openArray(slot, serial)
    return UnkeyedRecordDecoding(core: core, slot: slot, serial: serial)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    try core.check(slot, serial)
    return SingleRecordDecoding(core: core, slot: slot, serial: serial)
  }
}

/// Reads the value in whose place it is. It may be asked again, as another type.
struct SingleRecordDecoding: SingleValueDecodingContainer {
  let core: DecodingCore
  let slot: Int
  let serial: Int

  var codingPath: [any CodingKey] { core.path(to: slot, including: false) }

  @inline(__always)
  private func read<T>(_ body: (DecodingCore) throws -> T) throws -> T {
    try core.check(slot, serial)
    core.reader.position = core.scopes[slot].start
    let value = try body(core)
    core.scopes[slot].end = core.reader.position
    return value
  }

  func decodeNil() -> Bool {
    do {
      try core.check(slot, serial)
      core.reader.position = core.scopes[slot].start
      return try core.reader.peek() == RecordTag.null
    } catch {
      return false
    }
  }

  func decode(_ type: Bool.Type) throws -> Bool { try read { try $0.flag(slot) } }
  func decode(_ type: String.Type) throws -> String { try read { try $0.text(slot) } }
  func decode(_ type: Double.Type) throws -> Double { try read { try $0.double(slot) } }
  func decode(_ type: Float.Type) throws -> Float { try read { try $0.float(slot) } }
  func decode(_ type: Int.Type) throws -> Int { try read { try $0.integer(slot) } }
  func decode(_ type: Int8.Type) throws -> Int8 { try read { try $0.integer(slot) } }
  func decode(_ type: Int16.Type) throws -> Int16 { try read { try $0.integer(slot) } }
  func decode(_ type: Int32.Type) throws -> Int32 { try read { try $0.integer(slot) } }
  func decode(_ type: Int64.Type) throws -> Int64 { try read { try $0.integer(slot) } }
  func decode(_ type: Int128.Type) throws -> Int128 { try read { try $0.integer(slot) } }
  func decode(_ type: UInt.Type) throws -> UInt { try read { try $0.integer(slot) } }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try read { try $0.integer(slot) } }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try read { try $0.integer(slot) } }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try read { try $0.integer(slot) } }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try read { try $0.integer(slot) } }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try read { try $0.integer(slot) } }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try read { try $0.value(type, parent: slot) } }
}
