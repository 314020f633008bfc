public import Foundation

/// A participant's part in a right of the subject: the changes, and what they do to each record.
public struct ParticipationPart: Sendable {
  /// What becomes of one record.
  public enum Action: Hashable, Codable, Sendable {
    /// It goes.
    case deleted
    /// It stays without what tells who it is about.
    case pseudonymised
    /// It stays, for this reason and until then (`nil`: nobody knows yet).
    case retained(Reason, until: Date?)
    /// It has other values.
    case changed
  }

  /// The changes, to be joined to those of the others.
  public var changes: ChangeSet
  /// What becomes of each record.
  public var actions: [RecordReference: Action]

  /// A part.
  public init(changes: ChangeSet = ChangeSet(), actions: [RecordReference: Action] = [:]) {
    self.changes = changes
    self.actions = actions
  }
}

/// One record as the subject may read it.
public struct ExportedRecord: Hashable, Codable, Sendable {
  /// The record.
  public var record: RecordReference
  /// Its values by name; nothing about third parties.
  public var values: [FieldName: FieldValue]
  /// Where the values come from; `nil` if nobody recorded it.
  public var provenance: String?

  /// An exported record.
  public init(record: RecordReference, values: [FieldName: FieldValue], provenance: String? = nil) {
    self.record = record
    self.values = values
    self.provenance = provenance
  }
}
