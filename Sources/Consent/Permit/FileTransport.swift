public import Foundation
import Synchronization

/// A transport that writes messages to a directory: e-mail as `.eml` files that mail programs open, everything else as one
/// line of JSON for each message in `<channel>.jsonl`.
///
/// An `.eml` file is named after the message's key, so that a repetition replaces it.
public final class FileTransport<C: MessageChannel>: Transport {
  /// The directory.
  public let directory: URL
  private let lock = Mutex(())

  private struct Line: Encodable {
    var key: String
    var channel: Channel
    var date: Date
    var address: C.Address
    var draft: C.Draft
    var obligations: [Obligation]
  }

  /// A transport into a directory, which is created if it does not exist.
  ///
  /// - Throws: a Cocoa file error.
  public init(directory: URL) throws {
    self.directory = directory
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  /// Writes the message.
  ///
  /// - Throws: ``TransportRejection`` with code `file` if it cannot be written.
  @concurrent
  public func deliver(_ message: consuming Authorized<C>) async throws -> Receipt {
    let key = message.idempotencyKey
    let date = message.date
    do {
      if let draft = message.draft as? EmailDraft, let address = message.address as? EmailAddress {
        let text = MailText.message(draft, to: address, key: key, date: date, obligations: message.obligations)
        try Data(text.utf8).write(to: directory.appending(path: key + ".eml"), options: .atomic)
      } else {
        let line = Line(
          key: key, channel: C.channel, date: date, address: message.address, draft: message.draft,
          obligations: message.obligations)
        try append(line)
      }
    } catch {
      throw TransportRejection(code: "file", isTemporary: true)
    }
    return Receipt(id: key, date: date)
  }

  private func append(_ line: Line) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let data = try encoder.encode(line) + Data([0x0A])
    let file = directory.appending(path: C.channel.rawValue + ".jsonl")
    try lock.withLock { _ in
      if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
      let handle = try FileHandle(forWritingTo: file)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: data)
    }
  }
}
