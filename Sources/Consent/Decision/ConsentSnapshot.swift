public import Foundation

/// A message that a contact point got, or may have got: what a frequency counts.
public struct SentMessage: Hashable, Codable, Sendable {
  /// When it was authorised.
  public var date: Date
  /// Its purpose, channel and controller.
  public var scope: ConsentScope

  /// A message.
  public init(date: Date, scope: ConsentScope) {
    self.date = date
    self.scope = scope
  }
}

/// Everything that the ledger knows about one contact point at one revision of its head.
public struct ConsentSnapshot: Hashable, Codable, Sendable {
  /// The head; `nil` where nothing was ever recorded.
  public var head: ConsentHead?
  /// All acts that the head lists, in any order.
  public var acts: [ConsentAct]
  /// How many messages were authorised on the ground of an act, for acts that are good for a number of uses or one message.
  public var uses: [Identifier<ConsentAct>: Int]
  /// The messages that were authorised for the contact point and may have left, as far back as a frequency looks that the
  /// person set, in any order.
  public var sent: [SentMessage]

  /// What the ledger knows.
  public init(
    head: ConsentHead?, acts: [ConsentAct], uses: [Identifier<ConsentAct>: Int] = [:], sent: [SentMessage] = []
  ) {
    self.head = head
    self.acts = acts
    self.uses = uses
    self.sent = sent
  }

  /// What the ledger knows of a contact point on which these acts were recorded; the head is made of them.
  public init(acts: [ConsentAct], uses: [Identifier<ConsentAct>: Int] = [:], sent: [SentMessage] = []) {
    var head: ConsentHead?
    for act in acts.sorted(by: ConsentAct.isBefore) {
      if head == nil { head = ConsentHead(of: act) } else { head?.add(act) }
    }
    self.init(head: head, acts: acts, uses: uses, sent: sent)
  }

  /// Nothing was ever recorded.
  public static let empty = ConsentSnapshot(head: nil, acts: [])

  /// Whether every act that the head lists is there.
  public var isComplete: Bool {
    guard let head else { return acts.isEmpty }
    return Set(head.acts).isSubset(of: acts.map(\.id)) && acts.allSatisfy { $0.subject == head.subject }
  }
}
