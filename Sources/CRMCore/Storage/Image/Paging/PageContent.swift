/// What a leaf of a tree holds: entries that can be packed into bytes, and read from them.
protocol PageContent: Sendable {
  /// The number of entries.
  var count: Int { get }
  /// About how many bytes it takes in memory.
  var byteCount: Int { get }
  /// The bytes that ``init(packed:)`` reads; `nil` if this content only lives in memory.
  func packed() -> [UInt8]?
  /// The content with these bytes; `nil` if they are no such content.
  init?(packed bytes: [UInt8])
}
