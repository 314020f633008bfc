public import Foundation

/// What a record type says about the personal data in its records: whom a record is about, what the subject may read and take along,
/// and what erasing the subject does to it.
///
/// ```swift
/// extension Machine {
///   static var personalData: PersonalData<Machine>? {
///     PersonalData(.transaction, about: ["owner"], erasure: .pseudonymise { machine, _ in machine.remarks = "" })
///   }
/// }
/// ```
///
/// A right of the subject is done over all registered types. One whose records point to the subject and which says nothing makes the
/// request fail with ``UndeclaredPersonalData``: nothing is silently left out.
public struct PersonalData<R: Record>: Sendable {
  /// What kind of data it is; retention schedules and records of processing go by it.
  public var category: PersonalDataCategory
  /// The declared references through which a record is *about* what they point to: about the subject, or about a record that is about
  /// the subject (an article of a ticket, a file at a deal).
  public var about: Set<String>
  /// The declared references through which a record of somebody else only *names* a subject, each with how the name is taken out.
  public var mentions: [PersonalDataMention<R>]
  /// The declared references that say nothing about the persons they may point to.
  public var unrelated: Set<String>
  /// What of it the subject provided themselves under consent or contract: what the right to portability covers (GDPR art. 20).
  public var provided: PersonalDataFields
  /// What the subject is not shown, because it tells about somebody else: names of stored properties.
  public var withheld: Set<String>
  /// What the subject, given by its own records, is not shown of a single record besides.
  public var withheldFrom: @Sendable (R, Set<RecordReference>) -> Set<String>
  /// When the data were obtained, for retention. With `nil` the time in the identifier counts; a derived identifier has none, and the
  /// plan of retention says that the start is not known.
  public var obtained: @Sendable (R) -> Date?
  /// What erasing the subject does to a record that is about them.
  public var erasure: PersonalDataErasure<R>

  /// A declaration.
  ///
  /// - Parameters:
  ///   - category: what kind of data it is.
  ///   - about: names of references through which a record is about what they point to.
  ///   - mentions: references through which a record names a subject.
  ///   - unrelated: names of references that say nothing about persons.
  ///   - provided: what the subject provided; nothing by default.
  ///   - withheld: stored properties that the subject is not shown.
  ///   - withheldFrom: what the subject, given by its own records, is not shown of a single record besides.
  ///   - obtained: when the data were obtained.
  ///   - erasure: what erasing the subject does; the record is deleted by default.
  public init(
    _ category: PersonalDataCategory, about: Set<String> = [], mentions: [PersonalDataMention<R>] = [],
    unrelated: Set<String> = [], provided: PersonalDataFields = .none, withheld: Set<String> = [],
    withheldFrom: @escaping @Sendable (R, Set<RecordReference>) -> Set<String> = { _, _ in [] },
    obtained: @escaping @Sendable (R) -> Date? = { _ in nil }, erasure: PersonalDataErasure<R> = .delete
  ) {
    self.category = category
    self.about = about
    self.mentions = mentions
    self.unrelated = unrelated
    self.provided = provided
    self.withheld = withheld
    self.withheldFrom = withheldFrom
    self.obtained = obtained
    self.erasure = erasure
  }

  /// The references of the type that the declaration does not name.
  public var undeclared: [String] {
    let named = about.union(unrelated).union(mentions.map(\.link))
    return R.references.map(\.name).filter { !named.contains($0) }
  }
}

/// A kind of personal data. Open: hosts add their own.
public struct PersonalDataCategory: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A category of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Who somebody is: name, contact points, addresses.
  public static let identity: PersonalDataCategory = "identity"
  /// Conversations, messages and notes.
  public static let communication: PersonalDataCategory = "communication"
  /// Purchases, deals, invoices.
  public static let transaction: PersonalDataCategory = "transaction"
  /// Tickets and complaints.
  public static let service: PersonalDataCategory = "service"
  /// What somebody did: events, visits, memberships in segments.
  public static let behaviour: PersonalDataCategory = "behaviour"
  /// What marketing did with somebody.
  public static let marketing: PersonalDataCategory = "marketing"
  /// What somebody permitted, with its proofs.
  public static let consent: PersonalDataCategory = "consent"
  /// Where the data came from: imports, sources, merges.
  public static let provenance: PersonalDataCategory = "provenance"
  /// Members of staff.
  public static let staff: PersonalDataCategory = "staff"
}

/// Some of the stored properties of a record.
public enum PersonalDataFields: Hashable, Sendable {
  /// No property.
  case none
  /// Every property.
  case all
  /// The stored properties of these names.
  case only(Set<String>)

  /// Whether a stored property is one of them.
  public func contains(_ name: String) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .only(let names): names.contains(name)
    }
  }
}

/// A reference through which a record of somebody else names a subject.
public struct PersonalDataMention<R: Record>: Sendable {
  /// The name of the reference.
  public var link: String
  /// Takes the name of the subject out of a record.
  public var remove: @Sendable (inout R, RecordReference) -> Void

  /// A mention.
  ///
  /// - Parameters:
  ///   - link: the name of the reference.
  ///   - remove: takes the subject out of a record.
  public init(_ link: String, remove: @escaping @Sendable (inout R, RecordReference) -> Void) {
    self.link = link
    self.remove = remove
  }
}

/// What erasing a subject does to a record that is about them.
public struct PersonalDataErasure<R: Record>: Sendable {
  /// What becomes of one record.
  public enum Outcome: Sendable {
    /// It goes.
    case delete
    /// It stays, as given here: without what tells who it is about.
    case pseudonymise(R)
    /// It stays for this reason until then (`nil`: until the reason ends), as given here: with what the reason needs and no more.
    case retain(R, Reason, until: Date?)
  }

  private let decide: @Sendable (R, RecordReference, Date) -> Outcome

  /// An erasure by a rule of its own.
  ///
  /// - Parameter decide: what becomes of a record, given the subject and now. Pure.
  public init(_ decide: @escaping @Sendable (_ record: R, _ subject: RecordReference, _ now: Date) -> Outcome) {
    self.decide = decide
  }

  /// What becomes of a record.
  public func outcome(of record: R, subject: RecordReference, at now: Date) -> Outcome { decide(record, subject, now) }

  /// The record goes.
  public static var delete: PersonalDataErasure { PersonalDataErasure { _, _, _ in .delete } }

  /// The record stays without what tells who it is about.
  ///
  /// - Parameter change: takes it out.
  public static func pseudonymise(
    _ change: @escaping @Sendable (inout R, RecordReference) -> Void
  ) -> PersonalDataErasure {
    PersonalDataErasure { record, subject, _ in
      var record = record
      change(&record, subject)
      return .pseudonymise(record)
    }
  }
}
