/// The payloads of a change set, encoded before the store's lock is taken, so that writers encode at the same time.
struct EncodedChanges: ChangeVisitor, Sendable {
  /// Payloads one behind the other, in the order of the writes: what is required but not written has none.
  struct Payloads: Sendable {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ranges: [Range<Int>] = []

    /// Where in `bytes` the payload of a write is; empty for those that store nothing.
    func payload(at index: Int) -> Range<Int> { ranges[index] }
  }

  /// The payloads, or why a record cannot be encoded.
  private(set) var payloads: Result<Payloads, StoreError> = .success(Payloads())
  private var encoded = Payloads()
  private let encoder: RecordEncoder
  private let count: Int

  init(_ changes: ChangeSet, with encoder: RecordEncoder) {
    self.encoder = encoder
    count = changes.count
    encoded.ranges.reserveCapacity(count)
    defer { encoded = Payloads() }
    do {
      try changes.accept(&self)
      payloads = .success(encoded)
    } catch {
      payloads = .failure(StoreError(.invalidChange, "a record cannot be encoded", underlying: error))
    }
  }

  /// See ``Payload``.
  mutating func visit<R: Record>(_ change: Change<R>) throws {
    let start = encoded.bytes.count
    switch change {
    case .insert(let record), .update(let record, _):
      try Payload.append(record, to: &encoded.bytes, with: encoder)
      // Most change sets hold records of one type: the first one tells how much room all will take.
      if start == 0 { encoded.bytes.reserveCapacity(min((encoded.bytes.count + 32) * count, 1 << 22)) }
    case .delete, .touch: break
    case .require: return
    }
    encoded.ranges.append(start..<encoded.bytes.count)
  }
}
