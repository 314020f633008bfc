public import Foundation

/// The state of a trail at one moment, for publication: who has an old one can see that nothing before it was rewritten or cut.
///
/// It is a text:
/// ```
/// swift-crm audit checkpoint 1
/// origin shop.example/consent
/// size 1234
/// head 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
/// position 5678
/// date 2026-11-22T08:33:46.123Z
/// ```
/// Each line ends with a line feed. Lines of a later version follow; they are kept and signed.
public struct AuditCheckpoint: Hashable, Codable, Sendable {
  /// The trail.
  public var origin: String
  /// The number of entries.
  public var size: UInt64
  /// The value of the chain after them.
  public var head: SHA256.Digest
  /// The commit of the history up to which everything is sealed.
  public var position: UInt64
  /// When it was made.
  public var date: Date
  /// Further lines, without line feeds.
  public var extensions: [String]

  /// A checkpoint from its parts.
  public init(
    origin: String, size: UInt64, head: SHA256.Digest, position: UInt64, date: Date, extensions: [String] = []
  ) {
    self.origin = origin
    self.size = size
    self.head = head
    self.position = position
    self.date = date.truncatedToMilliseconds
    self.extensions = extensions
  }

  private static let title = "swift-crm audit checkpoint 1"

  /// The text: what is signed.
  public var text: String {
    let instant = InstantText.text(date) ?? String(date.millisecondsSince1970)
    let lines = [
      Self.title, "origin \(origin)", "size \(size)", "head \(head.hex)", "position \(position)", "date \(instant)",
    ]
    return (lines + extensions).map { $0 + "\n" }.joined()
  }

  /// Reads a text; `nil` if it is none: what is read gives the same text again, byte by byte.
  public init?(text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 7, lines[0] == Self.title, lines.removeLast().isEmpty else { return nil }
    var values: [String] = []
    for (line, name) in zip(lines[1...], ["origin ", "size ", "head ", "position ", "date "]) {
      guard line.hasPrefix(name) else { return nil }
      values.append(String(line.dropFirst(name.count)))
    }
    guard Self.isName(values[0]), let size = UInt64(values[1]), let head = SHA256.Digest(hex: values[2]),
      let position = UInt64(values[3]),
      let date = InstantText.date(values[4]) ?? Int64(values[4]).map({ Date(millisecondsSince1970: $0) })
    else { return nil }
    let extensions = Array(lines[6...])
    guard extensions.allSatisfy({ !$0.isEmpty && AuditLeaf.isPlain($0) }) else { return nil }
    self.init(
      origin: values[0], size: size, head: head, position: position, date: date, extensions: extensions)
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }

  static func isName(_ text: String) -> Bool { !text.isEmpty && !text.utf8.contains { $0 <= 0x20 || $0 == 0x7F } }
}
