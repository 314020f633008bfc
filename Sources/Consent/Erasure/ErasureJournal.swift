public import CRMCore
public import Foundation

/// What is told of an erasure outside the store, so that a restored backup forgets again. Digests and references, no personal data.
public struct ErasureNote: Hashable, Codable, Sendable {
  /// What is told.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// It was approved and is due later.
    case scheduled
    /// It was called off.
    case cancelled
    /// It has begun: whoever still has the person's data has to erase them.
    case erased
  }

  /// The erasure.
  public var erasure: Identifier<Erasure>
  /// What is told.
  public var kind: Kind
  /// The person's own records.
  public var subjects: [RecordReference]
  /// The person's contact points.
  public var points: [ContactDigest]
  /// Records that counted as the person's own when it began and were left out since; `nil` for none.
  public var leftOut: [RecordReference]?
  /// Whether this is how it ended, which counts more than what was told before; `nil` for no.
  public var isFinal: Bool?
  /// When it was approved, in milliseconds since 1970.
  public var approvedAt: Int64
  /// When it is or was due, in milliseconds since 1970.
  public var due: Int64

  init(_ kind: Kind, _ record: Erasure) {
    erasure = record.id
    self.kind = kind
    subjects = record.subjects
    points = record.points
    leftOut = record.leftOut
    approvedAt = record.approvedAt.millisecondsSince1970
    due = record.due.millisecondsSince1970
  }
}

/// Where erasures are told outside the store: kept apart from the store's backups, and never restored from one.
public protocol ErasureJournal: Sendable {
  /// Adds a note at the end; durable when it returns. The same note may come twice.
  func append(_ note: ErasureNote) async throws
  /// All notes, in order.
  func notes() async throws -> [ErasureNote]
}

/// An ``ErasureJournal`` in a small text file: a header, then one note a line with a checksum before it.
public struct FileErasureJournal: ErasureJournal {
  private let lines: ChecksummedLines

  /// A journal in a file, which is made with the first note.
  public init(file: URL) {
    lines = ChecksummedLines(file: file, header: "swift-crm erasures 1")
  }

  /// See ``ErasureJournal/append(_:)``. O(size of the file).
  @concurrent
  public func append(_ note: ErasureNote) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try await lines.append(Array(encoder.encode(note)))
  }

  /// See ``ErasureJournal/notes()``.
  ///
  /// - Throws: `StoreError` with code `corrupted` if a line other than an unfinished last one is damaged.
  @concurrent
  public func notes() async throws -> [ErasureNote] {
    try lines.read().map { line in
      do {
        return try JSONDecoder().decode(ErasureNote.self, from: Data(line))
      } catch {
        throw StoreError(.incompatibleVersion, "a note of an erasure cannot be read")
      }
    }
  }
}

extension ErasureDesk {
  /// Adds a note to the journal, if there is one.
  func tell(_ kind: ErasureNote.Kind, of erasure: Erasure) async throws {
    try await withJournal(of: erasure) { try await $0.append(ErasureNote(kind, erasure)) }
  }

  /// Tells how an erasure ends if the journal knows it otherwise: of a leaving-out that was told and never committed.
  func tellEnd(of erasure: Erasure) async throws {
    try await withJournal(of: erasure) { journal in
      let notes = ErasureNote.counting(try await journal.notes())
      var note = ErasureNote(.erased, erasure)
      guard let told = notes.first(where: { $0.erasure == erasure.id }), told.leftOut != note.leftOut else { return }
      note.isFinal = true
      try await journal.append(note)
    }
  }

  private func withJournal(of erasure: Erasure, _ body: (any ErasureJournal) async throws -> Void) async throws {
    guard let journal else { return }
    do {
      try await body(journal)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw ErasureFailure(erasure: erasure.id, place: ErasureFailure.Place(.journal), underlying: error)
    }
  }
}
