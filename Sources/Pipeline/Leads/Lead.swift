public import Foundation

/// Somebody who may become a customer, or a customer who may buy again: who asked, for what, and who sees to it.
///
/// A second enquiry attaches to the lead (``attaching(_:)``); there is at most one open lead for each e-mail address.
public struct Lead: Record {
  /// `leads`.
  public static let collection: CollectionName = "leads"

  /// By status, then by when it came.
  public static let byStatus = Index<Lead>("status") { IndexKey(ExactText($0.status.rawValue), $0.createdAt) }
  /// Open leads by owner (none first), then by when they came.
  public static let byOwner = Index<Lead>("owner") { lead in
    lead.status.isOpen ? IndexKey(lead.owner, lead.createdAt) : nil
  }
  /// By the canonical form of each contact point.
  public static let byContactPoint = Index<Lead>("contactPoint") { lead in
    lead.contactPoints.map { IndexKey(ExactText($0.canonical)) }
  }
  /// Open leads by the canonical form of each e-mail address; unique, so that two captures at once make no twins.
  public static let openByEmail = Index<Lead>("openEmail", unique: true) { lead in
    lead.status.isOpen ? lead.emails.map { IndexKey(ExactText($0)) } : []
  }
  /// By another system's name for it; unique.
  public static let byForeignKey = Index<Lead>("foreignKey", unique: true) { lead in
    lead.foreignKeys.map { IndexKey(ExactText($0.system), ExactText($0.id)) }
  }

  /// The declared indexes.
  public static var indexes: [Index<Lead>] { [byStatus, byOwner, byContactPoint, openByEmail, byForeignKey] }
  /// The customer, the owner and the deal it became.
  public static var references: [Reference<Lead>] {
    [Reference("customer", \.customer), Reference("owner", \.owner), Reference("deal", \.deal)]
  }

  /// The lead's identity.
  public var id: Identifier<Lead>
  /// The person's name.
  public var name: PersonName?
  /// The organisation they speak for.
  public var organisation: String?
  /// How to reach them. That they can be reached does not mean that they may be.
  public var contactPoints: ContactPoints
  /// How far it has come.
  public var status: LeadStatus
  /// Where it came from, as somebody judged it.
  public var source: ReferralSource?
  /// Every time they asked, oldest first.
  public var enquiries: [LeadEnquiry]
  /// Who sees to it.
  public var owner: Identifier<StaffMember>?
  /// The customer it is, where we know them.
  public var customer: Identifier<Customer>?
  /// The deal it became.
  public var deal: Identifier<Deal>?
  /// The host's own fields.
  public var customFields: CustomFields
  /// The names that other systems have for it.
  public var foreignKeys: [ForeignKey]
  /// When the record was made.
  public var createdAt: Date

  /// A lead.
  public init(
    id: Identifier<Lead>, name: PersonName? = nil, organisation: String? = nil, contactPoints: ContactPoints = [],
    status: LeadStatus = .new, source: ReferralSource? = nil, enquiries: [LeadEnquiry] = [],
    owner: Identifier<StaffMember>? = nil, customer: Identifier<Customer>? = nil, deal: Identifier<Deal>? = nil,
    customFields: CustomFields = [:], foreignKeys: [ForeignKey] = [], createdAt: Date
  ) {
    self.id = id
    self.name = name
    self.organisation = organisation
    self.contactPoints = contactPoints
    self.status = status
    self.source = source
    self.enquiries = enquiries
    self.owner = owner
    self.customer = customer
    self.deal = deal
    self.customFields = customFields
    self.foreignKeys = foreignKeys
    self.createdAt = createdAt
  }
}

extension Lead: ContactHolder {}
