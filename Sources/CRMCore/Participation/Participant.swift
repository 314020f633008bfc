public import Foundation

/// A module's own part in what happens to a subject (a person, an organisation) across all records.
///
/// Declared references (``Record/references``) find and re-point the records of every registered type, the host's too, and need no
/// participant. One is needed for what references cannot say: a record whose identity is derived from the subject, two records of
/// which one must go, data outside the store. Every answer is a part of one change set, so that the whole stays one commit.
///
/// A right that a participant does not implement fails loudly with ``ParticipationError``: nothing is silently left out.
public protocol Participant: Sendable {
  /// A stable name, for plans, reports and errors.
  var name: ParticipantName { get }

  /// The record types that it answers for alone: the walk over declared references leaves them to it.
  var collections: Set<CollectionName> { get }

  /// Shows the subject's records among ``collections``, and whatever else it keeps about the subject.
  func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws

  /// Shows what the subject has a right to read.
  func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws

  /// Removes the subject's data, or says of each record why and until when it is kept. Nothing is committed.
  ///
  /// Whoever asks leaves out the records that ``LegalHolds`` cover; for what they cover inside of them, and outside the store, see
  /// ``erase(_:sparing:in:at:)``.
  func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart

  /// Removes the data of one subject that is known under several records. Each part can be committed without the others: one that
  /// writes what an earlier one wrote has to wait until that is committed, and is asked for again. A part for each record by default.
  func erase(_ subjects: [Subject], in store: any Store, at now: Date) async throws -> [ParticipationPart]

  /// Removes the data of one subject but for what legal holds cover, and says in ``ParticipationPart/held`` where something stays for them.
  ///
  /// For who keeps facts about many records in one of its own, and for data outside the store: what is held of a record of its own, whoever
  /// asks leaves out by itself. By default the holds are not asked.
  func erase(
    _ subjects: [Subject], sparing holds: LegalHolds, in store: any Store, at now: Date
  ) async throws -> [ParticipationPart]

  /// Writes what has to be in the store before the participant is asked what it erases, in commits of its own. Called whenever data
  /// are about to be erased, and never for a plan. Nothing by default.
  func willErase(in store: any Store, at now: Date) async throws

  /// Makes the subject's data readable but not usable. Nothing is committed.
  func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart

  /// Writes corrected values, by the names of fields. Nothing is committed.
  func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart

  /// Adds to `part` what becomes of its records when some records are merged into one. Called for the plan and again for the
  /// commit: the same state must give the same part.
  func merge(into part: inout MergePart, in store: any Store) async throws
}

extension Participant {
  /// Fails loudly.
  public func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws { throw ParticipationError(name, .find) }

  /// Fails loudly.
  public func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws { throw ParticipationError(name, .export) }

  /// Fails loudly.
  public func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    throw ParticipationError(name, .erase)
  }

  /// A part for each record.
  public func erase(_ subjects: [Subject], in store: any Store, at now: Date) async throws -> [ParticipationPart] {
    var parts: [ParticipationPart] = []
    for subject in subjects { parts.append(try await erase(subject, in: store, at: now)) }
    return parts
  }

  /// Without asking the holds.
  public func erase(
    _ subjects: [Subject], sparing holds: LegalHolds, in store: any Store, at now: Date
  ) async throws -> [ParticipationPart] { try await erase(subjects, in: store, at: now) }

  /// Nothing.
  public func willErase(in store: any Store, at now: Date) async throws {}

  /// Fails loudly.
  public func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    throw ParticipationError(name, .restrict)
  }

  /// Fails loudly.
  public func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { throw ParticipationError(name, .rectify) }

  /// Fails loudly.
  public func merge(into part: inout MergePart, in store: any Store) async throws {
    throw ParticipationError(name, .merge)
  }
}

/// The stable name of a ``Participant``.
public struct ParticipantName: OpenVocabulary {
  /// The name.
  public let rawValue: String

  /// A participant of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// A participant cannot do what was asked, so the whole is not done.
public struct ParticipationError: Error, Hashable, Sendable {
  /// What was asked of a ``Participant``.
  public enum Step: String, Codable, Sendable, CaseIterable {
    /// To find the subject's records.
    case find
    /// To export them.
    case export
    /// To erase them.
    case erase
    /// To restrict their use.
    case restrict
    /// To correct them.
    case rectify
    /// To merge them.
    case merge
  }

  /// Who cannot.
  public var participant: ParticipantName
  /// What.
  public var step: Step

  /// A participant that cannot do a step.
  public init(_ participant: ParticipantName, _ step: Step) {
    self.participant = participant
    self.step = step
  }
}
