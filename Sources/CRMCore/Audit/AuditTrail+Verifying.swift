import Foundation

extension AuditTrail {
  /// Verifies the trail as it is stored: every entry, its place in the chain, the end that the store tells, and checkpoints.
  ///
  /// Sealers may go on meanwhile. Memory does not grow with the trail.
  ///
  /// - Parameters:
  ///   - checkpoints: values that the trail must agree with, from outside the store. Without one, a trail that was rewritten or cut as
  ///     a whole, the end included, looks intact.
  ///   - start: a trusted checkpoint to begin behind; `nil` verifies everything. One that was verified before makes the cost that of
  ///     the new entries.
  ///   - opening: whether the openings are checked too: that each fact is the one sealed, and that no more of them are gone than the
  ///     trail says were forgotten. The latter only where everything is verified.
  /// - Returns: what was found; damage is told there and not thrown.
  /// - Throws: `StoreError`; `CancellationError`.
  @concurrent
  public func verify(
    against checkpoints: [AuditCheckpoint] = [], from start: AuditCheckpoint? = nil, opening: Bool = false
  ) async throws -> AuditReport {
    let end = try await storedHead()?.record ?? AuditHead(origin: origin)
    var verifier = AuditVerifier(
      origin: origin, from: start, checkpoints: checkpoints,
      end: AuditChain(origin: origin, size: end.size, head: end.chain))
    try await forEachBlock(from: start?.size ?? 0) { blocks in
      var byIndex: [UInt64: AuditOpening] = [:]
      if opening {
        for opening in try await openings(of: blocks).flatMap(\.openings) { byIndex[opening.index] = opening }
      }
      for block in blocks {
        do {
          try block.forEach { (line, chain) throws(AuditFault) in
            guard let leaf = AuditLeaf(line: String(decoding: line, as: UTF8.self)) else {
              throw .malformed(index: verifier.report().size)
            }
            if let start, leaf.index < start.size { return }
            verifier.add(line: line, leaf, chain: chain)
            if opening { verifier.open(leaf, with: byIndex[leaf.index]) }
          }
        } catch let fault as AuditFault {
          verifier.fail(fault)
        }
      }
      return verifier.isIntact
    }
    var report = verifier.report()
    if report.isIntact, let now = try await storedHead()?.record, now.size < report.size {
      report.fault = .surplus(index: now.size)
    }
    if report.isIntact, opening, start == nil, report.notOpenable > report.forgotten {
      report.fault = .undeclaredLoss(missing: report.notOpenable, declared: report.forgotten)
    }
    return report
  }

  /// Shows the entries as lines of an exported trail, which anybody can verify without this package and without the store.
  ///
  /// - Parameters:
  ///   - start: the number of entries to leave out.
  ///   - write: takes some lines at a time, without line feeds.
  @concurrent
  public func export(from start: UInt64 = 0, _ write: ([String]) async throws -> Void) async throws {
    try await forEachBlock(from: start) { blocks in
      try await write(blocks.flatMap { try $0.entries() }.filter { $0.index >= start }.map(\.exported))
      return true
    }
  }

  /// Shows blocks in order until `body` says that it is enough. After the last page it looks again, so that what a commit wrote
  /// beside a page that was shown comes after it.
  private func forEachBlock(from start: UInt64, _ body: ([AuditBlock]) async throws -> Bool) async throws {
    let all = Query(AuditBlock.byFirst, ExactText(origin)).limited(to: 32)
    let holder = try await store.first(all.through(Int64(clamping: start)).descending())
    var from = Int64(clamping: holder?.record.first ?? start)
    while true {
      try Task.checkCancellation()
      let blocks = try await store.page(all.from(from)).items.map(\.record)
      guard let last = blocks.last, try await body(blocks) else { return }
      from = Int64(clamping: last.first) + 1
    }
  }

  /// The state of the trail, to be published.
  ///
  /// - Parameters:
  ///   - signers: who signs it.
  ///   - previous: the checkpoint published before: the entries since then are verified first, so that nothing is signed that
  ///     contradicts it. O(entries since then).
  /// - Throws: ``AuditFault`` if the trail does not agree with `previous`; what a signer throws; `StoreError`.
  @concurrent
  public func checkpoint(
    signedBy signers: [AuditSigner] = [], extending previous: AuditCheckpoint? = nil
  ) async throws -> SignedAuditCheckpoint {
    let head = try await storedHead()?.record ?? AuditHead(origin: origin)
    let checkpoint = AuditCheckpoint(
      origin: origin, size: head.size, head: head.chain, position: head.position, date: environment.now())
    if let previous {
      if let fault = try await verify(against: [checkpoint], from: previous).fault { throw fault }
    }
    var signed = SignedAuditCheckpoint(checkpoint)
    for signer in signers {
      let signature = try await signer.sign([UInt8](checkpoint.text.utf8))
      signed.signatures.append(.init(name: signer.name, bytes: Data(signature)))
    }
    return signed
  }
}
