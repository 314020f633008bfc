public import Foundation

/// An order to keep things as they are, because of a dispute, an investigation or an audit: what it covers is neither deleted nor
/// pseudonymised while it is in force, whatever any schedule says.
///
/// It permits nothing: who may be written to is decided without looking at holds.
public struct LegalHold: Record {
  /// `legalHolds`.
  public static let collection: CollectionName = "legalHolds"
  /// Holds that nobody lifted, by their end.
  public static let byEnd = Index<LegalHold>("end") { hold in
    hold.liftedAt == nil ? IndexKey(hold.until ?? .distantFuture) : nil
  }
  /// By the beginning: the list of all, lifted or not.
  public static let byStart = Index<LegalHold>("start") { IndexKey($0.from) }
  /// The declared indexes.
  public static var indexes: [Index<LegalHold>] { [byEnd, byStart] }
  /// The record that it is about.
  public static var references: [Reference<LegalHold>] { [Reference("target", \.scope.target)] }

  /// The hold's identity.
  public var id: Identifier<LegalHold>
  /// What it covers.
  public var scope: LegalHoldScope
  /// Why: a code such as ``LegalHoldReason/litigation``.
  public var reason: ReasonCode
  /// The file number or another name of the case; no personal data.
  public var matter: String?
  /// The first instant of it.
  public var from: Date
  /// The first instant after it; `nil`: until it is lifted.
  public var until: Date?
  /// Who set it.
  public var author: Author
  /// When it was lifted.
  public var liftedAt: Date?
  /// Who lifted it.
  public var liftedBy: Author?

  /// A hold.
  public init(
    id: Identifier<LegalHold>, scope: LegalHoldScope, reason: ReasonCode, matter: String? = nil, from: Date,
    until: Date? = nil, author: Author
  ) {
    self.id = id
    self.scope = scope
    self.reason = reason
    self.matter = matter
    self.from = from
    self.until = until
    self.author = author
  }

  /// Whether it is in force at an instant: begun, not over, not lifted before.
  public func isInForce(at date: Date) -> Bool {
    from <= date && (until.map { date < $0 } ?? true) && (liftedAt.map { date < $0 } ?? true)
  }
}

/// What a ``LegalHold`` covers.
public struct LegalHoldScope: Hashable, Codable, Sendable {
  /// The kinds of scope.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// One record.
    case record
    /// A person or organisation: its record and everything that is about it.
    case subject
    /// A case: a record and everything that points to it, whether it is about it or mentions it.
    case matter
    /// Everything of one category.
    case category
  }

  /// The kind of scope.
  public var kind: Kind
  /// The record, for all kinds but ``Kind/category``.
  public var target: RecordReference?
  /// The category, for ``Kind/category``.
  public var category: PersonalDataCategory?

  /// One record.
  public static func record(_ record: RecordReference) -> LegalHoldScope {
    LegalHoldScope(kind: .record, target: record)
  }

  /// A person or organisation: its record and everything that is about it.
  public static func subject(_ subject: RecordReference) -> LegalHoldScope {
    LegalHoldScope(kind: .subject, target: subject)
  }

  /// A case: a record (a deal, a ticket) and everything that points to it.
  public static func matter(_ record: RecordReference) -> LegalHoldScope {
    LegalHoldScope(kind: .matter, target: record)
  }

  /// Everything of one category.
  public static func category(_ category: PersonalDataCategory) -> LegalHoldScope {
    LegalHoldScope(kind: .category, category: category)
  }

  private init(kind: Kind, target: RecordReference? = nil, category: PersonalDataCategory? = nil) {
    self.kind = kind
    self.target = target
    self.category = category
  }

  /// Whether it covers a record.
  public func covers(_ record: RetainedRecord) -> Bool {
    guard kind != .category else { return category == record.category }
    guard let target else { return false }
    if target == record.reference { return true }
    return switch kind {
    case .record, .category: false
    case .subject: record.subjects.contains(target)
    case .matter: record.links.contains(target) || record.subjects.contains(target)
    }
  }
}

/// Why a ``LegalHold`` was set. Hosts may have codes of their own.
public enum LegalHoldReason {
  /// A lawsuit is pending or expected.
  public static let litigation: ReasonCode = "retention.hold.litigation"
  /// A claim was made.
  public static let claim: ReasonCode = "retention.hold.claim"
  /// An authority investigates or demands it.
  public static let authority: ReasonCode = "retention.hold.authority"
  /// An audit is going on.
  public static let audit: ReasonCode = "retention.hold.audit"
  /// An incident is being investigated by the house itself.
  public static let investigation: ReasonCode = "retention.hold.investigation"
}

extension LegalHold {
  /// A hold names the subject or the case. It is not shown to the subject, and loses the name when the subject is erased after it was
  /// lifted.
  public static var personalData: PersonalData<LegalHold>? {
    PersonalData(
      .legal,
      mentions: [
        PersonalDataMention("target") { hold, subject in
          if hold.scope.target == subject { hold.scope.target = nil }
        }
      ], withheld: ["scope", "reason", "matter", "from", "until", "author", "liftedAt", "liftedBy"])
  }
}

extension PersonalDataCategory {
  /// Disputes and legal holds.
  public static let legal: PersonalDataCategory = "legal"
}
