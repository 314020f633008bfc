/// A piece of what a merge did to records, kept so that it can be undone. Holds copies of records that were not merely moved.
public struct MergeTrace: Record {
  /// `mergeTraces`.
  public static let collection: CollectionName = "mergeTraces"
  /// By merge, then by number.
  public static let byMerge = Index<MergeTrace>("merge") { IndexKey($0.merge, $0.number) }
  /// The declared indexes.
  public static var indexes: [Index<MergeTrace>] { [byMerge] }
  /// The merge.
  public static var references: [Reference<MergeTrace>] { [Reference("merge", \.merge)] }

  /// Derived from merge and number.
  public var id: Identifier<MergeTrace>
  /// The record that tells of the merge.
  public var merge: RecordReference
  /// The place among the pieces, from 0.
  public var number: Int
  /// What was done.
  public var traces: [RecordTrace]

  /// A piece.
  public init(merge: RecordReference, number: Int, traces: [RecordTrace]) {
    id = Identifier(derivedFrom: Self.collection.rawValue, merge.description, String(number))
    self.merge = merge
    self.number = number
    self.traces = traces
  }

  /// The pieces of a trace, each small enough to be read at once.
  ///
  /// - Parameters:
  ///   - traces: what was done.
  ///   - merge: the record that tells of the merge.
  ///   - first: the number of the first piece.
  public static func pieces(
    of traces: [RecordTrace], merge: RecordReference, from first: Int = 0
  ) -> [MergeTrace] {
    var pieces: [MergeTrace] = []
    var open: [RecordTrace] = []
    var weight = 0
    func close() {
      guard !open.isEmpty else { return }
      pieces.append(MergeTrace(merge: merge, number: first + pieces.count, traces: open))
      open = []
      weight = 0
    }
    for trace in traces {
      guard case .moved(let moved) = trace else {
        open.append(trace)
        weight += 20
        if weight >= 2_000 { close() }
        continue
      }
      var rest = moved.ids[...]
      while !rest.isEmpty {
        var piece = moved
        piece.ids = Array(rest.prefix(2_000 - weight))
        rest = rest.dropFirst(piece.ids.count)
        open.append(.moved(piece))
        weight += piece.ids.count
        if weight >= 2_000 { close() }
      }
    }
    close()
    return pieces
  }
}
