public import Foundation

/// That a file belongs to a record: the link follows a merge like every declared reference, the bytes stay where they are.
///
/// Equal bytes are one blob however many files have them: a blob may go when ``byDigest`` finds no file any more.
public struct AttachedFile: Record {
  /// `attachedFiles`.
  public static let collection: CollectionName = "attachedFiles"
  /// By the record that it belongs to, then by time.
  public static let byOwner = Index<AttachedFile>("ownerTime") { IndexKey($0.owner, $0.addedAt) }
  /// By the digest of the bytes.
  public static let byDigest = Index<AttachedFile>("digest") { IndexKey(ExactText($0.attachment.digest.hex)) }
  /// The declared indexes.
  public static var indexes: [Index<AttachedFile>] { [byOwner, byDigest] }
  /// The record that it belongs to.
  public static var references: [Reference<AttachedFile>] { [Reference("owner", \.owner)] }

  /// The file's identity.
  public var id: Identifier<AttachedFile>
  /// The record that it belongs to.
  public var owner: RecordReference
  /// What it is, and where its bytes are.
  public var attachment: Attachment
  /// When it was attached.
  public var addedAt: Date

  /// A file of a record.
  public init(id: Identifier<AttachedFile>, owner: RecordReference, attachment: Attachment, addedAt: Date) {
    self.id = id
    self.owner = owner
    self.attachment = attachment
    self.addedAt = addedAt
  }
}
