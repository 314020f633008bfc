/// What an image keeps per record: its revision, and where the value is.
struct Slot<Place: Sendable>: Sendable {
  var revision: UInt64
  var place: Place
}

/// Where an encoded record stands: the number of a file, and the bytes in it.
///
/// With revision and identifier 40 bytes without references, so that copying many is copying bytes.
struct PayloadLocation: Hashable, Sendable {
  var segment: UInt32
  var length: UInt32
  var offset: UInt64

  /// One number tells nearly all places apart: places are looked up several times for every record that is read.
  func hash(into hasher: inout Hasher) { hasher.combine(offset ^ UInt64(segment) &<< 40) }
}

extension Slot: PagedValue {
  /// The bytes of an entry: identifier, revision, file, length, offset.
  static var packedSize: Int { 40 }

  static func pack<Key>(_ entries: [(key: Key, value: Slot<Place>)]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * packedSize)
    for (key, slot) in entries {
      guard let id = key as? IdentifierBits, let place = slot.place as? PayloadLocation else { return nil }
      bytes.append(identifier: id)
      bytes.appendFixed(slot.revision.littleEndian)
      bytes.appendFixed(place.segment.littleEndian)
      bytes.appendFixed(place.length.littleEndian)
      bytes.appendFixed(place.offset.littleEndian)
    }
    return bytes
  }

  static func unpack<Key>(_ bytes: [UInt8]) -> [(key: Key, value: Slot<Place>)]? {
    guard bytes.count.isMultiple(of: packedSize) else { return nil }
    var entries: [(key: Key, value: Slot<Place>)] = []
    entries.reserveCapacity(bytes.count / packedSize)
    let packed = bytes.span
    for start in stride(from: 0, to: packed.count, by: packedSize) {
      let (id, slot) = Slot<PayloadLocation>.entry(packed, at: start)
      guard let key = id as? Key, let place = slot.place as? Place else { return nil }
      entries.append((key, Slot(revision: slot.revision, place: place)))
    }
    return entries
  }
}

extension Slot<PayloadLocation> {
  /// The packed entry that begins at an index.
  static func entry(_ bytes: Span<UInt8>, at start: Int) -> (key: IdentifierBits, value: Slot<PayloadLocation>) {
    let id = IdentifierBits(high: bytes.bigEndian64(at: start), low: bytes.bigEndian64(at: start &+ 8))
    let place = PayloadLocation(
      segment: bytes.littleEndian32(at: start &+ 24), length: bytes.littleEndian32(at: start &+ 28),
      offset: bytes.bigEndian64(at: start &+ 32).byteSwapped)
    return (id, Slot(revision: bytes.bigEndian64(at: start &+ 16).byteSwapped, place: place))
  }
}

extension IdempotencyMark: PagedValue {}
