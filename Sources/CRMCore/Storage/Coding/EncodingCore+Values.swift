internal import Foundation

/// Writing values.
extension EncodingCore {
  @inline(__always) func null() { buffer.append(RecordTag.null) }
  @inline(__always) func absent() { buffer.append(RecordTag.absent) }
  @inline(__always) func flag(_ value: Bool) { buffer.append(value ? RecordTag.yes : RecordTag.no) }
  @inline(__always) func text(_ value: String) { buffer.append(text: value) }

  @inline(__always)
  func double(_ value: Double) {
    buffer.append(RecordTag.double, fixed: value.bitPattern.littleEndian)
  }

  @inline(__always)
  func float(_ value: Float) {
    buffer.append(RecordTag.float, fixed: value.bitPattern.littleEndian)
  }

  @inline(__always)
  func integer<Value: FixedWidthInteger>(_ value: Value) {
    if value >= 0, value <= RecordTag.shortLimit {
      buffer.append(RecordTag.shortInteger | UInt8(truncatingIfNeeded: value))
    } else if let value = Int64(exactly: value) {
      buffer.append(RecordTag.signed, varint: UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
    } else {
      buffer.append(RecordTag.unsigned, varint: UInt64(truncatingIfNeeded: value))
    }
  }

  func wide(_ value: Int128) { buffer.append(RecordTag.signed128, fixed: value.littleEndian) }
  func wide(_ value: UInt128) { buffer.append(RecordTag.unsigned128, fixed: value.littleEndian) }

  @inline(__always)
  func uuid(_ value: UUID) {
    buffer.append(RecordTag.uuid, fixed: value.uuid)
  }

  @inline(__always)
  func date(_ value: Date) {
    buffer.append(RecordTag.date, fixed: value.timeIntervalSinceReferenceDate.bitPattern.littleEndian)
  }

  func data(_ value: some Collection<UInt8>) {
    buffer.append(RecordTag.data, varint: UInt64(value.count))
    buffer.append(value)
  }

  /// A digest as its 32 bytes: half of what its digits take.
  private func digest(_ value: SHA256.Digest) {
    buffer.append(RecordTag.data)
    buffer.append(UInt8(SHA256.Digest.byteCount), fixed: value.bigEndianWords)
  }

  private func texts(_ values: some Sequence<String>) {
    buffer.append(RecordTag.array)
    for value in values { buffer.append(text: value) }
    buffer.append(RecordTag.end)
  }

  /// Writes any value. The commonest types are told by their metatype, which is the same for all their values, so that
  /// reading them as what they are is sound.
  @inline(__always)
  func value<T: Encodable>(_ value: T) throws {
    if T.self == String.self {
      text(unsafe unsafeBitCast(value, to: String.self))
    } else if T.self == UUID.self {
      uuid(unsafe unsafeBitCast(value, to: UUID.self))
    } else if T.self == Date.self {
      date(unsafe unsafeBitCast(value, to: Date.self))
    } else {
      try rarerValue(value)
    }
  }

  private func rarerValue<T: Encodable>(_ value: T) throws {
    if T.self == [String].self {
      texts(unsafe unsafeBitCast(value, to: [String].self))
    } else if T.self == Set<String>.self {
      texts(unsafe unsafeBitCast(value, to: Set<String>.self))
    } else if T.self == Int.self {
      integer(unsafe unsafeBitCast(value, to: Int.self))
    } else if T.self == Int64.self {
      integer(unsafe unsafeBitCast(value, to: Int64.self))
    } else if T.self == Double.self {
      double(unsafe unsafeBitCast(value, to: Double.self))
    } else if T.self == [String: String].self {
      buffer.append(RecordTag.map)
      for (key, element) in unsafe unsafeBitCast(value, to: [String: String].self) {
        text(key)
        text(element)
      }
      buffer.append(RecordTag.end)
    } else if T.self == Data.self {
      data(unsafe unsafeBitCast(value, to: Data.self))
    } else if T.self == [UInt8].self {
      data(unsafe unsafeBitCast(value, to: [UInt8].self))
    } else if T.self == SHA256.Digest.self {
      digest(unsafe unsafeBitCast(value, to: SHA256.Digest.self))
    } else {
      try composite(value)
    }
  }

  private func composite<T: Encodable>(_ value: T) throws {
    let holes = holeCount
    let slot = push()
    if let failure { throw failure }
    let scope = scopes[slot]
    do {
      try value.encode(to: RecordValueEncoder(core: self, slot: slot, serial: scope.serial))
    } catch {
      abandon(slot, start: scope.start, holes: holes)
      throw error
    }
    close(from: slot)
  }

  /// A place for a nested container or super value: further on in these bytes, or in a core of its own.
  func nested(apart: Bool) -> RecordValueEncoder {
    if apart {
      let core = makeHole()
      return RecordValueEncoder(core: core, slot: 0, serial: core.scopes[0].serial)
    }
    let slot = push()
    return RecordValueEncoder(core: self, slot: slot, serial: scopes[slot].serial)
  }

  func openArray(_ slot: Int, _ serial: Int) {
    do {
      try enter(slot, serial)
      switch scopes[slot].kind {
      case .vacant:
        scopes[slot].kind = .array
        buffer.append(RecordTag.array)
      case .array: break
      default: fail(RecordCodingError(.misuse))
      }
    } catch {
      // `enter` has noted it.
    }
  }

  @inline(__always)
  func element(in slot: Int, _ serial: Int) throws {
    try enter(slot, serial)
    scopes[slot].count &+= 1
  }

  func count(of slot: Int, _ serial: Int) -> Int {
    slot < open && scopes[slot].serial == serial ? scopes[slot].count : 0
  }

  @inline(__always)
  func single(in slot: Int, _ serial: Int) throws {
    try enter(slot, serial)
    guard scopes[slot].kind == .vacant else {
      fail(RecordCodingError(.misuse))
      throw RecordCodingError(.misuse)
    }
    scopes[slot].kind = .single
  }
}

extension [UInt8] {
  /// A text with its tag: the short form where it fits.
  @inline(__always)
  mutating func appendText(_ text: String) {
    let utf8 = text.utf8
    let count = utf8.count
    if count <= RecordTag.shortLimit {
      append(RecordTag.shortString | UInt8(truncatingIfNeeded: count))
    } else {
      append(RecordTag.string)
      appendVarint(UInt64(count))
    }
    append(contentsOf: utf8)
  }
}
