/// The payloads of a change set, encoded before the store's lock is taken, so that writers encode at the same time.
struct EncodedChanges: ChangeVisitor, Sendable {
  /// One payload for each write, in order, empty where nothing is stored; or why a record cannot be encoded.
  private(set) var payloads: Result<[[UInt8]], StoreError> = .success([])
  private var list: [[UInt8]] = []
  private let encoder: RecordEncoder

  init(_ changes: ChangeSet, with encoder: RecordEncoder) {
    self.encoder = encoder
    list.reserveCapacity(changes.count)
    do {
      try changes.accept(&self)
      payloads = .success(list)
      list = []
    } catch {
      payloads = .failure(StoreError(.invalidChange, "a record cannot be encoded", underlying: error))
    }
  }

  mutating func visit<R: Record>(_ change: Change<R>) throws {
    switch change {
    case .insert(let record), .update(let record, _):
      list.append(try Payload.encode(record, with: encoder))
    case .delete, .touch: list.append([])
    case .require: break
    }
  }
}
