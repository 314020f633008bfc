public import Foundation

/// Something that leaves the system, kept from the commit that caused it until it is delivered or given up.
public struct OutboxItem: Record {
  /// `outbox`.
  public static let collection: CollectionName = "outbox"

  /// Unfinished items by the moment at which something is to be done.
  public static let byDue = Index<OutboxItem>("due") { $0.state.isFinished ? nil : IndexKey($0.due) }
  /// Unfinished items of one order key, oldest first.
  public static let byOrder = Index<OutboxItem>("order") { item in
    item.state.isFinished ? nil : item.orderKey.map { IndexKey(ExactText($0), item.id) }
  }
  /// Items given up, by topic and moment.
  public static let byDeath = Index<OutboxItem>("dead") { item in
    item.state == .dead ? IndexKey(ExactText(item.topic.rawValue), item.due) : nil
  }

  /// The declared indexes.
  public static var indexes: [Index<OutboxItem>] { [byDue, byOrder, byDeath] }

  /// Where an item stands.
  public enum State: String, Codable, Sendable {
    /// To be tried at ``OutboxItem/due``.
    case waiting
    /// Being tried by a pump, which has until ``OutboxItem/due`` to say how it went.
    case leased
    /// Delivered.
    case delivered
    /// Given up; ``OutboxItem/lastFailure`` says why.
    case dead

    /// Whether nothing more will happen by itself.
    public var isFinished: Bool { self == .delivered || self == .dead }
  }

  /// The item's identity, also the idempotency key towards the outside.
  public var id: Identifier<OutboxItem>
  /// Which handler delivers it.
  public var topic: OutboxTopic
  /// Items with the same key leave one after the other, in the order of their identifiers; `nil` has no order.
  public var orderKey: String?
  /// What is delivered, in the handler's form.
  public var payload: Data
  /// Where it stands.
  public var state: State
  /// When the next attempt, or the end of the lease, is; after the end, when it ended.
  public var due: Date
  /// How often it was tried.
  public var attempts: Int
  /// The code of the last failure.
  public var lastFailure: String?

  /// An item that waits for its first attempt.
  public init(
    id: Identifier<OutboxItem>, topic: OutboxTopic, orderKey: String? = nil, payload: Data, due: Date
  ) {
    self.id = id
    self.topic = topic
    self.orderKey = orderKey
    self.payload = payload
    self.due = due
    state = .waiting
    attempts = 0
    lastFailure = nil
  }
}

/// What kind of thing leaves, and so which handler delivers it. Open: modules and hosts add topics.
public struct OutboxTopic: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A topic of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A ``Notice`` as JSON.
  public static let notice: OutboxTopic = "notice"
}

extension ChangeSet {
  /// Puts a notice into the outbox with this commit. The same notice again conflicts: its identifier is its idempotency key.
  public mutating func enqueue(_ notice: Notice) throws {
    let payload = try NoticeHandler.encoder.encode(notice)
    insert(OutboxItem(id: notice.id.cast(), topic: .notice, payload: payload, due: notice.date))
  }
}
