/// Which records of one collection become one.
public struct MergeSubjects: Hashable, Codable, Sendable {
  /// The record that stays.
  public let winner: RecordReference
  /// The records that go; links to them become links to the winner.
  public let losers: [RecordReference]

  /// The merge of `losers` into `winner`.
  ///
  /// - Precondition: all are of one collection, and none comes twice.
  public init(winner: RecordReference, losers: [RecordReference]) {
    precondition(losers.allSatisfy { $0.collection == winner.collection }, "records of one collection are merged")
    precondition(Set(losers + [winner]).count == losers.count + 1, "each record comes once")
    self.winner = winner
    self.losers = losers
  }

  /// Whether a record is one of those that go.
  public func isLoser(_ record: RecordReference) -> Bool { losers.contains(record) }
}
