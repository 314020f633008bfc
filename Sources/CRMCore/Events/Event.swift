public import Foundation

/// Something that happened, kept for ever: committed together with the change that it tells of.
///
/// Timeline, automation, journeys, segments and audit read events; nobody compares records to find out what changed.
public struct Event: Record {
  /// `events`.
  public static let collection: CollectionName = "events"

  /// By customer, then by time.
  public static let byCustomer = Index<Event>("customer") { event in
    event.customer.map { IndexKey($0.id, event.date) }
  }
  /// By the record the event is about, then by time.
  public static let byAbout = Index<Event>("about") { event in
    event.about.map { IndexKey($0, event.date) }
  }
  /// By name, then by time.
  public static let byName = Index<Event>("name") { IndexKey(ExactText($0.name.rawValue), $0.date) }

  /// Customer, name and time: "which events of this name did the customer have in a window" is one range.
  public static let byCustomerAndName = Index<Event>("customerName") { event in
    event.customer.map { IndexKey($0.id, ExactText(event.name.rawValue), event.date) }
  }

  /// The declared indexes.
  public static var indexes: [Index<Event>] { [byCustomer, byAbout, byName, byCustomerAndName] }
  /// The customer and the record the event is about.
  public static var references: [Reference<Event>] {
    [Reference("customer", \.customer), Reference("about", \.about)]
  }

  /// The event's identity.
  public var id: Identifier<Event>
  /// What happened.
  public var name: EventName
  /// The record it happened to.
  public var about: RecordReference?
  /// The customer concerned, if any.
  public var customer: RecordReference?
  /// When it happened, to the millisecond; not when it was recorded.
  public var date: Date
  /// Who did it.
  public var author: Author
  /// Facts about it, by name. No free text about a person: erasure works by record, not by word.
  public var properties: [String: FieldValue]

  /// An event.
  public init(
    id: Identifier<Event>, name: EventName, about: RecordReference? = nil, customer: RecordReference? = nil, date: Date,
    author: Author, properties: [String: FieldValue] = [:]
  ) {
    self.id = id
    self.name = name
    self.about = about
    self.customer = customer
    self.date = date
    self.author = author
    self.properties = properties
  }
}

/// The dotted name of a kind of event, for example `deal.won`. Open: modules and hosts declare their own.
public struct EventName: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// An event of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
