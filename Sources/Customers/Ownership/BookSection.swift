public import CRMCore

/// Which links of a record type say who is to see to a record now, and until when: a module's or a host's part in a book of staff.
///
/// Without a section, every declared link of a type that always leads to a `StaffMember` counts, for every record. One is needed
/// where a link tells of the past (who made the call), or where a closed record stays with whoever closed it.
public struct BookSection: Sendable {
  /// The record type.
  public let collection: CollectionName
  private let links: Set<String>?
  private let open: @Sendable (any Record) -> Bool

  /// A section.
  ///
  /// - Parameters:
  ///   - type: the record type.
  ///   - links: the names of the links that assign; `nil` is every link that always leads to staff.
  ///   - isOpen: whether somebody still has to see to the record.
  public init<R: Record>(
    _ type: R.Type, links: Set<String>? = nil, isOpen: @escaping @Sendable (R) -> Bool = { _ in true }
  ) {
    collection = R.collection
    self.links = links
    open = { record in (record as? R).map(isOpen) ?? false }
  }

  /// A record type whose links to staff all tell of the past.
  public static func history<R: Record>(_ type: R.Type) -> BookSection { BookSection(type, links: []) }

  /// Whether somebody still has to see to the record.
  func isOpen(_ record: some Record) -> Bool { open(record) }

  /// The links of the type that assign.
  func assignments<R: Record>(of type: R.Type) -> [Reference<R>] {
    R.references.filter { links?.contains($0.name) ?? ($0.target == StaffMember.collection) }
  }
}
