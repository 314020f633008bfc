public import Foundation

/// Entries of a trail that stand together: those of one commit of the history, at most 64. Written once and never changed.
public struct AuditBlock: Record {
  /// `auditBlocks`.
  public static let collection: CollectionName = "auditBlocks"

  /// By trail, then by the first entry.
  public static let byFirst = Index<AuditBlock>("first") { block in
    IndexKey(ExactText(block.origin), Int64(clamping: block.first))
  }
  /// The declared indexes.
  public static var indexes: [Index<AuditBlock>] { [byFirst] }

  /// Derived from trail and first entry: no two blocks begin at the same place.
  public var id: Identifier<AuditBlock>
  /// The trail.
  public var origin: String
  /// The index of the first entry.
  public var first: UInt64
  /// The lines of the leaves, separated by line feeds.
  public var lines: String
  /// The values of the chain after each entry, 32 bytes each.
  public var chains: Data

  init(origin: String, first: UInt64, entries: [AuditEntry]) {
    id = Self.id(of: origin, first: first)
    self.origin = origin
    self.first = first
    lines = entries.map(\.leaf.line).joined(separator: "\n")
    chains = Data(entries.flatMap(\.chain.bytes))
  }

  static func id(of origin: String, first: UInt64) -> Identifier<AuditBlock> {
    Identifier(derivedFrom: "audit.block", origin, String(first))
  }

  /// The entries, in order.
  ///
  /// - Parameter isWanted: whether the entry with an index is; all are by default.
  /// - Throws: ``AuditFault/malformed(index:)``.
  public func entries(where isWanted: (UInt64) -> Bool = { _ in true }) throws(AuditFault) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    var index = first
    try forEach { (line, chain) throws(AuditFault) in
      defer { index += 1 }
      guard isWanted(index) else { return }
      guard let leaf = AuditLeaf(line: String(decoding: line, as: UTF8.self)) else { throw .malformed(index: index) }
      entries.append(AuditEntry(leaf, chain: chain))
    }
    return entries
  }

  /// Shows the lines and the values of the chain.
  func forEach(_ body: ([UInt8], SHA256.Digest) throws(AuditFault) -> Void) throws(AuditFault) {
    let text = Array(lines.utf8)
    let values = [UInt8](chains)
    var start = 0
    var place = 0
    while start <= text.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      guard values.count >= (place + 1) * 32,
        let chain = SHA256.Digest(bytes: Array(values[place * 32..<(place + 1) * 32]))
      else { throw .malformed(index: first + UInt64(place)) }
      try body(Array(text[start..<end]), chain)
      place += 1
      start = end + 1
    }
    guard values.count == place * 32 else { throw .malformed(index: first + UInt64(place)) }
  }
}
