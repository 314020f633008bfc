/// The outcome of a writing verb before it is written: what it gives back, and the changes that make it true.
///
/// Every writing verb `x` of a facade has a form `prepareX` that returns this, so that a host can join several into one commit
/// (``ChangeSet/append(_:)``) or into its own database transaction. It holds the revisions it was decided on: if one of them has
/// changed meanwhile, the commit conflicts; prepare again.
public struct Prepared<Value: Sendable>: Sendable {
  /// What the verb gives back once the changes are committed.
  public var value: Value
  /// The changes and the preconditions they rest on.
  public var changes: ChangeSet

  /// A prepared outcome.
  public init(_ value: Value, changes: ChangeSet) {
    self.value = value
    self.changes = changes
  }
}

extension Store {
  /// Prepares, commits, and prepares again when somebody else was faster: how a facade's verb is made of its `prepare` form.
  ///
  /// Nothing is committed if the prepared changes write nothing.
  ///
  /// - Throws: what `prepare` throws; ``StoreError/Code/exhausted`` after the last attempt; other ``StoreError``s at once.
  @discardableResult
  public func perform<Value>(
    attempts: Int = 16, _ prepare: () async throws -> Prepared<Value>
  ) async throws -> Value {
    var last = StoreError(.exhausted)
    for _ in 0..<attempts {
      try Task.checkCancellation()
      let prepared = try await prepare()
      guard prepared.changes.hasWrites else { return prepared.value }
      do {
        try await commit(prepared.changes)
        return prepared.value
      } catch let error as StoreError where error.code == .conflict {
        last = error
        await Task.yield()
      }
    }
    throw StoreError(.exhausted, "gave up after \(attempts) conflicting attempts", records: last.records)
  }
}
