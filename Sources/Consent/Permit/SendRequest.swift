/// A wish to send: to whom, in which run and step, and for what. Requests may be queued, stored and repeated; permits may not.
public struct SendRequest<C: MessageChannel>: Hashable, Codable, Sendable {
  /// The recipient's address.
  public var address: C.Address
  /// What the message belongs to, for example a campaign run, a ticket or an order.
  public var run: String
  /// Which message of it. One run sends at most one message of a step to one contact point.
  public var step: String
  /// What the decision depends on.
  public var context: MessageContext

  /// A wish to send.
  public init(to address: C.Address, run: String, step: String, context: MessageContext) {
    self.address = address
    self.run = run
    self.step = step
    self.context = context
  }

  /// The question to the ledger; a promotional draft makes the message marketing.
  func question(_ subject: ContactDigest, draft: C.Draft?) -> ConsentQuestion {
    var context = context
    context.containsPromotion = context.containsPromotion || (draft?.containsPromotion ?? false)
    return ConsentQuestion(subject: subject, channel: C.channel, context: context)
  }
}

/// A wish to send together with what is to be sent: what a batch is made of.
public struct OutgoingMessage<C: MessageChannel>: Hashable, Codable, Sendable {
  /// To whom and for what.
  public var request: SendRequest<C>
  /// What.
  public var draft: C.Draft

  /// A message to be sent if it may be.
  public init(_ request: SendRequest<C>, draft: C.Draft) {
    self.request = request
    self.draft = draft
  }
}
