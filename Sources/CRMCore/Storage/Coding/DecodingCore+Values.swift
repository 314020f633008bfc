internal import Foundation

/// Reading values. `slot` is the container that asks, for the path of an error.
extension DecodingCore {
  /// Reads any value at the cursor. See ``EncodingCore/value(_:)`` for why the casts are sound.
  @inline(__always)
  func value<T: Decodable>(_ type: T.Type, parent: Int) throws -> T {
    if T.self == String.self {
      return unsafe unsafeBitCast(try text(parent), to: T.self)
    } else if T.self == UUID.self {
      return unsafe unsafeBitCast(try uuid(parent), to: T.self)
    } else if T.self == Date.self {
      return unsafe unsafeBitCast(try date(parent), to: T.self)
    }
    return try rarerValue(type, parent)
  }

  private func rarerValue<T: Decodable>(_ type: T.Type, _ parent: Int) throws -> T {
    let tag = try reader.peek()
    if T.self == [String].self, tag == RecordTag.array {
      return unsafe unsafeBitCast(try texts(parent), to: T.self)
    } else if T.self == Set<String>.self, tag == RecordTag.array {
      return unsafe unsafeBitCast(Set(try texts(parent)), to: T.self)
    } else if T.self == Int.self {
      return unsafe unsafeBitCast(try integer(parent) as Int, to: T.self)
    } else if T.self == Int64.self {
      return unsafe unsafeBitCast(try integer(parent) as Int64, to: T.self)
    } else if T.self == Double.self {
      return unsafe unsafeBitCast(try double(parent), to: T.self)
    } else if T.self == [String: String].self, tag == RecordTag.map {
      return unsafe unsafeBitCast(try textsByName(parent), to: T.self)
    } else if T.self == Data.self, tag == RecordTag.data {
      return unsafe unsafeBitCast(Data(try data(parent)), to: T.self)
    } else if T.self == [UInt8].self, tag == RecordTag.data {
      return unsafe unsafeBitCast(Array(try data(parent)), to: T.self)
    } else if T.self == SHA256.Digest.self, tag == RecordTag.data {
      return unsafe unsafeBitCast(try digest(parent), to: T.self)
    }
    let decoder = try push(parent: parent)
    let value: T
    do {
      value = try T(from: decoder)
    } catch {
      abandon(from: decoder.slot)
      throw error
    }
    try close(from: decoder.slot)
    return value
  }

  func flag(_ slot: Int) throws -> Bool {
    switch try reader.byte() {
    case RecordTag.yes: return true
    case RecordTag.no: return false
    case let tag: throw wrongTag(tag, Bool.self, slot)
    }
  }

  @inline(__always)
  func text(_ slot: Int) throws -> String {
    guard let text = try reader.textIfAny() else { throw wrongTag(try reader.peek(), String.self, slot) }
    return text
  }

  @inline(__always)
  func integer<Value: FixedWidthInteger>(_ slot: Int) throws -> Value {
    let tag = try reader.byte()
    if tag & 0xC0 == RecordTag.shortInteger { return Value(truncatingIfNeeded: tag & 0x3F) }
    return try longInteger(tag, slot)
  }

  private func longInteger<Value: FixedWidthInteger>(_ tag: UInt8, _ slot: Int) throws -> Value {
    let value: Value?
    switch tag {
    case RecordTag.signed:
      let zigzag = try reader.varint()
      value = Value(exactly: Int64(bitPattern: (zigzag &>> 1) ^ (0 &- (zigzag & 1))))
    case RecordTag.unsigned: value = Value(exactly: try reader.varint())
    case RecordTag.signed128: value = Value(exactly: Int128(littleEndian: try reader.fixed(Int128.self)))
    case RecordTag.unsigned128: value = Value(exactly: UInt128(littleEndian: try reader.fixed(UInt128.self)))
    default: throw wrongTag(tag, Value.self, slot)
    }
    guard let value else { throw mismatch(Value.self, slot) }
    return value
  }

  func double(_ slot: Int) throws -> Double {
    switch try reader.byte() {
    case RecordTag.double: return Double(bitPattern: UInt64(littleEndian: try reader.fixed(UInt64.self)))
    case RecordTag.float: return Double(Float(bitPattern: UInt32(littleEndian: try reader.fixed(UInt32.self))))
    case let tag:
      guard let value = Double(exactly: try longOrShort(tag, Double.self, slot)) else {
        throw mismatch(Double.self, slot)
      }
      return value
    }
  }

  func float(_ slot: Int) throws -> Float {
    switch try reader.byte() {
    case RecordTag.float: return Float(bitPattern: UInt32(littleEndian: try reader.fixed(UInt32.self)))
    case RecordTag.double:
      let value = Double(bitPattern: UInt64(littleEndian: try reader.fixed(UInt64.self)))
      guard let narrow = Float(exactly: value) else { throw mismatch(Float.self, slot) }
      return narrow
    case let tag:
      guard let value = Float(exactly: try longOrShort(tag, Float.self, slot)) else {
        throw mismatch(Float.self, slot)
      }
      return value
    }
  }

