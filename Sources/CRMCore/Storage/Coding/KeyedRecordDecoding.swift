/// Reads the fields of a value: see ``DecodingCore``.
struct KeyedRecordDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let core: DecodingCore
  let slot: Int32
  let serial: Int
  /// See ``DecodingCore/alignedFields(of:with:)``.
  let aligned: Int32

  init(core: DecodingCore, slot: Int, serial: Int) {
    self.core = core
    self.slot = Int32(truncatingIfNeeded: slot)
    self.serial = serial
    aligned = Int32(truncatingIfNeeded: core.alignedFields(of: slot, with: Key.self))
  }

  private var place: Int { Int(slot) }

  var codingPath: [any CodingKey] { core.path(to: place, including: false) }

  var allKeys: [Key] { core.presentFields(in: place, serial).compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool {
    do {
      return try seek(key)
    } catch {
      // Damage is found again, and thrown, when the value ends.
      return false
    }
  }

  /// Moves the cursor to the value of a field; false when it is absent.
  @inline(__always)
  private func seek(_ key: Key) throws -> Bool {
    if try core.advance(to: key.caseNumber, aligned: Int(aligned), in: place, serial) {
      return try core.reader.peek() != RecordTag.absent
    }
    return try core.seek(key.stringValue, in: place, serial)
  }

  @inline(__always)
  private func read<T>(_ key: Key, _ body: (DecodingCore) throws -> T) throws -> T {
    guard try seek(key) else { throw missing(key) }
    let value = try body(core)
    core.settle(place)
    return value
  }

  @inline(__always)
  private func readIfPresent<T>(_ key: Key, _ body: (DecodingCore) throws -> T) throws -> T? {
    guard try seek(key), try core.reader.peek() != RecordTag.null else {
      core.passNull(place)
      return nil
    }
    let value = try body(core)
    core.settle(place)
    return value
  }

  private func missing(_ key: Key) -> any Error {
    let context = DecodingError.Context(codingPath: codingPath, debugDescription: "the bytes have no such field")
    return DecodingError.keyNotFound(key, context)
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    guard try seek(key) else { throw missing(key) }
    return try core.reader.peek() == RecordTag.null
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try read(key) { try $0.flag(place) } }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try read(key) { try $0.text(place) } }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try read(key) { try $0.double(place) } }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try read(key) { try $0.float(place) } }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try read(key) { try $0.integer(place) } }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try read(key) { try $0.integer(place) } }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try read(key) { try $0.integer(place) } }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try read(key) { try $0.integer(place) } }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try read(key) { try $0.integer(place) } }
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try read(key) { try $0.integer(place) } }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try read(key) { try $0.integer(place) } }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try read(key) { try $0.integer(place) } }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try read(key) { try $0.integer(place) } }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try read(key) { try $0.integer(place) } }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try read(key) { try $0.integer(place) } }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try read(key) { try $0.integer(place) } }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try read(key) { try $0.value(type, parent: place) }
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try readIfPresent(key) { try $0.flag(place) }
  }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try readIfPresent(key) { try $0.text(place) }
  }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try readIfPresent(key) { try $0.double(place) }
  }
  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
    try readIfPresent(key) { try $0.float(place) }
  }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
    try readIfPresent(key) { try $0.integer(place) }
  }
  func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? {
    try readIfPresent(key) { try $0.integer(place) }
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try readIfPresent(key) { try $0.value(type, parent: place) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try nested(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try nested(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try nested(SuperCodingKey.superclass) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }

  /// The field stays pending: the container steps over it when it is asked for another.
  private func nested(_ key: some CodingKey) throws -> RecordValueDecoder {
    guard try core.seek(key.stringValue, in: place, serial) else {
      let context = DecodingError.Context(codingPath: codingPath, debugDescription: "the bytes have no such field")
      throw DecodingError.keyNotFound(key, context)
    }
    return try core.push(parent: place)
  }
}
