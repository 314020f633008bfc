public import CRMCore
import CRMFormats
public import Foundation

/// Reason codes about exported records.
public enum RecordTransferReason {
  /// A newer version of the record type, or of the format, wrote the line.
  public static let newer: ReasonCode = "transfer.newer"
  /// The line is of a collection that is not registered.
  public static let unknownType: ReasonCode = "transfer.unknownType"
  /// The line is no record of its type: `kind` names how.
  public static let unreadable: ReasonCode = "transfer.unreadable"
  /// The first line does not name the format.
  public static let notAnExport: ReasonCode = "transfer.notAnExport"
}

/// What came of reading exported records.
public struct RecordTransferReport: Hashable, Sendable {
  /// Records that are new, by collection.
  public var inserted: [CollectionName: Int] = [:]
  /// Records that took the place of others, by collection.
  public var replaced: [CollectionName: Int] = [:]
  /// Records that were there already, equal or to be kept.
  public var kept = 0
  /// Lines that were left out.
  public var rejected = 0
  /// Why lines were left out, the first thousand; without values.
  public var problems: [RowProblem] = []

  mutating func reject(_ line: Int, _ collection: String, _ code: ReasonCode, _ arguments: [String: FieldValue] = [:]) {
    rejected += 1
    guard problems.count < 1_000 else { return }
    problems.append(RowProblem(line: line, column: collection, reason: Reason(code, arguments)))
  }
}

extension RecordTransfer {
  /// What is done with a record that is there already and differs. A `UnitingRecord` takes in what the file's has besides, either way.
  public enum Conflict: String, Codable, Hashable, Sendable, CaseIterable {
    /// The one in the store stays.
    case keepExisting
    /// The one in the file takes its place.
    case replace
  }

  /// Reads exported records from bytes at hand; see ``importRecords(contentsOf:conflict:batchSize:by:report:)``.
  @concurrent @discardableResult
  public func importRecords(
    _ bytes: [UInt8], conflict: Conflict = .keepExisting, batchSize: Int = 500, by author: Author,
    report: WorkProgress.Report = { _ in }
  ) async throws -> RecordTransferReport {
    try await read(JSONLinesReader(bytes: bytes), file: nil, conflict, batchSize, author, report)
  }

  /// Reads exported records from a file into the store, in commits of `batchSize` records.
  ///
  /// Identities stay, so references stay whole. Records of older schemas become today's by their migrations. Lines that cannot
  /// be taken (a type that is not registered, a newer schema, a key that must be unique, what ``contactScreen`` refuses and whatever is
  /// about it) are reported, the others go on.
  /// Reading a file twice changes nothing. Memory is bounded by a batch.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - conflict: what is done with records that are there already and differ.
  ///   - batchSize: how many records make one commit.
  ///   - author: who does it.
  ///   - report: called after each batch, phase `import.records`.
  /// - Throws: what reading the file throws; `StoreError`; `CancellationError` between batches, which stay.
  @concurrent @discardableResult
  public func importRecords(
    contentsOf url: URL, conflict: Conflict = .keepExisting, batchSize: Int = 500, by author: Author,
    report: WorkProgress.Report = { _ in }
  ) async throws -> RecordTransferReport {
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    return try await read(JSONLinesReader(), file: file, conflict, batchSize, author, report)
  }

  private func read(
    _ lines: JSONLinesReader, file: FileHandle?, _ conflict: Conflict, _ batchSize: Int, _ author: Author,
    _ report: WorkProgress.Report
  ) async throws -> RecordTransferReport {
    var lines = lines
    let start = environment.now()
    var result = RecordTransferReport()
    var batch = RecordImportBatch()
    var done = 0
    var isAtEnd = false
    var hasHeader = false
    while !isAtEnd {
      try Task.checkCancellation()
      do {
        if !hasHeader {
          guard let header = try Self.next(&lines, file, { try $0.next(RecordExportHeader.self) }) else { break }
          guard header.format == RecordExportHeader.format else {
            result.reject(lines.line, "", RecordTransferReason.notAnExport)
            return result
          }
          guard header.version <= RecordExportHeader.version else {
            result.reject(lines.line, "", RecordTransferReason.newer)
            return result
          }
          hasHeader = true
        } else if let line = try Self.next(
          &lines, file, { try $0.next(RecordImportLine.self, configuration: registry) })
        {
          batch.take(line, at: lines.line, &result)
        } else {
          isAtEnd = true
        }
      } catch let error as JSONLinesError {
        guard hasHeader else {
          result.reject(error.line, "", RecordTransferReason.notAnExport)
          return result
        }
        result.reject(
          error.line, error.path, RecordTransferReason.unreadable, ["kind": .text(error.code.rawValue)])
      }
      guard batch.items.count >= max(1, batchSize) || isAtEnd, !batch.items.isEmpty else { continue }
      done += batch.items.count
      try await commit(&batch, conflict, author, &result)
      report(WorkProgress(phase: "import.records", done: done, started: start, date: environment.now()))
    }
    return result
  }

  /// The next value of a line, reading on where the bytes do not reach.
  private static func next<Value>(
    _ lines: inout JSONLinesReader, _ file: FileHandle?, _ read: (inout JSONLinesReader) throws -> Value?
  ) throws -> Value? {
    while true {
      if let value = try read(&lines) { return value }
      guard let file, let piece = try file.read(upToCount: 1 << 18), !piece.isEmpty else {
        lines.finish()
        return try read(&lines)
      }
      lines.append(piece)
    }
  }

  private func commit(
    _ batch: inout RecordImportBatch, _ conflict: Conflict, _ author: Author, _ result: inout RecordTransferReport
  ) async throws {
    while true {
      do {
        let current = batch
        let outcome = try await store.perform {
          let (permitted, refused, screened) = try await current.screened(by: contactScreen, at: environment.now())
          var prepared = try await permitted.prepare(for: store, conflict, author, environment.now())
          screened?.require(in: &prepared.changes)
          prepared.value.refused = refused
          return prepared
        }
        for (line, collection, problem) in outcome.refused {
          result.reject(line, collection.rawValue, problem.reason.code, problem.reason.arguments)
        }
        result.inserted.merge(outcome.inserted, uniquingKeysWith: +)
        result.replaced.merge(outcome.replaced, uniquingKeysWith: +)
        result.kept += outcome.kept
        batch.items = []
        return
      } catch let error as StoreError where error.code == .duplicateKey {
        guard batch.reject(error.duplicates, &result) else { throw error }
      }
    }
  }
}