  /// An integer where a floating-point number is wanted: the type of a field was widened.
  private func longOrShort(_ tag: UInt8, _ type: Any.Type, _ slot: Int) throws -> Int64 {
    if tag & 0xC0 == RecordTag.shortInteger { return Int64(tag & 0x3F) }
    guard tag == RecordTag.signed else { throw wrongTag(tag, type, slot) }
    return try longInteger(tag, slot)
  }

  @inline(__always)
  func uuid(_ slot: Int) throws -> UUID {
    let tag = try reader.byte()
    guard tag == RecordTag.uuid else { throw wrongTag(tag, UUID.self, slot) }
    return UUID(uuid: try reader.fixed(uuid_t.self))
  }

  @inline(__always)
  func date(_ slot: Int) throws -> Date {
    let tag = try reader.byte()
    guard tag == RecordTag.date else { throw wrongTag(tag, Date.self, slot) }
    let bits = UInt64(littleEndian: try reader.fixed(UInt64.self))
    return Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits))
  }

  private func data(_ slot: Int) throws -> ArraySlice<UInt8> {
    let tag = try reader.byte()
    guard tag == RecordTag.data else { throw wrongTag(tag, Data.self, slot) }
    let count = try reader.length()
    let start = reader.position
    try reader.skip(count)
    return reader.bytes[start..<(start + count)]
  }

  /// A digest from its 32 bytes. One that was written as digits reads itself.
  private func digest(_ slot: Int) throws -> SHA256.Digest {
    reader.position += 1
    guard try reader.length() == SHA256.Digest.byteCount else { throw mismatch(SHA256.Digest.self, slot) }
    return SHA256.Digest(bigEndianWords: try reader.fixed((UInt64, UInt64, UInt64, UInt64).self))
  }

  private func texts(_ slot: Int) throws -> [String] {
    var result: [String] = []
    reader.position += 1
    result.reserveCapacity(shortTexts())
    while try !isEnd(reader.position) { result.append(try text(slot)) }
    reader.position += 1
    return result
  }

  private func textsByName(_ slot: Int) throws -> [String: String] {
    reader.position += 1
    var result = [String: String](minimumCapacity: shortTexts() / 2)
    while try !isEnd(reader.position) {
      let name = try text(slot)
      result[name] = try text(slot)
    }
    reader.position += 1
    return result
  }

  /// How many short texts follow each other from the cursor on.
  private func shortTexts() -> Int {
    var count = 0
    var position = reader.position
    while position < reader.end, reader.bytes[position] & 0xC0 == RecordTag.shortString {
      position &+= 1 &+ Int(reader.bytes[position] & 0x3F)
      count &+= 1
    }
    return count
  }

  // MARK: Errors

  func wrongTag(_ tag: UInt8, _ type: Any.Type, _ slot: Int) -> any Error {
    tag == RecordTag.null || tag == RecordTag.absent ? missing(type, slot) : mismatch(type, slot)
  }

  func mismatch(_ type: Any.Type, _ slot: Int) -> any Error {
    DecodingError.typeMismatch(type, context(slot, "the bytes hold another type, or a number that does not fit"))
  }

  func missing(_ type: Any.Type, _ slot: Int) -> any Error {
    DecodingError.valueNotFound(type, context(slot, "the bytes hold no value here"))
  }

  private func context(_ slot: Int, _ text: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: path(to: slot, including: true), debugDescription: text)
  }

  /// The keys of the containers around a slot, and the key at which the slot itself is.
  func path(to slot: Int, including isIncluded: Bool) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var current = slot
    var counts = isIncluded
    while current >= 0, current < open {
      let scope = scopes[current]
      if counts, let key = key(of: scope) { path.append(key) }
      counts = true
      current = scope.parent
    }
    return path.reversed()
  }

  private func key(of scope: Scope) -> RecordCodingKey? {
    switch scope.kind {
    case .open: return nil
    case .array: return RecordCodingKey(intValue: scope.progress == .pending ? scope.next - 1 : scope.next)
    case .keyed:
      guard let shape = shape(of: scope) else { return nil }
      guard scope.progress != .indexed, scope.next > 0, scope.next <= shape.fields.count else {
        return RecordCodingKey(stringValue: "*")
      }
      let name = shape.fields[scope.next - 1]
      return shape.isDeclared ? RecordCodingKey(field: name) : RecordCodingKey(stringValue: name)
    }
  }
}

extension ByteReader {
  /// A text with its tag.
  mutating func taggedText() throws(RecordCodingError) -> String {
    let start = position
    guard let text = try textIfAny() else { throw RecordCodingError(.malformed, offset: start) }
    return text
  }

  /// The text at the cursor; nil, and the cursor stays, when there is another kind of value.
  @inline(__always)
  mutating func textIfAny() throws(RecordCodingError) -> String? {
    let tag = try peek()
    if tag & 0xC0 == RecordTag.shortString {
      position &+= 1
      return try text(byteCount: Int(tag & 0x3F))
    }
    guard tag == RecordTag.string else { return nil }
    position &+= 1
    return try text(byteCount: try length())
  }
}
