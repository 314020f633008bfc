/// What a person got who asked for their data and then wanted them erased.
public struct RightsFigures: Encodable, Hashable, Sendable {
  /// The last day for the answer to the request.
  public var due: String
  /// Records of the person in the answer, by record type.
  public var shown: [String: Int]
  /// Bytes of the page that the person reads.
  public var pageBytes: Int
  /// Records by what erasing does to them.
  public var plan: [String: Int]
  /// What stays, with the reason in words and the end.
  public var retained: [String]
  /// Words of the person that are in a file of the store after the erasure and a compaction: none.
  public var left: [String]
  /// Why no message goes to the address any more.
  public var refusals: [String]
  /// Entries of the audit trail, which verifies before and after.
  public var sealed: Int
  /// Entries that can still be opened after the erasure.
  public var proven: Int

  /// The section for people.
  var text: String {
    var lines = ["A person asks for their data, and has them erased", ""]
    lines.append(
      "  to be answered by \(due); an HTML page of \(NumberText.grouped(pageBytes)) bytes tells all that is held:")
    lines += shown.sorted { $0.key < $1.key }.map { "  \(NumberText.right(String($0.value), 5))  \($0.key)" }
    lines.append(
      "  the plan of the erasure: "
        + plan.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
    lines += retained.map { "  kept: " + $0 }
    lines.append(
      "  words of the person in the files afterwards: \(left.isEmpty ? "none" : left.joined(separator: ", "))")
    lines += refusals.map { "  no message any more: " + $0 }
    lines.append("  audit trail: \(sealed) entries, unbroken; \(proven) can still be opened")
    return lines.joined(separator: "\n")
  }
}
