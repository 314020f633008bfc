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
  /// What is recorded on the person whose contact point it is: restrictions.
  public struct Person: Hashable, Codable, Sendable {
    /// The person's head; `nil` where nothing was ever recorded on them.
    public var head: ConsentHead?
    /// All acts that the head lists, in any order.
    public var acts: [ConsentAct]

    /// What is recorded.
    public init(head: ConsentHead?, acts: [ConsentAct]) {
      self.head = head
      self.acts = acts
    }

    /// Whether every act is there that the head of the person with this key lists.
    func isComplete(for key: ContactDigest) -> Bool {
      guard let head else { return acts.isEmpty }
      return head.subject == key && Set(head.acts).isSubset(of: acts.map(\.id))
    }
  }

  /// The head; `nil` where nothing was ever recorded.
  public var head: ConsentHead?
  /// All acts that the head lists, in any order.
  public var acts: [ConsentAct]
  /// How many messages were authorised on the ground of an act, for acts that are good for a number of uses or one message.
  public var uses: [Identifier<ConsentAct>: Int]
  /// The messages that were authorised for the contact point and may have left, as far back as a frequency looks that the
  /// person set, in any order.
  public var sent: [SentMessage]
  /// What is recorded on the person that the question names; `nil` only where it names none.
  public var person: Person?

  /// What the ledger knows.
  public init(
    head: ConsentHead?, acts: [ConsentAct], uses: [Identifier<ConsentAct>: Int] = [:], sent: [SentMessage] = [],
    person: Person? = nil
  ) {
    self.head = head
    self.acts = acts
    self.uses = uses
    self.sent = sent
    self.person = person
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
    guard acts.allSatisfy({ $0.subject == head.subject }) else { return false }
    // As the store gives them: the acts of the head, one by one.
    if acts.count == head.acts.count, zip(acts, head.acts).allSatisfy({ $0.id == $1 }) { return true }
    return Set(head.acts).isSubset(of: acts.map(\.id))
  }
}
