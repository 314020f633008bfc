package import Foundation

/// An index of records by words, as a value: reads need no lock, and a copy is a snapshot.
///
/// Large parts are shared and never change (``IndexSegment``); what was put in lately waits in a short list, which is looked
/// through, and becomes a segment when it is full. Segments of like size are united, so there are few of them, and a document
/// is moved O(log n) times.
package struct TextIndex: Sendable {
  private struct Part: Sendable {
    let segment: IndexSegment
    /// One bit per document that was replaced or removed; empty if there is none.
    var dead: [UInt64] = []
    var deadCount = 0

    var aliveCount: Int { segment.count - deadCount }
    func isAlive(_ document: Int) -> Bool { dead.isEmpty || dead[document >> 6] >> UInt64(document & 63) & 1 == 0 }
  }

  private var parts: [Part] = []
  private var recent: [IdentifierBits: IndexedDocument] = [:]
  private static let recentLimit = 64

  /// An empty index.
  package init() {}

  /// An index of many documents, each identity once. O(n log n).
  package init(_ documents: some Sequence<IndexedDocument>) {
    var builder = IndexSegmentBuilder()
    for document in documents { builder.add(document) }
    self.init(builder)
  }

  /// An index of what was added to a builder.
  package init(_ builder: consuming IndexSegmentBuilder) {
    let segment = builder.segment()
    if segment.count > 0 { parts = [Part(segment: segment)] }
  }

  /// The number of documents.
  package var count: Int { parts.reduce(recent.count) { $0 + $1.aliveCount } }

  /// About how many bytes the index takes in memory.
  package var byteCount: Int {
    let waiting = recent.values.reduce(0) { sum, document in
      sum + 160 + document.sortKey.count + document.terms.reduce(0) { $0 + 64 + $1.bytes.count }
    }
    return parts.reduce(waiting) { $0 + $1.segment.byteCount + 8 * $1.dead.count }
  }

  /// Puts a document in, in place of the one with the same identity.
  package mutating func put(_ document: IndexedDocument) {
    remove(document.id)
    recent[IdentifierBits(document.id)] = document
    if recent.count >= Self.recentLimit { fold() }
  }

  /// Takes a document out; does nothing if it is not there.
  package mutating func remove(_ id: UUID) {
    let id = IdentifierBits(id)
    if recent.removeValue(forKey: id) != nil { return }
    for index in parts.indices {
      guard let document = parts[index].segment.document(id), parts[index].isAlive(document) else { continue }
      if parts[index].dead.isEmpty {
        parts[index].dead = Array(repeating: 0, count: (parts[index].segment.count + 63) / 64)
      }
      parts[index].dead[document >> 6] |= 1 << UInt64(document & 63)
      parts[index].deadCount += 1
      return
    }
  }

  /// Makes a segment of what waits, and unites segments of like size.
  private mutating func fold() {
    var builder = IndexSegmentBuilder()
    for document in recent.values { builder.add(document) }
    recent = [:]
    // A segment is taken in when it is not four times as large as what comes in, or mostly dead.
    while let last = parts.last, last.aliveCount < 4 * builder.count || last.deadCount > last.aliveCount {
      builder.add(last.segment) { last.isAlive($0) }
      parts.removeLast()
    }
    parts.append(Part(segment: builder.segment()))
  }

  /// All documents in one segment. O(n).
  package mutating func compact() {
    var builder = IndexSegmentBuilder()
    for document in recent.values { builder.add(document) }
    for part in parts { builder.add(part.segment) { part.isAlive($0) } }
    self = TextIndex(builder)
  }

  /// The best hits after a position, at most `limit`, in order.
  package func hits(_ query: SearchQuery, after position: HitPosition? = nil, limit: Int) -> [HitPosition] {
    guard limit > 0, !query.readings.isEmpty else { return [] }
    let rule = MatchRule(query: query)
    var searches = parts.map { SegmentSearch(query, in: $0.segment, dead: $0.dead) }
    var hits: [HitPosition] = []
    for phase in MatchRule.Phase.allCases where hits.count < limit {
      if let position, position.cost >= phase.costs.upperBound { continue }
      var found: [HitPosition] = []
      for index in searches.indices {
        found += searches[index].hits(in: phase, after: position, limit: limit - hits.count).map(\.position)
      }
      for document in recent.values {
        guard let cost = rule.cost(of: document, upTo: phase), phase.costs.contains(cost) else { continue }
        found.append(HitPosition(cost: cost, sortKey: document.sortKey, id: document.id))
      }
      if let position { found.removeAll { $0 <= position } }
      found.sort()
      hits += found.prefix(limit - hits.count)
    }
    return hits
  }

  /// Every document, in no order. O(terms).
  package func documents() -> [IndexedDocument] {
    Array(recent.values) + parts.flatMap { part in part.segment.documents { part.isAlive($0) } }
  }
}

extension TextIndex: Equatable {
  /// The same documents. O(terms).
  package static func == (left: TextIndex, right: TextIndex) -> Bool {
    Set(left.documents()) == Set(right.documents())
  }
}
