public import CRMCore
public import Foundation

/// Something that took place between us and a customer: a call, a meeting, a page looked at, a note.
///
/// All modules write to this one timeline. An interaction is history: it is corrected, never re-used.
public struct Interaction: Record {
  /// `interactions`.
  public static let collection: CollectionName = "interactions"

  /// By customer, then by time: the timeline. Participants that are customers find it, too.
  public static let byCustomer = Index<Interaction>("customer") { interaction in
    interaction.customers.map { IndexKey($0, interaction.date) }
  }
  /// By customer and kind, then by time.
  public static let byCustomerAndKind = Index<Interaction>("customerKind") { interaction in
    interaction.customers.map { IndexKey($0, ExactText(interaction.kind.rawValue), interaction.date) }
  }
  /// By what it was about, then by time.
  public static let bySubject = Index<Interaction>("subjectTime") { interaction in
    interaction.subject.map { IndexKey($0, interaction.date) }
  }
  /// By the member of staff, then by time.
  public static let byStaff = Index<Interaction>("staffTime") { interaction in
    interaction.staff.map { IndexKey($0, interaction.date) }
  }
  /// By another system's name for it; unique.
  public static let byForeignKey = Index<Interaction>("foreignKey", unique: true) { $0.foreignKey?.indexKey }

  /// The declared indexes.
  public static var indexes: [Index<Interaction>] { [byCustomer, byCustomerAndKind, bySubject, byStaff, byForeignKey] }
  /// The customer, the member of staff, the subject and the participants.
  public static var references: [Reference<Interaction>] {
    let participants = Reference<Interaction>("participants") { interaction in
      interaction.participants.map(\.party)
    } repoint: { interaction, old, new in
      for index in interaction.participants.indices where interaction.participants[index].party == old {
        interaction.participants[index].party = new
      }
    }
    return [
      Reference("customer", \.customer), Reference("staff", \.staff), Reference("subject", \.subject), participants,
    ]
  }

  /// The interaction's identity.
  public var id: Identifier<Interaction>
  /// Whom it was with.
  public var customer: Identifier<Customer>
  /// What kind of contact it was.
  public var kind: InteractionKind
  /// Through which channel, where the kind does not say.
  public var channel: Channel?
  /// Who began it.
  public var direction: InteractionDirection
  /// When it began.
  public var date: Date
  /// How long it took, in seconds.
  public var duration: Int?
  /// Who of ours took part in the first place.
  public var staff: Identifier<StaffMember>?
  /// Who else took part.
  public var participants: [InteractionParticipant]
  /// What it was about: a deal, a ticket, a campaign.
  public var subject: RecordReference?
  /// One line for the list.
  public var title: String?
  /// What was said.
  public var note: String?
  /// What came of it, in the host's vocabulary: `reached`, `noAnswer`, `interested`.
  public var outcome: String?
  /// How the customer felt about it, if somebody said so.
  public var sentiment: Sentiment?
  /// What a web visit was.
  public var web: WebVisit?
  /// Further facts, by name.
  public var properties: [String: FieldValue]
  /// Another system's name for it, which makes a repeated hand-over harmless.
  public var foreignKey: ForeignKey?

  /// An interaction.
  public init(
    id: Identifier<Interaction>, customer: Identifier<Customer>, kind: InteractionKind,
    channel: Channel? = nil, direction: InteractionDirection = .inbound, date: Date, duration: Int? = nil,
    staff: Identifier<StaffMember>? = nil,
    participants: [InteractionParticipant] = [], subject: RecordReference? = nil, title: String? = nil,
    note: String? = nil,
    outcome: String? = nil, sentiment: Sentiment? = nil, web: WebVisit? = nil, properties: [String: FieldValue] = [:],
    foreignKey: ForeignKey? = nil
  ) {
    self.id = id
    self.customer = customer
    self.kind = kind
    self.channel = channel
    self.direction = direction
    self.date = date
    self.duration = duration
    self.staff = staff
    self.participants = participants
    self.subject = subject
    self.title = title
    self.note = note
    self.outcome = outcome
    self.sentiment = sentiment
    self.web = web
    self.properties = properties
    self.foreignKey = foreignKey
  }

  /// Every customer on whose timeline it stands.
  public var customers: [Identifier<Customer>] {
    var all = [customer]
    for participant in participants {
      if let other = participant.party.id(as: Customer.self), !all.contains(other) { all.append(other) }
    }
    return all
  }
}
