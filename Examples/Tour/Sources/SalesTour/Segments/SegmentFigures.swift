/// Groups of accounts.
public struct SegmentFigures: Encodable, Hashable, Sendable {
  /// One group.
  public struct Group: Encodable, Hashable, Sendable {
    /// The stable name.
    public var name: String
    /// The name for people.
    public var title: String
    /// How many accounts belong to it.
    public var members: Int
  }

  /// The groups.
  public var segments: [Group]
  /// Why one account belongs to one of them, line by line.
  public var explanation: [String]

  /// The section for people.
  var text: String {
    var lines = ["Segments", ""]
    lines += segments.map { "  " + NumberText.right(NumberText.grouped($0.members), 5) + "  \($0.title)" }
    lines += explanation.map { "  " + $0 }
    return lines.joined(separator: "\n")
  }
}
