import Foundation

/// What is to become an entry.
struct AuditDraft {
  var kind: AuditLeaf.Kind
  var position: UInt64
  var ordinal = 0
  var date: Date
  var matter: String
  /// The fact, where there is one: it is hidden behind a commitment.
  var fact: (bytes: [UInt8], record: RecordReference, subjects: [AuditSubject])?
}

/// Entries on their way into the store: blocks, openings and the head that follows.
struct AuditBatch {
  private let salts: AuditSalts
  private var chain: AuditChain
  private(set) var blocks: [AuditBlock] = []
  private var openings: [AuditOpenings] = []
  private(set) var entryCount = 0

  var isEmpty: Bool { blocks.isEmpty }

  init(_ trail: AuditTrail, after head: AuditHead) {
    salts = trail.salts
    chain = AuditChain(origin: head.origin, size: head.size, head: head.chain)
  }

  /// Adds the entries of one block.
  mutating func add(_ drafts: [AuditDraft]) {
    guard !drafts.isEmpty else { return }
    let first = chain.size
    var entries: [AuditEntry] = []
    var opened: [AuditOpening] = []
    for draft in drafts {
      let index = chain.size
      var commitment: SHA256.Digest?
      if let fact = draft.fact {
        let salt = salts.salt(of: index)
        commitment = AuditOpening.commitment(to: fact.bytes, salt: salt)
        opened.append(
          AuditOpening(
            index: index, salt: Data(salt), fact: Data(fact.bytes), record: fact.record, subjects: fact.subjects))
      }
      let leaf = AuditLeaf(
        index: index, position: draft.position, ordinal: draft.ordinal, date: draft.date, kind: draft.kind,
        commitment: commitment, matter: draft.matter)
      entries.append(AuditEntry(leaf, chain: chain.append(leaf: leaf.hash)))
    }
    entryCount += entries.count
    blocks.append(AuditBlock(origin: chain.origin, first: first, entries: entries))
    if !opened.isEmpty { openings.append(AuditOpenings(origin: chain.origin, first: first, openings: opened)) }
  }

  /// Adds the blocks and the head that follows to changes.
  func add(_ head: inout AuditHead, replacing stored: Stored<AuditHead>?, to changes: inout ChangeSet) {
    head.size = chain.size
    head.chain = chain.head
    changes.insert(contentsOf: blocks)
    changes.insert(contentsOf: openings)
    if let stored { changes.update(head, expecting: stored.revision) } else { changes.insert(head) }
  }
}
