/// Everything that the ledger knows about one contact point at one revision of its head.
public struct ConsentSnapshot: Hashable, Codable, Sendable {
  /// The head; `nil` where nothing was ever recorded.
  public var head: ConsentHead?
  /// All acts that the head lists, in any order.
  public var acts: [ConsentAct]
  /// How many messages were authorised on the ground of an act, for acts that are good for a number of uses or one message.
  public var uses: [Identifier<ConsentAct>: Int]

  /// What the ledger knows.
  public init(head: ConsentHead?, acts: [ConsentAct], uses: [Identifier<ConsentAct>: Int] = [:]) {
    self.head = head
    self.acts = acts
    self.uses = uses
  }

  /// What the ledger knows of a contact point on which these acts were recorded; the head is made of them.
  public init(acts: [ConsentAct], uses: [Identifier<ConsentAct>: Int] = [:]) {
    var head: ConsentHead?
    for act in acts.sorted(by: ConsentAct.isBefore) {
      if head == nil { head = ConsentHead(of: act) } else { head?.add(act) }
    }
    self.init(head: head, acts: acts, uses: uses)
  }

  /// Nothing was ever recorded.
  public static let empty = ConsentSnapshot(head: nil, acts: [])

  /// Whether every act that the head lists is there.
  public var isComplete: Bool {
    guard let head else { return acts.isEmpty }
    return Set(head.acts).isSubset(of: acts.map(\.id)) && acts.allSatisfy { $0.subject == head.subject }
  }
}
