public import Foundation

/// The part of all trails of a store in the rights of a subject; see ``AuditParticipant``.
///
/// A trail that is in the store and was not given makes the request fail: what opens its entries would be left out.
public struct AuditTrailsParticipant: Participant {
  private let trails: [AuditTrail]

  /// The part of these trails.
  ///
  /// - Parameter trails: every trail that was ever sealed in the store.
  public init(_ trails: [AuditTrail] = []) {
    self.trails = trails
  }

  /// `audit`.
  public var name: ParticipantName { "audit" }
  /// The record types of trails.
  public var collections: Set<CollectionName> { Set(AuditTrail.recordTypes.map { $0.collection }) }

  /// See ``AuditParticipant``.
  public func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    try await check(.find, in: store)
    for trail in trails { try await AuditParticipant(trail).find(subject, in: store, visit) }
  }

  /// See ``AuditParticipant``.
  public func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    try await check(.export, in: store)
    for trail in trails { try await AuditParticipant(trail).export(subject, in: store, visit) }
  }

  /// See ``AuditParticipant``.
  public func willErase(in store: any Store, at now: Date) async throws {
    for trail in trails { try await AuditParticipant(trail).willErase(in: store, at: now) }
  }

  /// See ``AuditParticipant``.
  public func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    var part = ParticipationPart()
    for own in try await erase([subject], in: store, at: now) {
      part.changes.append(own.changes)
      part.actions.merge(own.actions) { $1 }
      part.categories.merge(own.categories) { $1 }
    }
    return part
  }

  /// A part for each trail; see ``AuditParticipant``.
  public func erase(_ subjects: [Subject], in store: any Store, at now: Date) async throws -> [ParticipationPart] {
    try await check(.erase, in: store)
    var parts: [ParticipationPart] = []
    for trail in trails { parts += try await AuditParticipant(trail).erase(subjects, in: store, at: now) }
    return parts
  }

  /// A part for each trail; see ``AuditParticipant``.
  public func erase(
    _ subjects: [Subject], sparing holds: LegalHolds, in store: any Store, at now: Date
  ) async throws -> [ParticipationPart] {
    try await check(.erase, in: store)
    var parts: [ParticipationPart] = []
    for trail in trails {
      parts += try await AuditParticipant(trail).erase(subjects, sparing: holds, in: store, at: now)
    }
    return parts
  }

  /// Nothing: what happened is read and not used.
  public func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    ParticipationPart()
  }

  /// Nothing: the correction is a change of its own and sealed as such.
  public func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { ParticipationPart() }

  /// Nothing: what happened to a record stays what happened to that record.
  public func merge(into part: inout MergePart, in store: any Store) async throws {}

  private func check(_ step: ParticipationError.Step, in store: any Store) async throws {
    let known = Set(trails.map(\.origin))
    try await store.forEach(in: Query<AuditHead>()) { head in
      if !known.contains(head.origin) { throw ParticipationError(name, step) }
    }
  }
}
