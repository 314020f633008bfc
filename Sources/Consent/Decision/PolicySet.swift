/// The packs that a host decides by.
public struct PolicySet: Codable, Hashable, Sendable {
  /// The packs, in order of their tags.
  public let packs: [PolicyPack]

  /// A set of packs. Of two with the same name and version the first counts.
  public init(_ packs: [PolicyPack]) {
    var seen: Set<String> = []
    self.packs = packs.filter { seen.insert($0.tag).inserted }.sorted { $0.tag < $1.tag }
  }

  /// All packs that come with the library.
  public static let standard = PolicySet([.europeanUnion])

  /// The packs that have to permit, and the jurisdictions that no pack governs. Nothing known means all packs: whoever
  /// might be anywhere is protected as everywhere.
  func packs(for candidates: [Jurisdiction]) -> (packs: [PolicyPack], ungoverned: [Jurisdiction]) {
    guard !candidates.isEmpty else { return (packs, packs.isEmpty ? ["unknown"] : []) }
    let governing = packs.filter { pack in candidates.contains { pack.jurisdictions.contains($0) } }
    let ungoverned = candidates.filter { candidate in !packs.contains { $0.jurisdictions.contains(candidate) } }
    return (governing, Array(Set(ungoverned)).sorted())
  }
}
