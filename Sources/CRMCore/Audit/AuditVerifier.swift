/// Verifies entries one by one: a pure function over entries and checkpoints that needs no store, and constant memory for any
/// number of entries.
///
/// ```swift
/// var verifier = AuditVerifier(origin: "shop.example/consent", checkpoints: [published])
/// for line in file { verifier.add(exported: line) }
/// let report = verifier.report()
/// ```
public struct AuditVerifier: Sendable {
  private var chain: AuditChain
  private var result: AuditReport
  private var checkpoints: ArraySlice<AuditCheckpoint>
  /// The end that the store tells.
  private let end: AuditChain?
  /// The last change told of; changes come in the order of the history.
  private var last: (position: UInt64, ordinal: Int) = (0, -1)

  /// A verification from the first entry on, or from a checkpoint that is trusted.
  ///
  /// - Parameters:
  ///   - origin: the trail.
  ///   - start: begin behind this checkpoint; `nil` begins at the first entry.
  ///   - checkpoints: values that the entries must agree with. Check their signatures before. Those before `start` are left out.
  public init(origin: String, from start: AuditCheckpoint? = nil, checkpoints: [AuditCheckpoint] = []) {
    self.init(origin: origin, from: start, checkpoints: checkpoints, end: nil)
  }

  init(origin: String, from start: AuditCheckpoint?, checkpoints: [AuditCheckpoint], end: AuditChain?) {
    self.end = end
    chain =
      start.map { AuditChain(origin: origin, size: $0.size, head: $0.head) } ?? AuditChain(origin: origin)
    result = AuditReport(origin: origin, size: chain.size, head: chain.head)
    let size = chain.size
    self.checkpoints = checkpoints.filter { $0.size >= size }.sorted { $0.size < $1.size }[...]
    result.provenSize = start?.size
    for checkpoint in checkpoints + [start].compactMap({ $0 }) where checkpoint.origin != origin {
      fail(.foreignCheckpoint(size: checkpoint.size))
    }
    if let end, end.size < size { fail(.truncated(size: end.size, expected: size)) }
    compare()
  }

  /// Takes the next entry.
  public mutating func add(_ entry: AuditEntry) {
    add(line: Array(entry.leaf.line.utf8), entry.leaf, chain: entry.chain)
  }

  /// Takes the next line of an exported trail, without its line feed.
  public mutating func add(exported line: String) {
    guard let entry = AuditEntry(exported: line) else {
      fail(.malformed(index: chain.size))
      return
    }
    add(entry)
  }

  /// Whether nothing is wrong so far.
  var isIntact: Bool { result.fault == nil }

  mutating func fail(_ fault: AuditFault) { result.fault = result.fault ?? fault }

  mutating func add(line: [UInt8], _ leaf: AuditLeaf, chain value: SHA256.Digest) {
    guard result.fault == nil else { return }
    guard leaf.index == chain.size else { return fail(.misplaced(expected: chain.size, found: leaf.index)) }
    var next = chain
    guard next.append(line: line) == value else { return fail(.changed(index: leaf.index)) }
    if leaf.kind.isChange {
      guard (leaf.position, leaf.ordinal) > last else { return fail(.repeated(index: leaf.index)) }
      last = (leaf.position, leaf.ordinal)
    } else if leaf.kind == .gap {
      guard let gap = leaf.gap else { return fail(.malformed(index: leaf.index)) }
      guard gap.upperBound >= last.position else { return fail(.repeated(index: leaf.index)) }
      last = (gap.upperBound, .max)
      result.gapCount += 1
      if result.gaps.count < AuditReport.listedGaps { result.gaps.append(gap) }
    } else if leaf.kind == .forgot {
      guard let count = leaf.forgotten else { return fail(.malformed(index: leaf.index)) }
      result.forgotten &+= count
    } else if leaf.kind == .covers {
      result.covered.append(CollectionName(rawValue: leaf.matter))
    }
    chain = next
    result.size = chain.size
    result.head = chain.head
    compare()
  }

  /// Takes what opens the last entry, or `nil` if there is nothing.
  mutating func open(_ leaf: AuditLeaf, with opening: AuditOpening?) {
    guard result.fault == nil, leaf.commitment != nil else { return }
    guard let opening else {
      result.notOpenable += 1
      return
    }
    guard opening.fact(provenBy: leaf) != nil else { return fail(.contradicted(index: leaf.index)) }
    result.proven += 1
  }

  private mutating func compare() {
    while result.fault == nil, let checkpoint = checkpoints.first, checkpoint.size == chain.size {
      guard checkpoint.head == chain.head else { return fail(.rewritten(size: checkpoint.size)) }
      result.provenSize = checkpoint.size
      checkpoints = checkpoints.dropFirst()
    }
    if let end, end.size == chain.size, end.head != chain.head { fail(.rewritten(size: end.size)) }
  }

  /// What was found, if no more entries come.
  public func report() -> AuditReport {
    var report = result
    let expected = max(checkpoints.last?.size ?? 0, end?.size ?? 0)
    if report.fault == nil, expected > chain.size {
      report.fault = .truncated(size: chain.size, expected: expected)
    }
    return report
  }

  /// Verifies entries that are at hand.
  public static func verify(
    _ entries: some Sequence<AuditEntry>, origin: String, from start: AuditCheckpoint? = nil,
    checkpoints: [AuditCheckpoint] = []
  ) -> AuditReport {
    var verifier = AuditVerifier(origin: origin, from: start, checkpoints: checkpoints)
    for entry in entries { verifier.add(entry) }
    return verifier.report()
  }
}
