/// The packs that a host decides by.
public struct PolicySet: Codable, Hashable, Sendable {
  /// The packs, in order of their tags.
  public let packs: [PolicyPack]

  /// A set of packs. Of two with the same name and version the first counts.
  public init(_ packs: [PolicyPack]) {
    var seen: Set<String> = []
    self.packs = packs.filter { seen.insert($0.tag).inserted }.sorted { $0.tag < $1.tag }
  }

  /// All packs that come with the library: the European Union, the United Kingdom, the United States, Russia, Ukraine and
  /// China. Who knows nothing of where a person is, is bound by all of them; a host that works in one territory names the
  /// packs that it needs.
  public static let standard = PolicySet([
    .europeanUnion, .unitedKingdom, .unitedStates, .russia, .ukraine, .china,
  ])

  /// The packs that have to permit, and the jurisdictions that no pack governs. Nothing known means all packs: whoever
  /// might be anywhere is protected as everywhere.
  func packs(for candidates: [Jurisdiction]) -> (packs: [PolicyPack], ungoverned: [Jurisdiction]) {
    guard !candidates.isEmpty else { return (packs, packs.isEmpty ? ["unknown"] : []) }
    let governing = packs.filter { pack in candidates.contains { pack.governs($0) } }
    let ungoverned = candidates.filter { candidate in !governing.contains { $0.governs(candidate) } }
    return (governing, ungoverned.isEmpty ? [] : Set(ungoverned).sorted())
  }
}
