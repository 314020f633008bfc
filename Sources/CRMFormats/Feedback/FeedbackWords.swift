/// What the words of an SMTP reply mean, where its codes leave it open. Lower-case fragments that large systems really send.
enum FeedbackWords {
  private static let dead = [
    "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "mailbox not found",
    "mailbox unavailable", "invalid recipient", "recipient rejected", "address rejected", "does not exist",
    "doesn't have a", "no mailbox here", "account has been disabled", "account is disabled", "account disabled",
    "account inactive", "unrouteable address", "unknown or illegal alias", "recipient not found", "host not found",
    "host or domain name not found", "domain not found", "not a valid mailbox", "no longer available",
    "user is unknown", "recipient unknown", "unknown address", "bad destination",
  ]
  private static let full = [
    "over quota", "quota exceeded", "mailbox full", "mailbox is full", "exceeded storage", "out of storage", "no space",
    "insufficient system storage", "over its quota",
  ]
  private static let policy = [
    "spam", "blocked", "blacklist", "block list", "blocklist", "denylist", "policy", "reputation", "dmarc", "spf",
    "dkim",
    "rate limit", "too many", "greylist", "unsolicited", "access denied", "not authorized", "refused",
  ]
  private static let unfit = ["message size", "too large", "size limit", "content rejected", "virus"]

  static func meaning(of text: String, isPermanent: Bool) -> EnhancedStatusCode.Meaning {
    let text = text.lowercased()
    func has(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
    // Whoever blocks a sender often says "rejected" too, so the reasons that spare the address come first.
    if has(full) { return .mailboxIsFull }
    if has(unfit) { return .messageIsUnfit }
    if has(dead), isPermanent { return .addressIsDead }
    if has(policy) { return .refusedByPolicy }
    return isPermanent ? .unclear : .notReachable
  }

  /// The three digits of an SMTP reply that a diagnostic text begins with, or that stand before a status code in it.
  static func replyCode(in text: String) -> Int? {
    for word in text.split(whereSeparator: { !$0.isNumber || !$0.isASCII }) {
      guard word.count == 3, let code = Int(word), (200...599).contains(code) else { continue }
      return code
    }
    return nil
  }
}
