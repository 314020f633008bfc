/// Reads the elements of an array: see ``DecodingCore``.
struct UnkeyedRecordDecoding: UnkeyedDecodingContainer {
  let core: DecodingCore
  let slot: Int
  let serial: Int

  var codingPath: [any CodingKey] { core.path(to: slot, including: false) }

  /// The bytes do not tell it.
  var count: Int? { nil }

  var currentIndex: Int { core.elementIndex(slot, serial) }

  var isAtEnd: Bool {
    do {
      return try core.isAtEnd(slot, serial)
    } catch {
      // Damage is found again, and thrown, when the value ends.
      return true
    }
  }

  @inline(__always)
  private func read<T>(_ type: T.Type, _ body: (DecodingCore) throws -> T) throws -> T {
    try core.seekElement(type, slot, serial)
    let value = try body(core)
    core.settleElement(slot)
    return value
  }

  mutating func decodeNil() throws -> Bool {
    try core.seekElement(Never?.self, slot, serial)
    guard try core.reader.peek() == RecordTag.null else { return false }
    core.reader.position += 1
    core.settleElement(slot)
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try read(type) { try $0.flag(slot) } }
  mutating func decode(_ type: String.Type) throws -> String { try read(type) { try $0.text(slot) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try read(type) { try $0.double(slot) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try read(type) { try $0.float(slot) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: Int128.Type) throws -> Int128 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try read(type) { try $0.integer(slot) } }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try read(type) { try $0.integer(slot) } }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try read(type) { try $0.value(type, parent: slot) }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try nested().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try nested().unkeyedContainer() }

  mutating func superDecoder() throws -> any Decoder { try nested() }

  private func nested() throws -> RecordValueDecoder {
    try core.seekElement([Never].self, slot, serial)
    let decoder = try core.push(parent: slot)
    core.leaveElementPending(slot)
    return decoder
  }
}

extension DecodingCore {
  func openArray(_ slot: Int, _ serial: Int) throws {
    try check(slot, serial)
    reader.position = scopes[slot].start
    let tag = try reader.byte()
    guard tag == RecordTag.array else { throw wrongTag(tag, [String].self, slot) }
    scopes[slot].kind = .array
    scopes[slot].position = reader.position
    scopes[slot].next = 0
    scopes[slot].progress = .between
  }

  func elementIndex(_ slot: Int, _ serial: Int) -> Int {
    slot < open && scopes[slot].serial == serial ? scopes[slot].next : 0
  }

  @inline(__always)
  func isAtEnd(_ slot: Int, _ serial: Int) throws(RecordCodingError) -> Bool {
    try check(slot, serial)
    if scopes[slot].progress == .pending {
      scopes[slot].position = try skip(from: scopes[slot].position, depth: scopes[slot].depth + 1)
      scopes[slot].progress = .between
    }
    return try isEnd(scopes[slot].position)
  }

  /// Moves the cursor to the next element. An element whose type refused it stays the next one.
  @inline(__always)
  func seekElement(_ type: Any.Type, _ slot: Int, _ serial: Int) throws {
    if try isAtEnd(slot, serial) { throw missing(type, slot) }
    reader.position = scopes[slot].position
  }

  @inline(__always)
  func settleElement(_ slot: Int) {
    scopes[slot].position = reader.position
    scopes[slot].next &+= 1
  }

  /// A nested container was made for the element: it is stepped over when the next one is asked for.
  func leaveElementPending(_ slot: Int) {
    scopes[slot].next += 1
    scopes[slot].progress = .pending
  }
}
