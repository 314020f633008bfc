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
  /// What kinds of data are in records whose types do not declare it, for legal holds on a category.
  public var categories: [RecordReference: Set<PersonalDataCategory>]
  /// Records in which something stays because of legal holds, with the holds.
  public var held: [RecordReference: [LegalHold]]

  /// A part.
  public init(
    changes: ChangeSet = ChangeSet(), actions: [RecordReference: Action] = [:],
    categories: [RecordReference: Set<PersonalDataCategory>] = [:], held: [RecordReference: [LegalHold]] = [:]
  ) {
    self.changes = changes
    self.actions = actions
    self.categories = categories
    self.held = held
  }
}

/// One record as the subject may read it.
public struct ExportedRecord: Hashable, Sendable {
  /// The record.
  public var record: RecordReference
  /// What kind of data it is.
  public var category: PersonalDataCategory
  /// Its values by the names of stored properties; nothing about third parties.
  public var values: [String: JSONTree]
  /// Where the values come from; `nil` if nobody recorded it.
  public var provenance: String?
  /// What of it the subject provided under consent or contract.
  public var provided: PersonalDataFields

  /// An exported record.
  public init(
    record: RecordReference, category: PersonalDataCategory, values: [String: JSONTree], provenance: String? = nil,
    provided: PersonalDataFields = .none
  ) {
    self.record = record
    self.category = category
    self.values = values
    self.provenance = provenance
    self.provided = provided
  }

  /// A stored record with all its values.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - category: what kind of data it is.
  ///   - omitted: stored properties that are left out, secrets for example.
  ///   - provenance: where the values come from.
  ///   - provided: what the subject provided.
  public init<R: Record>(
    _ record: R, category: PersonalDataCategory, omitting omitted: Set<String> = [], provenance: String? = nil,
    provided: PersonalDataFields = .none
  ) throws {
    let values = try JSONTree(encoding: record).members ?? [:]
    self.init(
      record: RecordReference(record), category: category,
      values: values.filter { $0.key != "id" && !omitted.contains($0.key) }, provenance: provenance, provided: provided)
  }
}
