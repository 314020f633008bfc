/// Up to where a snapshot tells the state: it replaces reading all bases, and the logs up to there.
struct SnapshotCoverage: Hashable, Sendable {
  /// The last commit in it.
  var position: UInt64
  /// The log to read on in, and the offset in it.
  var segment: UInt32
  var offset: UInt64
  /// The last commit that is not in the history any more.
  var horizon: UInt64
  /// The hybrid time of the last commit.
  var time: HybridTime

  func append(to bytes: inout [UInt8]) {
    bytes.appendVarint(position)
    bytes.appendVarint(UInt64(segment))
    bytes.appendVarint(offset)
    bytes.appendVarint(horizon)
    bytes.append(time: time)
  }

  init(position: UInt64, segment: UInt32, offset: UInt64, horizon: UInt64, time: HybridTime) {
    self.position = position
    self.segment = segment
    self.offset = offset
    self.horizon = horizon
    self.time = time
  }

  init(from reader: inout ByteReader) throws {
    position = try reader.varint()
    segment = UInt32(clamping: try reader.varint())
    offset = try reader.varint()
    horizon = try reader.varint()
    time = try reader.time()
  }
}
