public import CRMCore

/// Whose data are asked for: the record of a person or organisation with the records that became part of it, and the digests of the
/// contact points.
///
/// Somebody of whom there is no record but the ledger's is a subject too: ``init(_:)-(ContactDigest)``.
public struct AccessSubject: Hashable, Sendable {
  /// The subject as participants know it.
  public var subject: Subject
  /// Records that were merged into the subject's.
  public var aliases: [RecordReference]

  /// A subject with a record.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - aliases: records that were merged into it.
  ///   - digests: the digests of the contact points, those of the aliases included.
  public init(_ record: RecordReference, aliases: [RecordReference] = [], digests: [ContactDigest] = []) {
    subject = Subject(record, contactDigests: Set(digests).sorted().map(\.value))
    self.aliases = aliases
  }

  /// Somebody who is known by a contact point alone.
  public init(_ digest: ContactDigest) {
    self.init(RecordReference(ConsentHead.id(of: digest)), digests: [digest])
  }

  /// The subject's own records.
  public var records: [RecordReference] { [subject.reference] + aliases }

  /// The digests of the contact points.
  public var digests: [ContactDigest] { subject.contactDigests.map { ContactDigest($0) } }
}
