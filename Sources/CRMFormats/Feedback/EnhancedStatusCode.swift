/// A status code of mail systems, `5.1.1` (RFC 3463): class, subject and detail.
public struct EnhancedStatusCode: Hashable, Codable, Sendable, CustomStringConvertible {
  /// What a failed delivery says about the address.
  public enum Meaning: String, Codable, CaseIterable, Hashable, Sendable {
    /// There is no such mailbox or domain, or it is closed: writing there again is useless.
    case addressIsDead
    /// The mailbox is full.
    case mailboxIsFull
    /// The receiver refused this message or this sender: the address may be fine.
    case refusedByPolicy
    /// The message itself was the trouble: too large, not convertible.
    case messageIsUnfit
    /// Something on the way does not work at present.
    case notReachable
    /// It does not say.
    case unclear
  }

  /// 2 success, 4 failure for the time being, 5 failure for good.
  public var statusClass: Int
  /// What it is about: 1 the address, 2 the mailbox, 3 the mail system, 4 the network, 5 the protocol, 6 the content, 7 policy.
  public var subject: Int
  /// What exactly.
  public var detail: Int

  /// A code of its three parts.
  public init(_ statusClass: Int, _ subject: Int, _ detail: Int) {
    self.statusClass = statusClass
    self.subject = subject
    self.detail = detail
  }

  /// The first code in a text, such as `5.1.1`, `#5.1.1` or `550 5.1.1 <a@b.example>: unknown`; `nil` if there is none.
  /// What is part of a longer number with dots, such as an IP address, is none. O(length).
  public init?(in text: some StringProtocol) {
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let start = index
      while index < bytes.count, Self.isPart(bytes[index]) { index += 1 }
      if index > start {
        var run = bytes[start..<index]
        if run.last == UInt8(ascii: ".") { run = run.dropLast() }
        if let code = Self.parse(run) {
          self = code
          return
        }
      } else {
        index += 1
      }
    }
    return nil
  }

  /// Whether it says that trying again is useless.
  public var isPermanent: Bool { statusClass == 5 }

  /// What it says about the address, for the classes 4 and 5. Follows what mail systems mean by the registered codes: `5.7.x`
  /// is about the sender, `x.2.2` about a mailbox that has no room.
  public var meaning: Meaning {
    switch (subject, detail) {
    case (1, 0...3), (1, 6), (1, 9), (1, 10), (2, 1): isPermanent ? .addressIsDead : .notReachable
    case (1, _): .unclear
    case (2, 2): .mailboxIsFull
    case (2, 3), (3, 4), (5, _), (6, _): .messageIsUnfit
    case (2, _), (3, _), (4, _): .notReachable
    case (7, _): .refusedByPolicy
    default: .unclear
    }
  }

  /// `5.1.1`.
  public var description: String { "\(statusClass).\(subject).\(detail)" }

  private static func isPart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func parse(_ run: ArraySlice<UInt8>) -> EnhancedStatusCode? {
    let parts = run.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ (1...3).contains($0.count) }), parts[0].count == 1 else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
    guard [2, 4, 5].contains(numbers[0]) else { return nil }
    return EnhancedStatusCode(numbers[0], numbers[1], numbers[2])
  }
}
