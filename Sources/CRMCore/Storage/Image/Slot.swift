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
